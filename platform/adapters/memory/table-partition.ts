import { StoreError } from '#adapters/shared/store-errors.ts';
import type { RowPage, RowQuery } from '#ports/table.ts';
import { compareBytes } from './byte-order.ts';
import { SortedList } from './sorted-list.ts';

/** A place in the order of a partition: by sort key alone, or by mark and sort key. */
interface Place {
  readonly by: string;
  readonly sk: string;
}

interface Stored {
  readonly json: string;
  readonly mark: string | null;
}

const DEFAULT_LIMIT = 1_000;
/** A page ends here whatever its limit, as the embedded table has it. */
const MAX_PAGE_CHARS = 4_000_000;

/** The rows of one partition, as text, with their order by sort key and by mark. */
export class TablePartition {
  readonly #rows = new Map<string, Stored>();
  readonly #keys = new SortedList(comparePlaces);
  readonly #marks = new SortedList(comparePlaces);

  get(sk: string): string | undefined {
    return this.#rows.get(sk)?.json;
  }

  put(sk: string, row: Stored): void {
    this.#unmark(sk);
    this.#rows.set(sk, row);
    this.#keys.add({ by: sk, sk });
    if (row.mark !== null) this.#marks.add({ by: row.mark, sk });
  }

  delete(sk: string): void {
    this.#unmark(sk);
    if (this.#rows.delete(sk)) this.#keys.delete({ by: sk, sk });
  }

  query(query: RowQuery): RowPage {
    const places = query.sparse === true ? this.#marks : this.#keys;
    const limit = Math.max(1, query.limit ?? DEFAULT_LIMIT);
    const { isBefore, isBehind } = rangeOf(query);
    const rows: string[] = [];
    let chars = 0;
    let last: Place | undefined;
    for (const place of places.between(isBefore, isBehind, query.reverse)) {
      const json = this.get(place.sk) ?? '';
      if (last !== undefined && (rows.length === limit || chars + json.length > MAX_PAGE_CHARS))
        return { rows: parse(rows), next: toCursor(last) };
      rows.push(json);
      chars += json.length;
      last = place;
    }
    return { rows: parse(rows) };
  }

  #unmark(sk: string): void {
    const mark = this.#rows.get(sk)?.mark;
    if (mark !== null && mark !== undefined) this.#marks.delete({ by: mark, sk });
  }
}

function rangeOf({ prefix, from, to, after, reverse }: RowQuery) {
  const last = after === undefined ? undefined : fromCursor(after);
  const isPassed = (place: Place, side: 1 | -1): boolean =>
    last !== undefined && side * comparePlaces(place, last) <= 0;
  return {
    isBefore: (place: Place): boolean =>
      (from !== undefined && compareBytes(place.by, from) < 0) ||
      (prefix !== undefined && compareBytes(place.by, prefix) < 0) ||
      (reverse !== true && isPassed(place, 1)),
    isBehind: (place: Place): boolean =>
      (to !== undefined && compareBytes(place.by, to) > 0) ||
      (prefix !== undefined && compareBytes(place.by, prefix) > 0 && !place.by.startsWith(prefix)) ||
      (reverse === true && isPassed(place, -1)),
  };
}

function comparePlaces(a: Place, b: Place): number {
  return compareBytes(a.by, b.by) || compareBytes(a.sk, b.sk);
}

function parse(rows: readonly string[]): RowPage['rows'] {
  const parsed: RowPage['rows'] = JSON.parse(`[${rows.join(',')}]`);
  return parsed;
}

function toCursor({ by, sk }: Place): string {
  return JSON.stringify([by, sk]);
}

function fromCursor(cursor: string): Place {
  try {
    const [by, sk]: unknown[] = JSON.parse(cursor);
    if (typeof by === 'string' && typeof sk === 'string') return { by, sk };
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof TypeError)) throw cause;
  }
  throw new StoreError(
    'bad_cursor',
    `"${cursor.slice(0, 100)}" continues no query; pass "next" of the page before`,
  );
}
