import type { Page } from '#core/tables/pages.ts';
import type { Outcome } from '../outcome.ts';
import type { Reading } from '../reading.ts';
import type { SitemapReading } from './read-sitemap.ts';

type SitemapOutcome = Outcome & { readonly kind: 'sitemap' };

/** A sitemap was read. It belongs in no index, but what it was is kept, for the next conditional request. */
export function readingOfSitemap({ listing, hash, raw }: SitemapReading): Reading {
  const { kind, entries, sitemaps, left_out, incomplete } = listing;
  const left = left_out.not_a_url + left_out.no_url;
  const outcome: SitemapOutcome = {
    kind: 'sitemap',
    pages: entries.length,
    sitemaps: sitemaps.length,
    ...cutBy(incomplete),
    reason: toldOf(
      [NAMES[kind], ...(left > 0 ? [`${left} entries without a URL that can be read`] : [])],
      incomplete,
    ),
  };
  return { outcome, links: [], listing, state: 'absent', stored: { hash, raw } };
}

const NAMES = {
  urlset: 'a sitemap',
  index: 'an index of sitemaps',
  feed: 'a feed',
  text: 'a sitemap of plain text',
};

/** A sitemap has not changed since it was read. */
export function sitemapUnchanged(before: Page | undefined): Reading {
  const { pages, sitemaps, incomplete } = wasSitemap(before) ?? NONE;
  const outcome: SitemapOutcome = {
    kind: 'sitemap',
    pages,
    sitemaps,
    ...cutBy(incomplete),
    reason: toldOf(['unchanged: answered 304'], incomplete),
  };
  return { outcome, links: [], listing: 'stored', state: 'absent' };
}

function cutBy(incomplete: string | undefined): Pick<SitemapOutcome, 'incomplete'> {
  return incomplete === undefined ? {} : { incomplete: incomplete.slice(0, 500) };
}

function toldOf(notes: readonly string[], incomplete: string | undefined): string {
  const all = incomplete === undefined ? notes : [...notes, `not read to its end: ${incomplete}`];
  return all.join('; ').slice(0, 1000);
}

/**
 * What a visit to the usual place came to, where nobody said that there is a sitemap: if there is none, nothing is amiss,
 * and nothing is tried again. A failure is one only if a sitemap was read there before, for pages may hang on it.
 */
export function readingOfGuess(reading: Reading, before: Page | undefined): Reading {
  const { outcome, answer, unasked } = reading;
  if (outcome.kind === 'sitemap' || outcome.kind === 'redirected') return reading;
  const stays = reading.state === undefined;
  if (stays && before?.content_hash !== undefined && wasSitemap(before) !== undefined) return reading;
  // That a host could not be asked, or not be understood, is not to be remembered.
  return {
    ...noneFound(outcome.reason),
    ...(answer === undefined ? {} : { answer }),
    ...(unasked ? { unasked } : stays ? { unheard: true } : {}),
  };
}

/** None was found at the usual place a while ago, shorter than `ttl_ms`: it is not looked for again. */
export function guessedLately(before: Page | undefined, now_ms: number, ttl_ms: number): Reading | undefined {
  const was = wasSitemap(before);
  if (was === undefined || before?.content_hash !== undefined || before?.asked_at_ms === undefined)
    return undefined;
  const age_ms = now_ms - before.asked_at_ms;
  if (age_ms < 0 || age_ms > ttl_ms) return undefined;
  return { ...noneFound(was.reason), unasked: true };
}

function noneFound(why: string): Reading {
  const reason = why.startsWith(NOTHING) ? why : `${NOTHING}: ${why}`.slice(0, 1000);
  return { outcome: { kind: 'sitemap', pages: 0, sitemaps: 0, reason }, links: [], state: 'absent' };
}

const NONE = { pages: 0, sitemaps: 0, incomplete: undefined };
const NOTHING = 'none at the usual place';

function wasSitemap(before: Page | undefined): SitemapOutcome | undefined {
  return before?.outcome?.kind === 'sitemap' ? before.outcome : undefined;
}
