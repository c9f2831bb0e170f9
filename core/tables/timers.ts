import { z } from 'zod';
import { logicalQueue } from '#messages/message.ts';
import { type Row, type Table, queryAll } from '#ports/table.ts';
import { type OnBadRow, parseRows, readRow } from './row.ts';

const PARTITION = 'timers';

/** The callback of a timer: a message and the queue it goes to. */
export const callbackSchema = z.object({ queue: logicalQueue, message: z.record(z.string(), z.json()) });
export type Callback = z.infer<typeof callbackSchema>;

/**
 * The timer of a site in an index. A row stays when its timer has fired, so that the generation goes on.
 *
 * All lie in one partition, ordered by when they are due, so that one query finds those: resets are at most one per
 * site, worker and second, and on DynamoDB one partition takes a thousand write units a second, which is 333 resets.
 */
export const timerSchema = z.object({
  pk: z.literal(PARTITION),
  /** `<index> <site>`. */
  sk: z.string(),
  /** When it must be looked at, Unix ms, 15 digits; absent while it is idle. */
  mark: z.string().optional(),
  index: z.string(),
  site: z.string(),
  state: z.enum(['idle', 'running', 'firing']),
  /** Counts its starts. A callback carries it. */
  generation: z.int().min(0),
  /** Counts the writes of this row; each write is conditional on it. */
  revision: z.int().min(0),
  started_by: z.enum(['start', 'reset']),
  started_at_ms: z.number(),
  timeout_ms: z.number(),
  deadline_ms: z.number(),
  callback: callbackSchema.nullable(),
});
export type Timer = z.infer<typeof timerSchema>;

export function timerKey(index: string, site: string): { pk: 'timers'; sk: string } {
  return { pk: PARTITION, sk: `${index} ${site}` };
}

export function readTimer(table: Table, index: string, site: string): Promise<Timer | undefined> {
  return readRow(table, 'timers', timerSchema, timerKey(index, site));
}

/** Timers that are due, the longest overdue first, at most `limit`. @param onBad see {@link parseRows}. */
export async function dueTimers(
  table: Table,
  now_ms: number,
  limit: number,
  onBad?: OnBadRow,
): Promise<Timer[]> {
  const rows = queryAll(table, 'timers', { pk: PARTITION, sparse: true, to: dueMark(now_ms), limit });
  const timers: Timer[] = [];
  for await (const timer of parseRows('timers', timerSchema, rows, onBad)) {
    timers.push(timer);
    if (timers.length === limit) break;
  }
  return timers;
}

/** When the next timer is due, Unix ms. */
export async function nextDue(table: Table): Promise<number | undefined> {
  const { rows } = await table.query('timers', { pk: PARTITION, sparse: true, limit: 1 });
  const mark = rows[0]?.['mark'];
  return mark === undefined ? undefined : Number(mark);
}

/** Writes a timer if nobody wrote it since it was read. `before` is what was read. */
export function writeTimer(
  table: Table,
  timer: Omit<Timer, 'revision'>,
  before: Timer | undefined,
): Promise<boolean> {
  const revision = (before?.revision ?? 0) + 1;
  const { mark, ...rest } = timer;
  const row: Row = { ...rest, revision, ...(mark === undefined ? {} : { mark }) };
  return table.put('timers', row, { revision: before?.revision });
}

/** Timers of an index. @param onBad see {@link parseRows}. */
export function timersOf(table: Table, index: string, onBad?: OnBadRow): Promise<Timer[]> {
  const rows = queryAll(table, 'timers', { pk: PARTITION, prefix: `${index} ` });
  return Array.fromAsync(parseRows('timers', timerSchema, rows, onBad));
}

/** Every timer, idle ones too. @param onBad see {@link parseRows}. */
export function allTimers(table: Table, onBad?: OnBadRow): AsyncGenerator<Timer> {
  return parseRows('timers', timerSchema, queryAll(table, 'timers', { pk: PARTITION }), onBad);
}

/** A moment as a mark: digits that sort as the numbers do. */
export function dueMark(at_ms: number): string {
  return String(Math.max(0, Math.ceil(at_ms))).padStart(15, '0');
}
