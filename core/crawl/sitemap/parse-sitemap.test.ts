import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSitemap } from './parse-sitemap.ts';
import { MAX_SITEMAP_BYTES, MAX_SITEMAP_ENTRIES, type Sitemap, type SitemapEntry } from './sitemap.ts';
import { CASE_URL, NO_SITEMAPS, SITEMAP_CASES } from './testing/sitemap-cases.ts';

const NOW_MS = Date.UTC(2026, 5, 1);

const parse = (body: string | Uint8Array, content_type = ''): Sitemap =>
  parseSitemap(typeof body === 'string' ? Buffer.from(body) : body, {
    url: CASE_URL,
    content_type,
    now_ms: NOW_MS,
  });

const written = ({ url, lastmod_ms }: SitemapEntry): string =>
  lastmod_ms === undefined ? url : `${url} ${new Date(lastmod_ms).toISOString()}`;
const pagesOf = (sitemap: Sitemap): string[] =>
  sitemap.kind === 'none' ? [] : sitemap.entries.map(({ url }) => url);
const incompleteOf = (sitemap: Sitemap): string | undefined =>
  sitemap.kind === 'none' ? undefined : sitemap.incomplete;

describe('a sitemap with', () => {
  it.each(SITEMAP_CASES)('$says', ({ text, kind, pages = [], sitemaps = [], left_out, incomplete }) => {
    const sitemap = parse(text);
    if (sitemap.kind === 'none') throw new Error(sitemap.reason);
    expect(sitemap.kind).toBe(kind);
    expect(sitemap.entries.map(written)).toEqual(pages);
    expect(sitemap.sitemaps.map(written)).toEqual(sitemaps);
    expect(sitemap.left_out).toEqual({ not_a_url: 0, no_url: 0, repeated: 0, ...left_out });
    expect(sitemap.incomplete !== undefined).toBe(incomplete ?? false);
  });
});

describe('no sitemap is', () => {
  it.each(NO_SITEMAPS)('$says', ({ text, html }) => {
    expect(parse(text)).toMatchObject({ kind: 'none', html });
  });

  it('what is called HTML and lists nothing', () => {
    expect(parse('<p>Not found</p>', 'text/html; charset=utf-8')).toMatchObject({ html: true });
    expect(parse('Not found', 'text/html')).toMatchObject({ html: true });
  });
});

it('says of a page how often it changes and how much it matters', () => {
  const said = parse(`<urlset>
    <url><loc>/a</loc><changefreq> Monthly </changefreq><priority>0.8</priority></url>
    <url><loc>/b</loc><changefreq>sometimes</changefreq><priority>high</priority></url>
    <url><loc>/c</loc><priority>11</priority></url><url><loc>/d</loc><priority/></url></urlset>`);
  expect(said).toMatchObject({
    entries: [
      { url: 'https://site.gov/a', changefreq: 'monthly', priority: 0.8 },
      { url: 'https://site.gov/b' },
      { url: 'https://site.gov/c' },
      { url: 'https://site.gov/d' },
    ],
  });
});

const listOf = (count: number): string =>
  Array.from({ length: count }, (_, n) => `https://site.gov/${n}\n`).join('');

describe('bytes', () => {
  const xml = '<?xml version="1.0"?><urlset><url><loc>https://site.gov/stra\u00DFe</loc></url></urlset>';
  const latin1 = xml.replace('?>', ' encoding="ISO-8859-1"?>');
  it.each<[says: string, body: Uint8Array, content_type: string]>([
    ['in UTF-8', Buffer.from(xml), 'application/xml'],
    ['in UTF-8, called something else', Buffer.from(xml), 'application/xml; charset=iso-8859-1'],
    ['in the charset that the declaration names', Buffer.from(latin1, 'latin1'), 'application/xml'],
    ['in the charset that the header names', Buffer.from(xml, 'latin1'), 'text/xml; charset=iso-8859-1'],
    ['in UTF-16 with its mark', Buffer.from(`\uFEFF${xml}`, 'utf16le'), ''],
    ['in UTF-16 without', Buffer.from(xml, 'utf16le'), ''],
    ['compressed', gzipSync(xml), 'application/x-gzip'],
    ['compressed, called XML', gzipSync(xml), 'application/xml'],
    ['compressed twice', gzipSync(gzipSync(xml)), ''],
    ['compressed in two parts', Buffer.concat([gzipSync(xml.slice(0, 30)), gzipSync(xml.slice(30))]), ''],
  ])('%s are read', (_says, body, content_type) => {
    expect(pagesOf(parse(body, content_type))).toEqual(['https://site.gov/stra%C3%9Fe']);
  });

  it('that are compressed and end early are read up to there', () => {
    const whole = gzipSync(listOf(20_000));
    const sitemap = parse(whole.subarray(0, whole.length / 2));
    expect(pagesOf(sitemap).length).toBeGreaterThan(5000);
    expect(incompleteOf(sitemap)).toMatch(/damaged or ends early/);
  });

  it('that decompress to more than a sitemap may have are read up to there', () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from(listOf(10)), Buffer.alloc(MAX_SITEMAP_BYTES)]));
    const sitemap = parse(bomb);
    expect(pagesOf(sitemap)).toHaveLength(10);
    expect(incompleteOf(sitemap)).toMatch(/larger than 52428800 bytes/);
  });

  it('of no sort make it throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, compressed) => {
        const damaged = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0]), bytes]);
        for (const body of [compressed ? gzipSync(bytes) : bytes, damaged])
          expect(['none', 'urlset', 'index', 'feed', 'text']).toContain(parse(body).kind);
      }),
    );
  });
});

it('reads as many entries as the protocol allows, and says that there are more', () => {
  const full = parse(listOf(MAX_SITEMAP_ENTRIES));
  expect(pagesOf(full)).toHaveLength(MAX_SITEMAP_ENTRIES);
  expect(incompleteOf(full)).toBeUndefined();
  const over = parse(listOf(MAX_SITEMAP_ENTRIES + 1));
  expect(pagesOf(over)).toEqual(pagesOf(full));
  expect(incompleteOf(over)).toMatch(/more than 50000/);
});

/** Pieces of which sitemaps are made, and some of which they are not. */
const piece = fc.oneof(
  fc.constantFrom('<', '>', '&', '"', "'", '/', '!', '?', '-', '[', ']', '=', ' '),
  fc.constantFrom('<url>', '</url>', '<loc>', '</loc>', '<urlset>', '</urlset>', '<sitemap>', '<item>'),
  fc.constantFrom('<link>', '<entry>', '<link href="/x"/>', '<![CDATA[', ']]>', '<!--', '-->', '<?', '&#0;'),
  fc.constantFrom('<html>', '<rss>', '<feed xml:base="', '<a:b c:d=', '__proto__', 'constructor', '{', '\0'),
  fc.string({ maxLength: 5 }),
);

describe('whatever is in it', () => {
  it('is read without throwing, each URL once and canonical', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const urls = pagesOf(parse(pieces.join('')));
        expect(new Set(urls).size).toBe(urls.length);
        for (const url of urls) expect(URL.parse(url)?.protocol).toMatch(/^https?:$/);
      }),
      { numRuns: 500 },
    );
  });

  it('costs no entry but its own and the next', () => {
    const count = 8;
    const entryOf = (n: number): string =>
      `<url><loc>https://site.gov/${n}</loc><lastmod>2020-01-0${n + 1}</lastmod></url>`;
    // What swallows all that follows is a matter of its own.
    const swallows = /<!|<\?|["'=]|<html|<feed|<rss/;
    const noise = piece.filter((text) => !swallows.test(text));
    fc.assert(
      fc.property(
        fc.nat({ max: count - 1 }),
        fc.nat({ max: 60 }),
        fc.nat({ max: 60 }),
        fc.array(noise, { maxLength: 3 }),
        (at, from, cut, put) => {
          const entries = Array.from({ length: count }, (_, n) => entryOf(n));
          const whole = entries[at] ?? '';
          entries[at] = whole.slice(0, from) + put.join('') + whole.slice(from + cut);
          fc.pre(!swallows.test(entries.join('')));
          const urls = pagesOf(parse(`<urlset>${entries.join('')}</urlset>`));
          const others = Array.from({ length: count }, (_, n) => n).filter((n) => n !== at && n !== at + 1);
          expect(urls).toEqual(expect.arrayContaining(others.map((n) => `https://site.gov/${n}`)));
        },
      ),
      { numRuns: 500 },
    );
  });

  // Ten times as much may take ten times as long, and not a hundred times. A machine that is busy is given some tries.
  it.each<[says: string, unit: string]>([
    ['elements that are never closed', '<a>'],
    ['entries that are never closed', '<url><loc>/a</loc><image:image>'],
    ['ends without a beginning', '</url>'],
    ['attributes', ' a=b'],
    ['blanks in a date', '<lastmod>1           '],
    ['comments that are never closed', '<!-- <url>'],
    ['CDATA that is never closed', '<![CDATA[<url><loc>'],
    ['quotes', '<url a="'],
    ['ampersands', '&amp&'],
    ['braces', '{"a":['],
    ['line ends', '\n\r'],
  ])('takes time in proportion: %s', (_says, unit) => {
    const took = (times: number): number => {
      const body = Buffer.from(`<urlset><url><loc>${unit.repeat(times)}`);
      const start_ms = performance.now();
      parse(body);
      return performance.now() - start_ms;
    };
    let ratio = Infinity;
    for (let tries = 0; tries < 10 && ratio > 30; tries += 1)
      ratio = Math.min(ratio, took(50_000) / (took(5000) + 1));
    expect(ratio).toBeLessThan(30);
  });
});
