import { describe, expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { type Page, forgetSitemap, readPage } from '#core/tables/pages.ts';
import type { Outcome } from '../outcome.ts';
import type { Reading } from '../reading.ts';
import { conditionsFor } from '../validators.ts';
import { guessedLately, readingOfGuess, readingOfSitemap, sitemapUnchanged } from './sitemap-outcome.ts';
import type { SitemapListing } from './sitemap.ts';

const NOW_MS = 1_000_000;
const NONE: Outcome = {
  kind: 'sitemap',
  pages: 0,
  sitemaps: 0,
  reason: 'none at the usual place: answered 404',
};
const READ: Outcome = { kind: 'sitemap', pages: 3, sitemaps: 1, reason: 'a sitemap' };

function page<More extends Partial<Page>>(changes: More) {
  return {
    pk: 'made',
    sk: 'key',
    url: 'https://site.gov/sitemap.xml',
    origin: 'crawl' as const,
    state: 'absent' as const,
    visit_for: '',
    attempts: 1,
    failures: 0,
    visit_owner: '',
    visit_until_ms: 0,
    ...changes,
  };
}

const ANSWER = { status: 200, wire_bytes: 7, body_bytes: 9, duration_ms: 1, at_ms: NOW_MS };

function reading(outcome: Outcome, changes: Partial<Reading> = {}): Reading {
  return { outcome, links: [], answer: ANSWER, ...changes };
}

const listing = (changes: Partial<SitemapListing>): SitemapListing => ({
  kind: 'urlset',
  entries: [],
  sitemaps: [],
  left_out: { not_a_url: 0, no_url: 0, repeated: 0 },
  ...changes,
});

describe('what a visit to a sitemap came to', () => {
  const stored = { hash: 'a', raw: new Uint8Array() };

  it('is how many it lists, and it belongs in no index', () => {
    const entries = [{ url: 'https://site.gov/a' }];
    const came = readingOfSitemap({ listing: listing({ entries, sitemaps: entries }), ...stored });
    expect(came).toMatchObject({
      outcome: { kind: 'sitemap', pages: 1, sitemaps: 1, reason: 'a sitemap' },
      state: 'absent',
    });
  });

  it('says what is amiss with it', () => {
    const left_out = { not_a_url: 2, no_url: 1, repeated: 5 };
    const came = readingOfSitemap({
      listing: listing({ kind: 'feed', left_out, incomplete: 'it was cut' }),
      ...stored,
    });
    expect(came.outcome).toMatchObject({
      incomplete: 'it was cut',
      reason: 'a feed; 3 entries without a URL that can be read; not read to its end: it was cut',
    });
  });

  it('is what it was when it has not changed', () => {
    expect(sitemapUnchanged(page({ outcome: READ }))).toMatchObject({
      outcome: { pages: 3, sitemaps: 1, reason: 'unchanged: answered 304' },
      listing: 'stored',
    });
    expect(sitemapUnchanged(page({ outcome: { ...READ, incomplete: 'it was cut' } })).outcome).toMatchObject({
      incomplete: 'it was cut',
      reason: 'unchanged: answered 304; not read to its end: it was cut',
    });
  });
});

describe('what a visit to the usual place came to, of which nobody said that there is a sitemap', () => {
  const gone = reading({ kind: 'gone', status: 404, reason: 'answered 404' }, { state: 'absent' });
  const failed = reading(
    { kind: 'failed', code: 'http_status', status: 503, reason: 'answered 503' },
    { retry: { after_ms: 0 } },
  );

  it.each<[what: string, came: Reading]>([
    ['there is nothing', gone],
    [
      'there is a page',
      reading({ kind: 'unsupported', content_type: 'text/html', reason: 'no' }, { state: 'absent' }),
    ],
    [
      'it is forbidden',
      reading({ kind: 'refused', by: 'robots', reason: 'Disallow: /' }, { state: 'absent' }),
    ],
    ['its host fails', failed],
  ])('is no problem when %s, and is not tried again', (_, came) => {
    const guess = readingOfGuess(came, undefined);
    expect(guess).toMatchObject({ outcome: { kind: 'sitemap', pages: 0, sitemaps: 0 }, answer: ANSWER });
    expect(guess.retry).toBeUndefined();
  });

  it('is what it is when there is one, or it leads elsewhere', () => {
    const moved = reading({ kind: 'redirected', to: 'https://site.gov/maps.xml', reason: 'answered 302' });
    expect(readingOfGuess(reading(READ), undefined)).toEqual(reading(READ));
    expect(readingOfGuess(moved, undefined)).toEqual(moved);
  });

  it('is a failure when there was one before, for pages may hang on it', () => {
    expect(readingOfGuess(failed, page({ outcome: READ, content_hash: 'a' }))).toEqual(failed);
    expect(readingOfGuess(gone, page({ outcome: READ, content_hash: 'a' })).outcome.kind).toBe('sitemap');
  });

  it('is remembered for a while when the site said that there is none', () => {
    const known = (changes: Partial<Page>) =>
      guessedLately(page({ outcome: NONE, asked_at_ms: NOW_MS - 10, ...changes }), NOW_MS, 100);
    expect(known({})).toMatchObject({ outcome: NONE, unasked: true });
    expect(known({})).not.toHaveProperty('answer');
    expect(known({ asked_at_ms: NOW_MS - 101 })).toBeUndefined();
    expect(known({ asked_at_ms: NOW_MS + 1 })).toBeUndefined();
    expect(known({ asked_at_ms: undefined })).toBeUndefined();
    expect(known({ content_hash: 'a' })).toBeUndefined();
    expect(known({ outcome: { kind: 'gone', status: 404, reason: 'answered 404' } })).toBeUndefined();
    expect(guessedLately(undefined, NOW_MS, 100)).toBeUndefined();
  });

  it('is not remembered when the site did not say so', () => {
    expect(readingOfGuess(gone, undefined)).not.toHaveProperty('unheard');
    expect(readingOfGuess(failed, undefined)).toMatchObject({ unheard: true });
    expect(readingOfGuess(failed, undefined).unasked).toBeUndefined();
    const forbidden: Outcome = { kind: 'refused', by: 'robots', reason: 'Disallow: /' };
    expect(readingOfGuess(reading(forbidden, { state: 'absent', unasked: true }), undefined).unasked).toBe(
      true,
    );
  });
});

it('that was read, and is lost where it was stored, is read anew, and missed if it cannot be', async () => {
  const table = new MemoryTable();
  const known = page({
    outcome: READ,
    content_hash: 'a',
    etag: '"1"',
    crawl_id: 'made.1',
    asked_at_ms: NOW_MS,
  });
  await table.insertNew('pages', [known]);
  await forgetSitemap(table, known);
  const before = await readPage(table, known.pk, known.sk);
  const sitemap = { guessed: true, further: 1 };
  expect(before?.crawl_id).toBe(undefined);
  expect(guessedLately(before, NOW_MS, 1000)).toBe(undefined);
  expect(conditionsFor({ sitemap }, before)).toEqual({});
  const failed = reading({ kind: 'failed', code: 'timeout', reason: 'no answer' });
  expect(readingOfGuess(failed, before).outcome.kind).toBe('failed');
});
