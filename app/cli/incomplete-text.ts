import type { CrawlReport } from '#app/http/crawl-view.ts';
import { formatCount } from './format.ts';

/** What of a report says why its crawl did not see the whole site. */
type Incomplete = Pick<CrawlReport, 'complete' | 'limit_hit' | 'blind' | 'counts' | 'reasons'>;

const STAYS = 'What it did not reach stays in the index.';

/**
 * That a crawl did not see the whole site, why, and what that means for the index, for a person; undefined where it did, or
 * where it is for a limit alone that it did not, of which `limitHitText` tells.
 */
export function incompleteText(report: Incomplete, state: string): string | undefined {
  if (report.complete) return undefined;
  if (report.blind === true) return `It did not see the whole site: ${blindText(report)}. ${STAYS}`;
  if (report.limit_hit) return undefined;
  const why = state === 'cancelled' ? ': it was cancelled' : '';
  return `It did not see the whole site${why}. ${STAYS}`;
}

/** Every page that could not be looked at counts: of none were the links seen, though some may never have had any. */
function blindText({ counts, reasons }: Incomplete): string {
  const { robots_unavailable = 0, address = 0 } = reasons['refused'] ?? {};
  const unseen = (counts['failed'] ?? 0) + robots_unavailable + address;
  if (unseen === 0) return 'no page of it could be read';
  return unseen === 1
    ? '1 page could not be looked at, and its links were not seen'
    : `${formatCount(unseen)} pages could not be looked at, and their links were not seen`;
}
