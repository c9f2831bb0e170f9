import { Cron } from 'croner';
import { BadSchedule } from './bad-schedule.ts';

/** Five fields: minute, hour, day of the month, month, day of the week. */
export const MAX_CRON_CHARS = 256;
/** `?` would stand for the moment at which the expression is read, and two machines would read it at different ones. */
const MOMENT = '?';

/**
 * The first moment after `after_ms` at which a cron expression falls due, Unix ms; `undefined` when there is none in
 * the years that can be told. A time of day that is skipped when clocks go forward falls due at the first one after the
 * gap, and one that comes twice when they go back falls due once; hourly ones fall due each hour that passes.
 *
 * An expression that never falls due (31 February) takes some 50 ms to be found out, others less than one.
 * @param cron five fields, or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`.
 * @param time_zone of the IANA database, such as `Europe/Berlin`.
 * @throws {BadSchedule} for what is no expression or time zone.
 */
export function nextCron(cron: string, time_zone: string, after_ms: number): number | undefined {
  return counted(cron, time_zone, (job) => job.nextRun(new Date(after_ms)));
}

/** The last moment up to `until_ms` at which it fell due; else as {@link nextCron}. */
export function lastCron(cron: string, time_zone: string, until_ms: number): number | undefined {
  return counted(cron, time_zone, (job) => job.previousRuns(1, new Date(until_ms + 1))[0]);
}

function counted(
  cron: string,
  time_zone: string,
  count: (job: Cron) => Date | null | undefined,
): number | undefined {
  if (cron.length > MAX_CRON_CHARS) throw new BadSchedule(`it has more than ${MAX_CRON_CHARS} characters`);
  if (cron.includes(MOMENT)) throw new BadSchedule(`"${cron}" has "${MOMENT}", whose meaning changes`);
  if (time_zone === '') throw new BadSchedule('its time zone is empty');
  try {
    // Without a function it sets no timer; it only counts.
    return count(new Cron(cron, { timezone: time_zone, mode: '5-part' }))?.getTime();
  } catch (cause) {
    throw new BadSchedule(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
