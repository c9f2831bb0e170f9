import type { Outcome } from '#core/crawl/outcome.ts';

/** What URLs come to, in the order in which people look for it, with what each is called. */
const NAMES = {
  open: 'open',
  indexed: 'indexed',
  unchanged: 'unchanged',
  failed: 'failed',
  gone: 'gone',
  refused: 'refused',
  unsupported: 'of a type that is not indexed',
  skipped: 'never asked for',
  redirected: 'redirected',
  alias: 'another name',
  unreached: 'not reached any more',
  sitemap: 'sitemap',
} as const satisfies Readonly<Record<Outcome['kind'] | 'open', string>>;

export const OUTCOME_KINDS: ReadonlyMap<string, string> = new Map(Object.entries(NAMES));
