import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { horizonOf } from './calendar-dates.ts';
import { MOST_PARAMETERS, MOST_SEGMENTS, trapOf } from './link-traps.ts';
import { GUESSED_TRAPS, TRAPS, outcomeSchema } from './outcome.ts';
import { anyLink, anyUrl } from './testing/any-url.ts';
import { MAX_URL_LENGTH } from './url.ts';

/** June 2026. */
const HORIZON = horizonOf(Date.UTC(2026, 5, 15));
const trap = (link: string) => trapOf(`https://site.gov${link}`, HORIZON);

const segments = (count: number): string => Array.from({ length: count }, (_, n) => `/s${n}`).join('');
const parameters = (count: number): string => Array.from({ length: count }, (_, n) => `p${n}=1`).join('&');

it.each(GUESSED_TRAPS)('a guard that is off keeps nothing out, and the others hold: %s', (off) => {
  const links = {
    too_many_segments: segments(MOST_SEGMENTS + 1),
    too_many_parameters: `/a?${parameters(MOST_PARAMETERS + 1)}`,
    repeating_segments: '/a/a/a',
    session_id: '/a?sessionid=a1b2c3d4e5f6a7b8',
    calendar: '/events/2093-04',
  };
  const kept_out = Object.values(links).map(
    (link) => trapOf(`https://site.gov${link}`, HORIZON, new Set([off]))?.trap,
  );
  expect(kept_out).toEqual(Object.keys(links).map((one) => (one === off ? undefined : one)));
});

describe('a link is a trap', () => {
  it.each([
    ['too_long', `/${'a'.repeat(MAX_URL_LENGTH)}`],
    ['too_many_segments', segments(MOST_SEGMENTS + 1)],
    ['too_many_segments', '/'.repeat(MOST_SEGMENTS + 2)],
    ['too_many_parameters', `/a?${parameters(MOST_PARAMETERS + 1)}`],
    ['repeating_segments', '/a/a/a'],
    ['repeating_segments', '/x/a/a/a/y'],
    ['repeating_segments', '/a/b/a/b/a/b'],
    ['repeating_segments', '/x/a/b/c/a/b/c/a/b/c/'],
    ['repeating_segments', '/a////b'],
    ['repeating_segments', '/news/a/news/b/news/c/news/d/news/e'],
    ['session_id', '/a?sessionid=a1b2c3d4e5f6a7b8'],
    ['session_id', '/a?x=1&Session_ID=7f9c24e5-2f0a-4b1d-9d6e-0123456789ab'],
    ['session_id', '/a;sid=0f1e2d3c4b5a69788796/b'],
    ['calendar', '/events/2093-04'],
    ['calendar', '/events/2093-04-15/'],
    ['calendar', '/2093-04-15'],
    ['calendar', '/news/2093/04/15/title'],
    ['calendar', '/calendar/2093/04'],
    ['calendar', '/calendar/2093/4'],
    ['calendar', '/calendar/1990/4/'],
    ['calendar', '/events/calendar/2093/4'],
    ['calendar', '/calendar/month/209304'],
    ['calendar', '/events/month/1850-01/'],
    ['calendar', '/calendar/0001-01-01'],
    ['calendar', '/kalender/12093-01'],
    ['calendar', '/a?month=2093-04'],
    ['calendar', '/a?month=1850-04'],
    ['calendar', '/a?date=20930401'],
    ['calendar', '/a?x=1&startDate=2093-04-01T00%3A00'],
    ['calendar', '/a?tribe-bar-date=2093-04-01'],
    ['calendar', '/a?month=4&year=2093'],
    ['calendar', '/a?date=01%2F04%2F2093'],
    ['calendar', '/a?from=2093-04-01&to=2093-05-01'],
    ['calendar', '/a?date=0001-01-01'],
    ['calendar', '/a?year=99999'],
  ])('%s: %s', (name, link) => {
    expect(trap(link)?.trap).toBe(name);
  });

  it('from one month to the next of its horizon', () => {
    expect(trap('/calendar/2029-06')).toBeUndefined();
    expect(trap('/calendar/2029-07')?.trap).toBe('calendar');
    expect(trap('/calendar/2001-06')).toBeUndefined();
    expect(trap('/calendar/2001-05')?.trap).toBe('calendar');
    expect(trap('/a?year=2029')).toBeUndefined();
    expect(trap('/a?year=2030')?.trap).toBe('calendar');
  });
});

describe('a link is no trap:', () => {
  it.each([
    '/',
    '/a/',
    segments(MOST_SEGMENTS),
    `${segments(MOST_SEGMENTS)}/`,
    `/a?${parameters(MOST_PARAMETERS)}`,
    '/a/a/b',
    '/a/b/a/b/a',
    '/a//b',
    // Numbers repeat in dates, tiles, and sections.
    '/2011/11/11/11',
    '/tiles/0/0/0/0',
    '/rfc/1/2/1/2/1/2',
    '/en/docs/en/guide/en/x/en',
    '/a?session=opening-2026',
    '/a?session=springconference2026',
    '/a?sid=12345678901234567890',
    '/a?token=a1b2c3d4e5f6a7b8',
    // Archives go back as far as there is history.
    '/1836-01-02/ed-1',
    '/newspapers/1836/01/02',
    '/hansard?date=1803-11-22',
    '/laws?year=1923',
    '/news?from=1989-11-09',
    // Numbers that are ids, versions, plans.
    '/events/4711',
    '/events/4711/2',
    '/events/201312',
    '/topic/2093/10',
    '/ordinances/2093-04',
    '/vision/2050',
    '/plan/2093/13/01',
    '/a?start=2500',
    '/a?to=209304',
    '/a?y=4711&x=2093-04',
    '/a?update=4711',
    '/a?candidate=209304',
    '/a?mandate=2093-04-01',
    '/a?month=13&day=5',
    '/a?date=2093-13-01',
    '/calendar?month=2026-07',
    '/calendar/2027/01',
    '/calendar/2027/1',
    '/calendar/2093/0/x',
    '/events/2093/4',
    '/news/2093/4',
    '/events/2012-05-04/opening',
  ])('%s', (link) => {
    expect(trap(link)).toBeUndefined();
  });
});

it('a trap never throws, and says why in words that an outcome can hold', () => {
  fc.assert(
    fc.property(fc.oneof(anyLink, anyUrl), (link) => {
      const found = trapOf(link, HORIZON);
      if (found === undefined) return;
      expect(TRAPS).toContain(found.trap);
      expect(outcomeSchema.safeParse({ kind: 'refused', by: 'trap', ...found }).success).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

it('there is an example of every trap that a URL alone tells', () => {
  const told = [
    '/a?sid=0f1e2d3c4b5a69788796',
    '/a/a/a',
    '/calendar/2093-01',
    `/a?${parameters(11)}`,
    segments(17),
  ];
  const traps = [...told, `/${'a'.repeat(2048)}`].map((link) => trap(link)?.trap);
  expect(new Set([...traps, 'too_many_hosts'])).toEqual(new Set(TRAPS));
});
