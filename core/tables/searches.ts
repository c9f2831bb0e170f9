import { z } from 'zod';
import { type DaySearches, daySearchesSchema } from '#core/searches/day-searches.ts';
import { SummedSearches } from '#core/searches/sum-searches.ts';
import { type Key, type Table, queryAll } from '#ports/table.ts';
import { type OnBadRow, parseRows, readRow } from './row.ts';

/** Rows read at a time: each has up to 200 kB. */
const AT_A_TIME = 20;

const rowSchema = daySearchesSchema.extend({
  pk: z.string(),
  /** The day, and who counted. */
  sk: z.string(),
  /** Counts the writes; each is conditional on it, so that what was deleted does not come back. */
  revision: z.int().min(1),
});

/** What a row is of: everybody who counts has rows of their own. */
export interface CountedDay {
  readonly index: string;
  /** `2026-03-01` */
  readonly day: string;
  /** Made anew whenever somebody begins to count. */
  readonly writer: string;
}

/**
 * Writes a day over what the same writer wrote of it before.
 * @param revision of that; 0 for none. @returns whether it was written: it was not if that is not what stands there.
 */
export function writeSearches(
  table: Table,
  of: CountedDay,
  counts: DaySearches,
  revision: number,
): Promise<boolean> {
  const expected = { revision: revision === 0 ? undefined : revision };
  return table.put('indexes', { ...keyOf(of), revision: revision + 1, ...counts }, expected);
}

/** The revision of what a writer wrote of a day; undefined where nothing stands there. */
export async function searchesRevision(table: Table, of: CountedDay): Promise<number | undefined> {
  return (await readRow(table, 'indexes', rowSchema, keyOf(of)))?.revision;
}

/** What was counted from a day on, the latest first. @param onBad see {@link parseRows}. */
export async function* readSearches(
  table: Table,
  index: string,
  from_day: string,
  onBad?: OnBadRow,
): AsyncGenerator<{ readonly day: string; readonly counts: DaySearches }> {
  const query = { pk: partition(index), from: from_day, reverse: true, limit: AT_A_TIME };
  for await (const row of parseRows('indexes', rowSchema, queryAll(table, 'indexes', query), onBad)) {
    const { pk: _pk, sk, revision: _revision, ...counts } = row;
    yield { day: sk.slice(0, DAY_CHARS), counts };
  }
}

/** The same, put together. */
export async function readSummedSearches(...of: Parameters<typeof readSearches>): Promise<SummedSearches> {
  const sum = new SummedSearches();
  for await (const { day, counts } of readSearches(...of)) sum.add(day, counts);
  return sum;
}

/** Deletes what was counted, all of it or what is from before a day. */
export async function deleteSearches(table: Table, index: string, before_day?: string): Promise<void> {
  // Sort keys have more than the day, so that those of the day itself come behind it.
  const until = before_day === undefined ? {} : { to: before_day };
  const query = { pk: partition(index), limit: AT_A_TIME, ...until };
  for await (const { pk, sk } of queryAll(table, 'indexes', query)) await table.delete('indexes', { pk, sk });
}

const DAY_CHARS = 10;

function partition(index: string): string {
  return `searches ${index}`;
}

function keyOf({ index, day, writer }: CountedDay): Key {
  return { pk: partition(index), sk: `${day} ${writer}` };
}
