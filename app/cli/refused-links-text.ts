import type { EndingLimit, Trap } from '#core/crawl/outcome.ts';
import { formatCount } from './format.ts';

const NAMES = new Map<string, string>(
  Object.entries({
    rule: "the site's rules",
    domain: 'the domains of the crawl',
    folder: 'the folder of the start page',
    nofollow: 'nofollow',
    depth: 'the limit of depth',
    pages: 'the limit of pages',
    page_links: 'the number of links that are kept of a page',
    bytes: 'the limit of bytes',
    seconds: 'the limit of time',
    too_long: 'their length',
    too_many_segments: 'the depth of their paths',
    too_many_parameters: 'the number of their parameters',
    repeating_segments: 'repetitions in their paths',
    session_id: 'session ids',
    calendar: 'dates far off',
    too_many_hosts: 'the number of hosts',
  } satisfies Record<
    Trap | 'rule' | 'domain' | 'folder' | 'nofollow' | 'depth' | 'pages' | 'page_links' | EndingLimit,
    string
  >),
);

/** Which links a crawl did not follow, for a person; undefined when it followed all. */
export function refusedLinksText(refused_links: Readonly<Record<string, number>>): string | undefined {
  const counts = Object.entries(refused_links).filter(([, count]) => count > 0);
  if (counts.length === 0) return undefined;
  const named = counts
    .toSorted(([, a], [, b]) => b - a)
    .map(([why, count]) => `${formatCount(count)} by ${NAMES.get(why) ?? why}`);
  return `Links not followed: ${named.join(', ')}.`;
}
