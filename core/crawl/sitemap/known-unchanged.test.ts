import { describe, expect, it } from 'vitest';
import { datesTellApart, isKnownUnchanged, isLie } from './known-unchanged.ts';

const DAY_MS = 86_400_000;
const LASTMOD_MS = Date.UTC(2025, 0, 1);
const ASKED_MS = Date.UTC(2025, 0, 10);
const NOW_MS = Date.UTC(2025, 0, 12);

const known = {
  state: 'present',
  outcome: { kind: 'indexed', reason: 'answered 200' },
  content_hash: 'a',
  asked_at_ms: ASKED_MS,
  lastmod_ms: LASTMOD_MS,
} as const;
const wanted = { url: 'https://site.gov/a', crawl_id: 'site.gov.2', lastmod_ms: LASTMOD_MS };

type Known = Parameters<typeof isKnownUnchanged>[1];
/** In how many of many crawls the page is not asked for. */
const skipped = (page: Known, changes: Partial<typeof wanted> = {}, now_ms = NOW_MS): number =>
  Array.from({ length: 320 }, (_, n) => ({ ...wanted, crawl_id: `site.gov.${n}`, ...changes })).filter(
    (one) => isKnownUnchanged(one, page, now_ms),
  ).length;

describe('a page that a sitemap says is as it was', () => {
  it('is not asked for, but in one of some sixteen crawls', () => {
    expect(skipped(known)).toBeGreaterThan(280);
    expect(skipped(known)).toBeLessThan(315);
    expect(skipped({ ...known, outcome: { kind: 'unchanged', reason: 'answered 304' } })).toBeGreaterThan(
      280,
    );
  });

  it('is asked for by a client in any case', () => {
    const { url, lastmod_ms } = wanted;
    for (let n = 0; n < 50; n += 1) expect(isKnownUnchanged({ url, lastmod_ms }, known, NOW_MS)).toBe(false);
  });

  it.each<[why: string, page: Known]>([
    ['nothing is known of it', undefined],
    ['the sitemap said another date then', { ...known, lastmod_ms: LASTMOD_MS - 1 }],
    ['the sitemap said no date then', { ...known, lastmod_ms: undefined }],
    ['it was never asked for', { ...known, asked_at_ms: undefined }],
    ['it was asked for on the day that is its date', { ...known, asked_at_ms: LASTMOD_MS + DAY_MS }],
    ['it was asked for a week ago', { ...known, asked_at_ms: NOW_MS - 8 * DAY_MS, lastmod_ms: LASTMOD_MS }],
    ['it is said to have been asked for in the future', { ...known, asked_at_ms: NOW_MS + 1 }],
    ['it is not in the index', { ...known, state: 'absent' }],
    ['its content is lost', { ...known, content_hash: undefined }],
    ['it failed since', { ...known, outcome: { kind: 'failed', code: 'timeout', reason: 'late' } }],
    ['it asked not to be indexed', { ...known, outcome: { kind: 'refused', by: 'noindex', reason: 'so' } }],
  ])('is asked for when %s', (_, page) => {
    expect(skipped(page)).toBe(0);
  });

  it('is asked for when no date is told, or a later one', () => {
    expect(skipped(known, { lastmod_ms: LASTMOD_MS + 1 })).toBe(0);
  });
});

describe('a sitemap', () => {
  const page: Known = { ...known, read_by: 'rules' };
  const found = (content_hash: string) => ({ content_hash, read_by: 'rules' });

  it('is wrong when by its date nothing had changed, and something has', () => {
    expect(isLie(wanted, page, found('b'))).toBe(true);
  });

  it('is not wrong when nothing has changed, or by its date something may have', () => {
    expect(isLie(wanted, page, found('a'))).toBe(false);
    expect(isLie({ ...wanted, lastmod_ms: LASTMOD_MS + 1 }, page, found('b'))).toBe(false);
    expect(isLie(wanted, undefined, found('b'))).toBe(false);
  });

  it('is not wrong when a page is another because it is read by other rules, or by rules that nobody noted', () => {
    expect(isLie(wanted, page, { content_hash: 'b', read_by: 'others' })).toBe(false);
    expect(isLie(wanted, { ...page, read_by: undefined }, found('b'))).toBe(false);
  });

  const dated = (...dates: (number | undefined)[]) =>
    dates.map((lastmod_ms, n) => (lastmod_ms === undefined ? { url: `${n}` } : { url: `${n}`, lastmod_ms }));

  it.each([
    ['each page has its own', [1, 2, 3], true],
    ['half of them have one in common', [1, 1, 2, 3], true],
    ['most have one in common', [1, 1, 1, 2, 3], false],
    ['all have one in common', [1, 1], false],
    ['there is one alone', [1], false],
    ['there are none', [undefined, undefined], false],
    ['some have none', [undefined, undefined, 1, 2], true],
  ])('has dates that tell its pages apart when %s: %j, %s', (_, dates, expected) => {
    expect(datesTellApart(dated(...dates))).toBe(expected);
  });
});
