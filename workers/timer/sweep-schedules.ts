import { type SiteSchedule, nextVisit } from '#core/crawl/schedule.ts';
import {
  type ScheduleRow,
  allSchedules,
  deleteSchedule,
  readSchedule,
  writeSchedule,
} from '#core/tables/schedules.ts';
import { allSettings, readSettings } from '#core/tables/settings.ts';
import type { IndexSettings } from '#core/settings/index-settings.ts';
import type { Idling } from '#runtime/worker.ts';
import { leftOut } from './left-out.ts';
import type { TimerDeps } from './worker.ts';

/**
 * Brings schedules in line with the settings of their indexes: makes those that are missing or changed, drops those that
 * are not set any more, and brings back those that a wrong clock set too far ahead. Where that cannot be done for one, it
 * stays as it is, that is told, and no other waits.
 */
export async function sweepSchedules(deps: TimerDeps, handling: Idling): Promise<void> {
  const { table } = deps;
  const { log, signal } = handling;
  const scheduled = new Set<string>();
  for await (const { sk: index, settings } of allSettings(table, leftOut(log))) {
    if (signal.aborted) return;
    const schedule = scheduleOf(settings);
    if (schedule === undefined) continue;
    scheduled.add(index);
    await attempt(index, handling, () => bringInLine(deps, index, schedule));
  }
  for await (const row of allSchedules(table, leftOut(log))) {
    if (signal.aborted) return;
    if (!scheduled.has(row.sk)) await attempt(row.sk, handling, () => dropUnlessSet(deps, row));
  }
}

/** Does a part of a sweep for one index. */
async function attempt(index: string, { log }: Idling, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error({ err: error, index }, 'the schedule of this index could not be swept; it stays as it is');
  }
}

function scheduleOf({ crawl }: IndexSettings): SiteSchedule | undefined {
  const schedule = crawl?.schedule;
  return schedule?.kind === 'never' ? undefined : schedule;
}

async function bringInLine(
  { table, clock }: TimerDeps,
  index: string,
  schedule: SiteSchedule,
): Promise<void> {
  const text = JSON.stringify(schedule);
  const row = await readSchedule(table, index);
  const { last_ms, interval_s, changes, counted } = row ?? {};
  const history = {
    ...(last_ms === undefined ? {} : { last_ms }),
    ...(interval_s === undefined ? {} : { interval_s }),
    ...(changes === undefined ? {} : { changes }),
  };
  const next_ms = nextVisit(schedule, { site: index, ...history }, clock.now());
  if (next_ms === undefined) {
    if (row !== undefined) await deleteSchedule(table, row);
  } else if (row?.schedule !== text || row.next_ms > next_ms) {
    const next = { schedule: text, next_ms, ...history, ...(counted === undefined ? {} : { counted }) };
    await writeSchedule(table, index, next, row);
  }
}

/**
 * Of an index whose settings cannot be read nobody knows: these are read again, for among all of them they were left out.
 */
async function dropUnlessSet({ table }: TimerDeps, row: ScheduleRow): Promise<void> {
  const { settings } = await readSettings(table, row.sk);
  if (scheduleOf(settings) === undefined) await deleteSchedule(table, row);
}
