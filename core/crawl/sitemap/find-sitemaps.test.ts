import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  MOST_SITEMAPS,
  findSitemaps,
  furtherSitemaps,
  leadsToSitemap,
  newestFirst,
} from './find-sitemaps.ts';

const ORIGIN = 'https://site.gov';
const here = (url: string): boolean => url.startsWith(`${ORIGIN}/`);
const found = (sitemaps: readonly string[], source: 'file' | 'missing' | 'unreachable' = 'file') =>
  findSitemaps(ORIGIN, { source, sitemaps }, here);

describe('the sitemaps of a host', () => {
  it('are those that its robots.txt names', () => {
    expect(found([`${ORIGIN}/a.xml`, `${ORIGIN}/b.xml`])).toEqual([
      { url: `${ORIGIN}/a.xml`, sitemap: { guessed: false, further: 999 } },
      { url: `${ORIGIN}/b.xml`, sitemap: { guessed: false, further: 999 } },
    ]);
  });

  it.each([
    ['none is named', 'file', []],
    ['there is no robots.txt', 'missing', []],
    ['all that are named lie elsewhere', 'file', ['https://cdn.gov/sitemap.xml']],
  ] as const)('are looked for at the usual place when %s', (_, source, sitemaps) => {
    const sitemap = { guessed: true, further: MOST_SITEMAPS - 1 };
    expect(found(sitemaps, source)).toEqual([{ url: `${ORIGIN}/sitemap.xml`, sitemap }]);
  });

  it('are not looked for where nothing may be read', () => {
    expect(found([`${ORIGIN}/a.xml`], 'unreachable')).toEqual([]);
  });

  it('are a hundred at most', () => {
    expect(found(Array.from({ length: 1000 }, (_, n) => `${ORIGIN}/${n}.xml`))).toHaveLength(100);
  });
});

describe('further sitemaps', () => {
  it('are those that were changed last, and may be read', () => {
    const listed = [
      { url: `${ORIGIN}/old`, lastmod_ms: 1 },
      { url: 'https://else.gov/new', lastmod_ms: 4 },
      { url: `${ORIGIN}/new`, lastmod_ms: 3 },
      { url: `${ORIGIN}/never` },
    ];
    const { toRead, more } = furtherSitemaps(listed, { guessed: true, further: 2 }, here);
    expect(toRead.map(({ url }) => url)).toEqual([`${ORIGIN}/new`, `${ORIGIN}/old`]);
    expect(toRead[0]?.sitemap).toEqual({ guessed: false, further: 0 });
    expect(more).toBe(true);
    expect(furtherSitemaps(listed, { guessed: true, further: 3 }, here).more).toBe(false);
  });

  it('are never more than a host may have, however many each of them names', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 5 }), (widths) => {
        // Of each generation all have as many children as the first one may have.
        const first = found(Array.from({ length: widths[0] ?? 0 }, (_, n) => `${ORIGIN}/${n}.xml`));
        let [count, sitemap] = [first.length, first[0]?.sitemap];
        let total = count;
        for (const width of widths.slice(1)) {
          if (sitemap === undefined) break;
          const listed = Array.from({ length: width }, (_, n) => ({ url: `${ORIGIN}/${n}` }));
          const { toRead } = furtherSitemaps(listed, sitemap, here);
          count *= toRead.length;
          total += count;
          sitemap = toRead[0]?.sitemap;
        }
        expect(total).toBeLessThanOrEqual(MOST_SITEMAPS);
      }),
    );
  });
});

test('entries that were changed last come first, then those that matter most', () => {
  const entries = [
    { url: 'a', priority: 0.2 },
    { url: 'b' },
    { url: 'c', priority: 0.9 },
    { url: 'd', lastmod_ms: 1 },
    { url: 'e', lastmod_ms: 2 },
  ];
  expect(newestFirst(entries).map(({ url }) => url)).toEqual(['e', 'd', 'c', 'b', 'a']);
});

test.each([
  ['/sitemap_index.xml', true],
  ['/maps/all.xml.gz', true],
  ['/urls.txt', true],
  ['/index.php?page=sitemap', true],
  ['/', false],
  ['/login?to=%2Fhome', false],
])('a request for a sitemap that is redirected to %s: %s', (path, expected) => {
  expect(leadsToSitemap(`${ORIGIN}${path}`)).toBe(expected);
});
