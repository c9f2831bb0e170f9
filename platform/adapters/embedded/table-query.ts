import { prefixEnd } from '#adapters/shared/prefix-end.ts';
import type { RowQuery } from '#ports/table.ts';
import { Refused } from './faults.ts';
import type { TextPage } from './table-calls.ts';
import type { StoredRow, TableStatements } from './table-statements.ts';

const DEFAULT_LIMIT = 1_000;
/** A page ends here whatever its limit, so that neither side holds a partition of large rows. */
const MAX_PAGE_CHARS = 4_000_000;

/** Reads one page of a partition. */
export function readPage(statements: TableStatements, query: RowQuery): TextPage {
  const { where, values } = bounds(query);
  const statement = statements.query(where, query.sparse === true, query.reverse === true);
  const limit = Math.max(1, query.limit ?? DEFAULT_LIMIT);
  const rows: string[] = [];
  let chars = 0;
  let last: StoredRow | undefined;
  for (const row of statement.iterate(query.pk, ...values)) {
    if (last !== undefined && (rows.length === limit || chars + row.json.length > MAX_PAGE_CHARS)) {
      return { json: `[${rows.join(',')}]`, next: toCursor(last) };
    }
    rows.push(row.json);
    chars += row.json.length;
    last = row;
  }
  return { json: `[${rows.join(',')}]` };
}

function bounds(query: RowQuery): { where: string[]; values: unknown[] } {
  const where: string[] = [];
  const values: unknown[] = [];
  const add = (condition: string, ...bound: unknown[]): void => {
    where.push(condition);
    values.push(...bound);
  };
  const column = query.sparse === true ? 'mark' : 'sk';
  if (query.from !== undefined) add(`${column} >= ?`, query.from);
  if (query.to !== undefined) add(`${column} <= ?`, query.to);
  if (query.prefix !== undefined) {
    add(`${column} >= ?`, query.prefix);
    const end = prefixEnd(query.prefix);
    if (end !== undefined) add(`${column} < ?`, end);
  }
  if (query.after !== undefined) {
    const [sk, mark] = fromCursor(query.after);
    const beyond = query.reverse === true ? '<' : '>';
    if (query.sparse === true) add(`(mark, sk) ${beyond} (?, ?)`, mark, sk);
    else add(`sk ${beyond} ?`, sk);
  }
  return { where, values };
}

function toCursor({ sk, mark }: StoredRow): string {
  return Buffer.from(JSON.stringify([sk, mark])).toString('base64url');
}

function fromCursor(cursor: string): [sk: string, mark: string | null] {
  try {
    const [sk, mark]: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (typeof sk === 'string' && (typeof mark === 'string' || mark === null)) return [sk, mark];
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof TypeError)) throw cause;
  }
  throw new Refused(
    'bad_cursor',
    `"${cursor.slice(0, 100)}" continues no query; pass "next" of the page before`,
  );
}
