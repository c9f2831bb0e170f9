import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sitemapDate } from './sitemap-date.ts';

const NOW_MS = Date.UTC(2026, 5, 1, 12);
const read = (text: string): string | undefined => {
  const date_ms = sitemapDate(text, NOW_MS);
  return date_ms === undefined ? undefined : new Date(date_ms).toISOString();
};

describe('the last moment that a date may mean', () => {
  it.each([
    ['1997', '1997-12-31T23:59:59.999Z'],
    ['1997-07', '1997-07-31T23:59:59.999Z'],
    ['1997-07-16', '1997-07-16T23:59:59.999Z'],
    ['1997-07-16T19:20+01:00', '1997-07-16T18:20:59.999Z'],
    ['1997-07-16T19:20:30+01:00', '1997-07-16T18:20:30.999Z'],
    ['1997-07-16T19:20:30.45-05:30', '1997-07-17T00:50:30.999Z'],
    ['2020-02-29T00:00:00Z', '2020-02-29T00:00:00.999Z'],
    ['2021-10-19 19:25:50.620909', '2021-10-19T19:25:50.999Z'],
    ['2024-05-08 08:53:11 AM', '2024-05-08T08:53:11.999Z'],
    ['2024-05-08 12:00:00 am', '2024-05-08T00:00:00.999Z'],
    ['2024-05-08 1:30 PM', '2024-05-08T13:30:59.999Z'],
    ['20240508', '2024-05-08T23:59:59.999Z'],
    ['8 May 2024 10:00:00 CET', '2024-05-08T09:00:00.999Z'],
    ['May 8, 2024', '2024-05-08T23:59:59.999Z'],
    ['8 Sept. 2024', '2024-09-08T23:59:59.999Z'],
    ['2024-5-8', '2024-05-08T23:59:59.999Z'],
    ['2024-05-08t08:53:11z', '2024-05-08T08:53:11.999Z'],
    ['2024-05-08 08:53:11 UTC', '2024-05-08T08:53:11.999Z'],
    ['2024-05-08T08:53:11+0200', '2024-05-08T06:53:11.999Z'],
    ['2024-05-08T08:53:11+02', '2024-05-08T06:53:11.999Z'],
    ['Tue, 10 Apr 2018 09:38:10 GMT', '2018-04-10T09:38:10.999Z'],
    ['Tue, 10 Apr 2018 09:38:10 -0700', '2018-04-10T16:38:10.999Z'],
    ['10 Apr 2018 09:38 EST', '2018-04-10T14:38:59.999Z'],
    ['Sat, 07 Sep 02 00:00:01 GMT', '2002-09-07T00:00:01.999Z'],
    ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37.999Z'],
    ['Tuesday, 5 September 2017', '2017-09-05T23:59:59.999Z'],
    ['  2024-05-08\n', '2024-05-08T23:59:59.999Z'],
  ])('%j is %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    '',
    'today',
    '2024050',
    '1715155991',
    '2024-13',
    '2024-00-01',
    '2023-02-29',
    '2024-05-08T25:00Z',
    '2024-05-08T10:60Z',
    '08/05/2024',
    '10 Xyz 2018',
    '1970-01-01T00:00:00Z',
    '0001-01-01',
    '2024-05-08 and more',
    ' '.repeat(100),
  ])('%j is none', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it('may be today where the day began earlier, and this year, but not later', () => {
    expect(read('2026-06-02')).toBe('2026-06-02T23:59:59.999Z');
    expect(read('2026')).toBe('2026-12-31T23:59:59.999Z');
    expect(read('2026-06-03')).toBeUndefined();
    expect(read('2027')).toBeUndefined();
  });

  it('of any date as JavaScript writes it is within its second', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1990-01-01'), max: new Date(NOW_MS), noInvalidDate: true }),
        (date) => {
          for (const text of [date.toISOString(), date.toUTCString()]) {
            const read_ms = sitemapDate(text, NOW_MS) ?? Number.NaN;
            expect(Math.floor(read_ms / 1000)).toBe(Math.floor(date.getTime() / 1000));
          }
        },
      ),
    );
  });
});
