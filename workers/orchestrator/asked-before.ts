import type { Logger } from 'pino';
import { firstDay } from '#core/searches/day-searches.ts';
import { GoodQueries } from '#core/searches/good-queries.ts';
import { SummedSearches } from '#core/searches/sum-searches.ts';
import { readSearches } from '#core/tables/searches.ts';
import type { Clock } from '#ports/clock.ts';
import type { Table } from '#ports/table.ts';

/** What was asked of an index of late, by all who count. */
export interface Before {
  /** Queries that were written down. */
  readonly texts: ReadonlySet<string>;
  readonly good: GoodQueries;
}

interface Copy {
  readonly begun_ms: number;
  readonly reading: Promise<Before>;
  /** The same once it is there, and until then what was before it. */
  before: Before | undefined;
}

/** Of so many days. */
const DAYS = 28;
/** So long it takes until a query that has come to be asked often is suggested. */
const FRESH_MS = 900_000;
/** Indexes of which it is kept; of most it takes some kB, of one with 5,000 good queries some MB. */
const MOST_INDEXES = 200;

/** What was asked of indexes of late, read from the table now and then, and kept in memory. */
export class AskedBefore {
  readonly #deps: { readonly table: Table; readonly clock: Clock; readonly log: Logger };
  readonly #copies = new Map<string, Copy>();

  constructor(deps: { readonly table: Table; readonly clock: Clock; readonly log: Logger }) {
    this.#deps = deps;
  }

  /** @throws what reading the table throws; the next who asks reads again. */
  read(index: string): Promise<Before> {
    const copy = this.#copies.get(index);
    if (copy !== undefined && this.#deps.clock.monotonic() - copy.begun_ms < FRESH_MS) return copy.reading;
    return this.#begin(index, copy);
  }

  /** What is in memory of it: nobody waits. Where that is old it is read anew meanwhile. */
  known(index: string): Before | undefined {
    this.read(index).catch((err: unknown) => {
      this.#deps.log.warn(
        { err, index },
        'what was asked before could not be read: read again when it is wanted',
      );
    });
    return this.#copies.get(index)?.before;
  }

  forget(index: string): void {
    this.#copies.delete(index);
  }

  #begin(index: string, last: Copy | undefined): Promise<Before> {
    const reading = this.#read(index);
    const copy: Copy = { begun_ms: this.#deps.clock.monotonic(), reading, before: last?.before };
    this.#copies.delete(index);
    this.#copies.set(index, copy);
    if (this.#copies.size > MOST_INDEXES) this.#copies.delete(this.#copies.keys().next().value ?? '');
    reading.then(
      (before) => (copy.before = before),
      // Who asked is told of the error.
      () => {
        if (this.#copies.get(index) === copy) this.#copies.delete(index);
      },
    );
    return reading;
  }

  async #read(index: string): Promise<Before> {
    const { table, clock, log } = this.#deps;
    const sum = new SummedSearches();
    const onBad = (err: Error): void =>
      log.warn({ err, index }, 'a row of searches cannot be read: left out');
    for await (const { day, counts } of readSearches(table, index, firstDay(clock.now(), DAYS), onBad))
      sum.add(day, counts);
    const { queries } = sum;
    return { texts: new Set(queries.map(({ text }) => text)), good: new GoodQueries(queries) };
  }
}
