import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadSchedule } from './bad-schedule.ts';
import { lastCron, nextCron } from './schedule-cron.ts';

/** The next moments at which an expression falls due. */
function moments(cron: string, time_zone: string, after: string, count: number): string[] {
  const found: string[] = [];
  let at_ms: number | undefined = Date.parse(after);
  while (found.length < count && at_ms !== undefined) {
    at_ms = nextCron(cron, time_zone, at_ms);
    if (at_ms !== undefined) found.push(new Date(at_ms).toISOString().slice(0, 16));
  }
  return found;
}

describe('a cron expression', () => {
  it.each<[string, string, string, string, string[]]>([
    ['once a day, in UTC', '0 3 * * *', 'UTC', '2026-01-01T03:00Z', ['2026-01-02T03:00']],
    [
      'once a day, where people live',
      '0 3 * * *',
      'America/New_York',
      '2026-01-01T00:00Z',
      ['2026-01-01T08:00'],
    ],
    ['on weekdays', '0 6 * * 1-5', 'UTC', '2026-01-02T07:00Z', ['2026-01-05T06:00']],
    ['by names', '0 6 * JAN,JUL MON', 'UTC', '2026-01-27T00:00Z', ['2026-07-06T06:00']],
    ['in steps', '*/20 8-9 * * *', 'UTC', '2026-01-01T09:30Z', ['2026-01-01T09:40', '2026-01-02T08:00']],
    ['on the 31st, where months have one', '0 0 31 * *', 'UTC', '2026-01-31T00:00Z', ['2026-03-31T00:00']],
    ['on the last day of a month', '0 0 L * *', 'UTC', '2026-02-01T00:00Z', ['2026-02-28T00:00']],
    ['on a leap day', '0 0 29 2 *', 'UTC', '2026-01-01T00:00Z', ['2028-02-29T00:00']],
    ['by a nickname', '@weekly', 'UTC', '2026-01-01T00:00Z', ['2026-01-04T00:00']],
    // Clocks go forward: 02:30 is no time on 29 March, and the first one there is stands in for it.
    [
      'in a gap',
      '30 2 * * *',
      'Europe/Berlin',
      '2026-03-28T12:00Z',
      ['2026-03-29T01:00', '2026-03-30T00:30'],
    ],
    [
      'each hour over a gap',
      '0 * * * *',
      'Europe/Berlin',
      '2026-03-29T00:00Z',
      ['2026-03-29T01:00', '2026-03-29T02:00'],
    ],
    // Clocks go back: 02:30 comes twice on 25 October.
    [
      'at a time that comes twice',
      '30 2 * * *',
      'Europe/Berlin',
      '2026-10-24T12:00Z',
      ['2026-10-25T00:30', '2026-10-26T01:30'],
    ],
    [
      'each hour while one comes twice',
      '0 * * * *',
      'Europe/Berlin',
      '2026-10-24T23:30Z',
      ['2026-10-25T00:00', '2026-10-25T01:00', '2026-10-25T02:00'],
    ],
    [
      'in New York, forward',
      '30 2 * * *',
      'America/New_York',
      '2026-03-07T12:00Z',
      ['2026-03-08T07:00', '2026-03-09T06:30'],
    ],
    [
      'in New York, back',
      '30 1 * * *',
      'America/New_York',
      '2026-10-31T12:00Z',
      ['2026-11-01T05:30', '2026-11-02T06:30'],
    ],
    [
      'where clocks move by half an hour',
      '15 2 * * *',
      'Australia/Lord_Howe',
      '2026-10-02T20:00Z',
      ['2026-10-03T15:30', '2026-10-04T15:15'],
    ],
    [
      'south of the equator',
      '30 2 * * *',
      'Pacific/Auckland',
      '2026-09-25T20:00Z',
      ['2026-09-26T14:00', '2026-09-27T13:30'],
    ],
    ['that never comes', '0 0 31 2 *', 'UTC', '2026-01-01T00:00Z', []],
  ])('falls due %s', (_, cron, time_zone, after, expected) => {
    expect(moments(cron, time_zone, after, Math.max(1, expected.length))).toEqual(expected);
  });

  it.each([
    ['', 'UTC'],
    ['* * * *', 'UTC'],
    ['* * * * * *', 'UTC'],
    ['60 * * * *', 'UTC'],
    ['*/0 * * * *', 'UTC'],
    ['? * * * *', 'UTC'],
    ['@reboot', 'UTC'],
    ['soon', 'UTC'],
    ['0 0 * * *', ''],
    ['0 0 * * *', 'Nowhere/City'],
    [`0 0 ${'1,'.repeat(200)}1 * *`, 'UTC'],
  ])('"%s" in "%s" is refused', (cron, time_zone) => {
    expect(() => nextCron(cron, time_zone, 0)).toThrow(BadSchedule);
  });

  it('made of any characters is refused or told, and nothing else', () => {
    const field = fc.string({
      unit: fc.constantFrom(...'0123456789*/,-LW#+?@MONJAN '.split('')),
      maxLength: 6,
    });
    fc.assert(
      fc.property(fc.array(field, { minLength: 4, maxLength: 6 }), (fields) => {
        let told: unknown;
        try {
          told = nextCron(fields.join(' '), 'Europe/Berlin', 0) ?? Infinity;
        } catch (error) {
          told = error;
        }
        expect(told instanceof BadSchedule || (typeof told === 'number' && told > 0)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('fell due last at a moment after which it falls due next, with none between', () => {
    const cron = fc.constantFrom('*/15 * * * *', '30 2 * * *', '0 3 * * 1', '5 4 1 * *', '0 * * * *');
    const time_zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe');
    const now_ms = fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2028-01-01') });
    fc.assert(
      fc.property(cron, time_zone, now_ms, (cron, time_zone, now_ms) => {
        const last_ms = lastCron(cron, time_zone, now_ms) ?? NaN;
        const next_ms = nextCron(cron, time_zone, now_ms) ?? NaN;
        expect(last_ms).toBeLessThanOrEqual(now_ms);
        expect(next_ms).toBeGreaterThan(now_ms);
        expect(nextCron(cron, time_zone, last_ms)).toBe(next_ms);
      }),
      { numRuns: 500 },
    );
  });
});
