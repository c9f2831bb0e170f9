import { z } from 'zod';
import { BadSchedule } from './bad-schedule.ts';
import { adaptiveInterval } from './schedule-adaptive.ts';
import type { ChangeRate } from './schedule-change-rate.ts';
import { MAX_CRON_CHARS, lastCron, nextCron } from './schedule-cron.ts';
import { spread } from './schedule-spread.ts';

/** Shortest time between two visits that a schedule can ask for: less is not a schedule but a load. */
export const SHORTEST_S = 60;
const LONGEST_S = 366 * 86_400;
const seconds = z.int().min(SHORTEST_S).max(LONGEST_S);

/** When a site is visited again. */
export const siteScheduleSchema = z.discriminatedUnion('kind', [
  /** Only when somebody asks. */
  z.strictObject({ kind: z.literal('never') }),
  z.strictObject({ kind: z.literal('every'), interval_s: seconds }),
  z.strictObject({
    kind: z.literal('cron'),
    cron: z.string().min(1).max(MAX_CRON_CHARS),
    time_zone: z.string().min(1).max(64).default('UTC'),
    /** An expression may ask for every minute: what falls due sooner than this after a moment that was kept is left out. */
    least_s: seconds.default(900),
  }),
  /** The more often its pages change, the more often. */
  z
    .strictObject({
      kind: z.literal('adaptive'),
      least_s: seconds.default(3600),
      most_s: seconds.default(30 * 86_400),
      /** Share of the pages that may have changed by the next visit. */
      stale_share: z.number().min(0.001).max(0.999).default(0.1),
    })
    .refine(({ least_s, most_s }) => least_s <= most_s, { message: 'least_s must not be above most_s' }),
]);
export type SiteSchedule = z.infer<typeof siteScheduleSchema>;

/** What came before. */
export interface VisitHistory {
  /** What is spread by: sites of one name start at the same place of a span. */
  readonly site: string;
  /** When the last visit began, Unix ms; `undefined` for none. One from the future, by a wrong clock, counts as of now. */
  readonly last_ms?: number;
  /** Between it and the one before, seconds. */
  readonly interval_s?: number;
  readonly changes?: ChangeRate;
}

/** Part of an interval that a visit may come later, so that sites which began together do not go on so. */
const SPREAD_SHARE = 0.1;
/** By then sites that are taken on together have all had their first visit. */
const MOST_FIRST_MS = 3_600_000;
/** Longest that a visit comes after the moment that a cron expression names. */
const MOST_CRON_SPREAD_MS = 900_000;

/**
 * When a site is to be visited next, Unix ms: always after `now_ms`, however long it is overdue, since what was missed is
 * made up for once and not as often as it was missed. `undefined` for never.
 *
 * Between two visits lies at least what the schedule asks for, and at most a tenth more for the spread. For a moment of a
 * cron expression a visit comes up to a quarter of an hour later, and less than half-way to the next one.
 * @throws {BadSchedule} for a cron expression or time zone that is none.
 */
export function nextVisit(schedule: SiteSchedule, history: VisitHistory, now_ms: number): number | undefined {
  const last_ms = history.last_ms === undefined ? undefined : Math.min(history.last_ms, now_ms);
  const at_ms = scheduled(schedule, { ...history, ...(last_ms === undefined ? {} : { last_ms }) }, now_ms);
  return at_ms === undefined ? undefined : Math.max(now_ms + 1, Math.ceil(at_ms));
}

/**
 * Checks what a schema cannot tell.
 * @throws {BadSchedule} for one that is no schedule, or never falls due.
 */
export function checkSchedule(schedule: SiteSchedule, now_ms: number): void {
  if (schedule.kind !== 'cron') return;
  if (nextCron(schedule.cron, schedule.time_zone, now_ms) === undefined)
    throw new BadSchedule(`"${schedule.cron}" never falls due`);
}

function scheduled(schedule: SiteSchedule, history: VisitHistory, now_ms: number): number | undefined {
  if (schedule.kind === 'never') return undefined;
  if (schedule.kind === 'cron') return cronVisit(schedule, history, now_ms);
  const { last_ms, site } = history;
  const interval_ms = intervalOf(schedule, history) * 1000;
  const spread_ms = spread(site, last_ms ?? 'first') * interval_ms * SPREAD_SHARE;
  if (last_ms === undefined) return now_ms + Math.min(spread_ms, MOST_FIRST_MS);
  return last_ms + interval_ms + spread_ms;
}

/** Seconds. */
function intervalOf(
  schedule: SiteSchedule & { readonly kind: 'every' | 'adaptive' },
  { interval_s, changes }: VisitHistory,
): number {
  if (schedule.kind === 'every') return schedule.interval_s;
  return changes === undefined ? schedule.least_s : adaptiveInterval(changes, interval_s, schedule);
}

function cronVisit(
  schedule: SiteSchedule & { readonly kind: 'cron' },
  { site, last_ms }: VisitHistory,
  now_ms: number,
): number | undefined {
  const { cron, time_zone, least_s } = schedule;
  const after_ms = last_ms === undefined ? now_ms : servedBy(schedule, last_ms) + least_s * 1000 - 1;
  const due_ms = nextCron(cron, time_zone, after_ms);
  return due_ms === undefined ? undefined : due_ms + spread(site) * cronSpreadMs(schedule, due_ms);
}

/** The moment that a visit was for: the one before it, unless the visit came by itself or much too late. */
function servedBy(schedule: SiteSchedule & { readonly kind: 'cron' }, visit_ms: number): number {
  const due_ms = lastCron(schedule.cron, schedule.time_zone, visit_ms) ?? -Infinity;
  return visit_ms - due_ms <= cronSpreadMs(schedule, due_ms) ? due_ms : visit_ms;
}

/** How long after a moment a visit for it may come. */
function cronSpreadMs({ cron, time_zone }: SiteSchedule & { readonly kind: 'cron' }, due_ms: number): number {
  if (due_ms === -Infinity) return 0;
  const again_ms = nextCron(cron, time_zone, due_ms) ?? Infinity;
  return Math.min(MOST_CRON_SPREAD_MS, (again_ms - due_ms) / 2);
}
