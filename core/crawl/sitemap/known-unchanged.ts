import { hash } from 'node:crypto';
import type { Page } from '#core/tables/pages.ts';
import type { SitemapEntry } from './sitemap.ts';

const DAY_MS = 24 * 3600 * 1000;
/**
 * A page that was asked for so long after its date can have had no other change of that date: a date may be a day, in any
 * zone, and clocks go wrong.
 */
const SETTLED_MS = 2 * DAY_MS;
/** So long a sitemap is taken at its word. After that the site is asked whether the page has changed. */
const LONGEST_MS = 7 * DAY_MS;
/** One page of so many is asked for all the same, others in each crawl: so it comes out when a sitemap is wrong. */
const SAMPLED = 16;

/** What is wanted of a page, as far as it matters here. */
interface Wanted {
  readonly url: string;
  readonly crawl_id?: string | undefined;
  /** When it was last changed, as a sitemap says. */
  readonly lastmod_ms?: number | undefined;
}

/** What is known of it. */
type Known = Pick<Page, 'state' | 'outcome' | 'content_hash' | 'read_by' | 'asked_at_ms' | 'lastmod_ms'>;

/**
 * Whether a page need not be asked for, as a sitemap says that it is as it was when its site was asked for it last: the
 * sitemap gives the very date that it gave then, and that lay two days back. Clocks decide only in this last point.
 */
export function isKnownUnchanged(wanted: Wanted, known: Known | undefined, now_ms: number): boolean {
  if (known === undefined || wanted.crawl_id === undefined || !isSettled(wanted, known)) return false;
  const age_ms = now_ms - (known.asked_at_ms ?? 0);
  if (age_ms < 0 || age_ms > LONGEST_MS) return false;
  return (
    Number.parseInt(hash('sha256', `${wanted.crawl_id} ${wanted.url}`, 'hex').slice(0, 8), 16) % SAMPLED !== 0
  );
}

/**
 * Whether a sitemap was wrong about a page: by its date nothing had changed, and the content is another. Content that
 * was read by other rules than before may be another for that, and says nothing about the site.
 * @param found what the page has now.
 */
export function isLie(
  wanted: Wanted,
  known: Known | undefined,
  found: Pick<Page, 'content_hash' | 'read_by'>,
): boolean {
  if (known === undefined || !isSettled(wanted, known)) return false;
  return found.read_by === known.read_by && found.content_hash !== known.content_hash;
}

function isSettled({ lastmod_ms }: Wanted, known: Known): boolean {
  const { state, outcome, content_hash, asked_at_ms } = known;
  if (lastmod_ms === undefined || known.lastmod_ms !== lastmod_ms || asked_at_ms === undefined) return false;
  if (state !== 'present' || content_hash === undefined) return false;
  if (outcome?.kind !== 'indexed' && outcome?.kind !== 'unchanged') return false;
  return lastmod_ms + SETTLED_MS < asked_at_ms;
}

/**
 * Whether the dates of a sitemap can be those of its pages: they cannot where most pages have one and the same, which
 * is when the sitemap was made, or what somebody once put into a template. Google believes dates that are "consistently
 * and verifiably" right, by comparing them with the pages, and all of a site or nothing
 * (developers.google.com/search/docs/crawling-indexing/sitemaps/build-sitemap); so beyond this each page that is asked
 * for is compared ({@link isLie}), and one that is wrong speaks for its host.
 */
export function datesTellApart(entries: readonly SitemapEntry[]): boolean {
  const counts = new Map<number, number>();
  let dated = 0;
  for (const { lastmod_ms } of entries) {
    if (lastmod_ms === undefined) continue;
    dated += 1;
    counts.set(lastmod_ms, (counts.get(lastmod_ms) ?? 0) + 1);
  }
  let most = 0;
  for (const count of counts.values()) most = Math.max(most, count);
  return most * 2 <= dated && dated > 0;
}
