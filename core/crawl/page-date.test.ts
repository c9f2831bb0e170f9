import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageDate } from './page-date.ts';

describe('pageDate', () => {
  it.each<[string, number | null]>([
    ['2024-01-02', Date.UTC(2024, 0, 2)],
    [' 2024-01-02T03:04:05.678901Z ', Date.UTC(2024, 0, 2, 3, 4, 5, 678)],
    ['2024-01-02 03:04 +0200', Date.UTC(2024, 0, 2, 1, 4)],
    ['2024-01-02t03:04z', Date.UTC(2024, 0, 2, 3, 4)],
    ['2024/1/2', Date.UTC(2024, 0, 2)],
    ['2024-05', Date.UTC(2024, 4, 1)],
    ['2024', Date.UTC(2024, 0, 1)],
    ['Tue, 02 Jan 2024 00:00:00 GMT', Date.UTC(2024, 0, 2)],
    ['2024-1/2', null],
    ['2024-13-01', null],
    ['02.01.2024', null],
    ['20240102', null],
    ['1789-07-14', null],
    ['2100', null],
    ['', null],
  ])('of %j is %s', (text, time_ms) => {
    expect(pageDate(text)).toBe(time_ms);
  });

  it('reads what it wrote, and never throws', () => {
    const date = fc.date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(date, (day) => {
        expect(pageDate(day.toISOString())).toBe(day.getTime());
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void pageDate(text)));
  });
});
