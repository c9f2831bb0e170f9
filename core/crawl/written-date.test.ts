import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { feedDate } from './feed/feed-date.ts';
import { sitemapDate } from './sitemap/sitemap-date.ts';
import { unavailableAfter } from './unavailable-after.ts';
import { writtenDate } from './written-date.ts';

describe('a written date', () => {
  it.each([
    ['2024-05-08', 'day', '2024-05-08T00:00:00.000Z', '2024-05-08T23:59:59.999Z'],
    ['2024-02', 'month', '2024-02-01T00:00:00.000Z', '2024-02-29T23:59:59.999Z'],
    ['2024', 'year', '2024-01-01T00:00:00.000Z', '2024-12-31T23:59:59.999Z'],
    ['8 May 2024 10:00 CET', 'minute', '2024-05-08T09:00:00.000Z', '2024-05-08T09:00:59.999Z'],
    ['Wed, 08 May 24 10:00:00 +0530', 'second', '2024-05-08T04:30:00.000Z', '2024-05-08T04:30:00.999Z'],
    ['8 May 69', 'day', '1969-05-08T00:00:00.000Z', '1969-05-08T23:59:59.999Z'],
    ['8 May 68', 'day', '2068-05-08T00:00:00.000Z', '2068-05-08T23:59:59.999Z'],
  ])('%s is a %s', (text, unit, from, until) => {
    const date = writtenDate(text);
    expect(date?.unit).toBe(unit);
    expect([date?.from_ms, date?.until_ms]).toEqual([Date.parse(from), Date.parse(until)]);
  });

  it.each([
    'Wed, 8 May 2024 10:00:00 CET',
    'Wednesday, 08-May-24 10:00:00 BST',
    '8 May 2024 10:00:00 XYZ',
    '2024-05-08T10:00:00+02:00',
    '2024-05-08 10:00:00 EST',
    '20240508T100000Z',
    'May 8, 2024 10:00:00 AM MSK',
  ])('%s is the same second to feeds, sitemaps and directives', (text) => {
    const from_ms = feedDate(text) ?? Number.NaN;
    expect(sitemapDate(text, Number.MAX_SAFE_INTEGER)).toBe(from_ms + 999);
    expect(unavailableAfter(text)).toBe(from_ms);
  });

  it('is any moment that JavaScript writes down', () => {
    const moments = fc.date({
      min: new Date('1000-01-01'),
      max: new Date('9999-12-31'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, (moment) => {
        const from_ms = Math.floor(moment.getTime() / 1000) * 1000;
        for (const text of [moment.toISOString(), moment.toUTCString()])
          expect(writtenDate(text)?.from_ms).toBe(from_ms);
      }),
    );
  });

  it('is looked for in anything', () => {
    const piece = fc.constantFrom(...'2024 -05 -08 T 10 :00 May 8 , am z +02 / . 99 ( )'.split(' '), ' ');
    const text = fc.oneof(
      fc.string(),
      fc.array(piece).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, (said) => {
        const { from_ms, until_ms } = writtenDate(said) ?? { from_ms: 0, until_ms: 1 };
        expect(until_ms).toBeGreaterThan(from_ms);
      }),
    );
  });
});
