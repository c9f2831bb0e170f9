import { expect, it } from 'vitest';
import { feedDate } from './feed-date.ts';

it.each<[text: string, time_ms: number | null]>([
  ['Tue, 02 Jan 2024 10:00:00 GMT', Date.UTC(2024, 0, 2, 10)],
  ['Tue, 2 Jan 2024 10:00:00 +0200', Date.UTC(2024, 0, 2, 8)],
  ['02 Jan 2024 10:00 EST', Date.UTC(2024, 0, 2, 15)],
  ['Tue, 2 Jan 2024 10:00:00 CET', Date.UTC(2024, 0, 2, 9)],
  ['Tuesday, 02-Jan-24 10:00:00 PDT', Date.UTC(2024, 0, 2, 17)],
  ['January 2, 2024 3:00 PM', Date.UTC(2024, 0, 2, 15)],
  ['2024-01', Date.UTC(2024, 0, 1)],
  ['2024/1/2', Date.UTC(2024, 0, 2)],
  ['2100-01-01', null],
  ['1 Jan 70', null],
  ['2024-01-02T10:00:00+02:00', Date.UTC(2024, 0, 2, 8)],
  [' 2024-01-02 ', Date.UTC(2024, 0, 2)],
  ['Tue, 99 Foo 2024 10:00:00 GMT', null],
  ['yesterday', null],
  ['', null],
])('%s', (text, time_ms) => {
  expect(feedDate(text)).toBe(time_ms);
});
