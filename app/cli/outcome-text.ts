import type { Outcome } from '#core/crawl/outcome.ts';

/** What a visit came to, in a line for a person. */
export function outcomeText(outcome: Outcome): string {
  return `${kindText(outcome)}: ${outcome.reason}`;
}

function kindText(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'redirected':
      return `redirected to ${outcome.to}`;
    case 'alias':
      return `another address of ${outcome.of}`;
    case 'refused':
      return `refused (${outcome.by === 'trap' ? `trap: ${outcome.trap ?? 'unknown'}` : outcome.by})`;
    case 'failed':
      return `failed (${outcome.code})`;
    case 'skipped':
      return `never asked for (${outcome.why})`;
    case 'sitemap':
      return `a sitemap of ${outcome.pages} pages and ${outcome.sitemaps} sitemaps`;
    case 'indexed':
    case 'unchanged':
    case 'gone':
    case 'unsupported':
    case 'unreached':
    default:
      return PLAIN[outcome.kind];
  }
}

/** Those of which there is no more to say than what they are. */
const PLAIN = {
  indexed: 'indexed',
  unchanged: 'unchanged since it was last read',
  gone: 'gone',
  unsupported: 'of a type that is not indexed',
  unreached: 'not reached any more',
} as const;
