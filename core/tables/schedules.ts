import { z } from 'zod';
import { changeRateSchema } from '#core/crawl/schedule-change-rate.ts';
import { type Row, type Table, queryAll } from '#ports/table.ts';
import { type OnBadRow, parseRows, readRow } from './row.ts';
import { dueMark } from './timers.ts';

/** Of the table `timers`, ordered by when they are due as those are. */
const PARTITION = 'schedules';

/** When an index is crawled next, by its schedule. */
export const scheduleRowSchema = z.object({
  pk: z.literal(PARTITION),
  /** The index. */
  sk: z.string(),
  /** When it is due, Unix ms, 15 digits. */
  mark: z.string(),
  /** Counts the writes of this row; each write is conditional on it. */
  revision: z.int().min(1),
  /** The schedule that it was made for, as JSON: another one makes it anew. */
  schedule: z.string(),
  next_ms: z.number(),
  /** When it was due before, Unix ms, and how long that was after the time before, seconds. */
  last_ms: z.number().exactOptional(),
  interval_s: z.number().exactOptional(),
  /** How often pages were found changed, up to the crawls that were counted last. */
  changes: changeRateSchema.exactOptional(),
  /** When the last crawl began that was counted, Unix ms, by the `pageKey` of its start page. */
  counted: z.record(z.string(), z.number()).exactOptional(),
});
export type ScheduleRow = z.infer<typeof scheduleRowSchema>;
/** What is written of a schedule; the rest follows from it. */
export type NextCrawl = Omit<ScheduleRow, 'pk' | 'sk' | 'mark' | 'revision'>;

export function readSchedule(table: Table, index: string): Promise<ScheduleRow | undefined> {
  return readRow(table, 'timers', scheduleRowSchema, { pk: PARTITION, sk: index });
}

/** Every schedule. @param onBad see {@link parseRows}. */
export function allSchedules(table: Table, onBad?: OnBadRow): AsyncGenerator<ScheduleRow> {
  return parseRows('timers', scheduleRowSchema, queryAll(table, 'timers', { pk: PARTITION }), onBad);
}

/** Schedules that are due, the longest overdue first. @param onBad see {@link parseRows}. */
export function dueSchedules(table: Table, now_ms: number, onBad?: OnBadRow): AsyncGenerator<ScheduleRow> {
  const due = queryAll(table, 'timers', { pk: PARTITION, sparse: true, to: dueMark(now_ms), limit: BATCH });
  return parseRows('timers', scheduleRowSchema, due, onBad);
}

/** Rows held in memory at once. */
const BATCH = 100;

/** Writes when an index is due, if nobody wrote it since it was read. `before` is what was read. */
export function writeSchedule(
  table: Table,
  index: string,
  next: NextCrawl,
  before: ScheduleRow | undefined,
): Promise<boolean> {
  const revision = (before?.revision ?? 0) + 1;
  const row: Row = { ...next, pk: PARTITION, sk: index, mark: dueMark(next.next_ms), revision };
  return table.put('timers', row, { revision: before?.revision });
}

/** The index has no schedule any more. */
export async function deleteSchedule(table: Table, { sk, revision }: ScheduleRow): Promise<void> {
  await table.delete('timers', { pk: PARTITION, sk }, { revision });
}
