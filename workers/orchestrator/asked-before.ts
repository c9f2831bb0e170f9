import type { Logger } from 'pino';
import { firstDay } from '#core/searches/day-searches.ts';
import { GoodQueries } from '#core/searches/good-queries.ts';
import type { SummedSearches } from '#core/searches/sum-searches.ts';
import { readSummedSearches } from '#core/tables/searches.ts';
import type { Clock } from '#ports/clock.ts';
import type { Table } from '#ports/table.ts';

interface Deps {
  readonly table: Table;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Copy {
  /** When it is to be read anew, on the monotonic clock. */
  stale_ms: number;
  /** Undefined until it is there. */
  good: GoodQueries | undefined;
}

/** Of so many days. */
const DAYS = 28;
/** So long it takes until a query that has come to be asked often is suggested. */
const FRESH_MS = 900_000;
/** So long nobody tries again after it could not be read. */
const PAUSE_MS = 30_000;
/** Indexes of which it is kept, those that were asked for last; of most it takes some kB, of one with 5,000 good queries some MB. */
const MOST_INDEXES = 200;

/** Queries that were asked of indexes of late and may be suggested, read from the table now and then, and kept in memory. */
export class AskedBefore {
  readonly #deps: Deps;
  readonly #copies = new Map<string, Copy>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** What is in memory of it: nobody waits. Where that is old it is read anew meanwhile. */
  known(index: string): GoodQueries | undefined {
    const now_ms = this.#deps.clock.monotonic();
    const copy = this.#copies.get(index) ?? { stale_ms: now_ms, good: undefined };
    this.#copies.delete(index);
    this.#copies.set(index, copy);
    if (this.#copies.size > MOST_INDEXES) this.#copies.delete(this.#copies.keys().next().value ?? '');
    if (now_ms >= copy.stale_ms) {
      copy.stale_ms = now_ms + FRESH_MS;
      void this.#refresh(index, copy);
    }
    return copy.good;
  }

  forget(index: string): void {
    this.#copies.delete(index);
  }

  /** What was known stays until there is something newer. */
  async #refresh(index: string, copy: Copy): Promise<void> {
    try {
      copy.good = new GoodQueries((await readAskedBefore(this.#deps, index)).queries);
    } catch (err) {
      copy.stale_ms = this.#deps.clock.monotonic() + PAUSE_MS;
      this.#deps.log.warn({ err, index }, 'what was asked before could not be read: read again in a while');
    }
  }
}

/** What was asked of an index of late, by all who count. @throws what the table throws. */
export function readAskedBefore({ table, clock, log }: Deps, index: string): Promise<SummedSearches> {
  const onBad = (err: Error): void => log.warn({ err, index }, 'a row of searches cannot be read: left out');
  return readSummedSearches(table, index, firstDay(clock.now(), DAYS), onBad);
}
