import { expect, it } from 'vitest';
import { nextCron } from '#core/crawl/schedule-cron.ts';
import { siteScheduleSchema } from '#core/crawl/schedule.ts';
import { SCHEDULES_SECTION, SCHEDULE_DEFAULTS, SCHEDULE_EXAMPLES } from './schedules-section.ts';

it('has one example of each kind, that can be set', () => {
  const kinds = SCHEDULE_EXAMPLES.map((text) => siteScheduleSchema.parse(JSON.parse(text)).kind);
  expect(kinds).toEqual(siteScheduleSchema.options.map(({ shape }) => shape.kind.value));
});

it('says the defaults and bounds that there are', () => {
  const cron = { kind: 'cron', cron: '0 3 * * *' };
  expect(siteScheduleSchema.parse(cron)).toEqual({ ...cron, ...SCHEDULE_DEFAULTS.cron });
  const adaptive = { kind: 'adaptive' };
  expect(siteScheduleSchema.parse(adaptive)).toEqual({ ...adaptive, ...SCHEDULE_DEFAULTS.adaptive });
  const allowed = [59, 60, 31_622_400, 31_622_401].map(
    (interval_s) => siteScheduleSchema.safeParse({ kind: 'every', interval_s }).success,
  );
  expect(allowed).toEqual([false, true, true, false]);
  expect(SCHEDULES_SECTION).toContain('from 60 to 31622400 (366 days)');
});

it.each([
  ['0 3 L * *', '2026-01-31'],
  ['0 3 * * 5L', '2026-01-30'],
  ['0 3 * * 5#2', '2026-01-09'],
  ['0 3 15W 2 *', '2026-02-16'],
  ['0 3 10 * MON', '2026-01-05'],
  ['0 3 1 * +MON', '2026-06-01'],
  ['0 3 * * 7', '2026-01-04'],
])('reads %s as it says', (cron, day) => {
  const due_ms = nextCron(cron, 'UTC', Date.UTC(2026, 0, 2)) ?? 0;
  expect(new Date(due_ms).toISOString()).toBe(`${day}T03:00:00.000Z`);
});
