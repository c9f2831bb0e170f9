import type { Outcome } from '#core/crawl/outcome.ts';

/** Why a document is in the live version and not in the one to come. */
export const LOST_BY = [
  /** The server says that there is no such page: 404 or 410. */
  'gone',
  /** It points elsewhere, by a redirect or rel=canonical. */
  'redirected',
  /** The page asks not to be indexed. */
  'noindex',
  /** It may not be read: robots.txt, a domain. */
  'refused',
  /** The rules of the index keep it out. */
  'excluded',
  /** A crawl that saw the whole site found no link to it. */
  'unreached',
  /** It could not be read for longer than its grace. */
  'failed',
  /** It is of a type by now that is not read. */
  'unsupported',
  /** Nothing is known of the page that the document was of. */
  'unknown',
] as const;
export type LostBy = (typeof LOST_BY)[number];

/** Documents by why they are lost; none where a cause is missing. */
export type Losses = Readonly<Partial<Record<LostBy, number>>>;

/** What the last visit to the page of a document says about its loss. @param outcome `undefined` without a visit. */
export function lostBy(outcome: Outcome | undefined): LostBy {
  if (outcome === undefined) return 'unknown';
  if (outcome.kind === 'refused') return BY_REFUSAL[outcome.by] ?? 'refused';
  return BY_KIND[outcome.kind];
}

const BY_REFUSAL: Readonly<Partial<Record<(Outcome & { kind: 'refused' })['by'], LostBy>>> = {
  noindex: 'noindex',
  rule: 'excluded',
  // Nobody could tell whether it is there.
  robots_unavailable: 'failed',
  address: 'failed',
};

const BY_KIND: Readonly<Record<Exclude<Outcome['kind'], 'refused'>, LostBy>> = {
  gone: 'gone',
  unreached: 'unreached',
  failed: 'failed',
  unsupported: 'unsupported',
  redirected: 'redirected',
  alias: 'redirected',
  // None of these takes a document away.
  sitemap: 'unsupported',
  indexed: 'unknown',
  unchanged: 'unknown',
  skipped: 'unknown',
};

/** Losses of two parts of an index together. */
export function addLosses(a: Losses, b: Losses): Losses {
  const sum: Partial<Record<LostBy, number>> = {};
  for (const cause of LOST_BY) {
    const count = (a[cause] ?? 0) + (b[cause] ?? 0);
    if (count > 0) sum[cause] = count;
  }
  return sum;
}

export function countLosses(losses: Losses): number {
  return LOST_BY.reduce((sum, cause) => sum + (losses[cause] ?? 0), 0);
}

/** Such as `31 unreached, 2 gone`: the greatest first; empty without losses. */
export function tellLosses(losses: Losses): string {
  return LOST_BY.map((cause) => ({ cause, count: losses[cause] ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .map(({ cause, count }) => `${count} ${cause}`)
    .join(', ');
}
