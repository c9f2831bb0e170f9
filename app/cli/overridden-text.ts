import type { CrawlReport } from '#app/http/crawl-view.ts';
import { formatCount } from './format.ts';

/** For how many URLs a crawl passed over what their hosts wish, for a person; undefined where it did so for none. */
export function overriddenText({
  robots = 0,
  noindex = 0,
}: NonNullable<CrawlReport['overridden']>): string | undefined {
  const counts = [
    ...(robots > 0 ? [`${formatCount(robots)} by crawl.ignore_robots`] : []),
    ...(noindex > 0 ? [`${formatCount(noindex)} by crawl.ignore_noindex`] : []),
  ];
  return counts.length === 0 ? undefined : `Wishes of hosts were overridden: ${counts.join(', ')}.`;
}
