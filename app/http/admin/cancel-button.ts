import type { CrawlView } from '../crawl-view.ts';
import type { Html } from '../pages/layout.ts';
import { action } from './panel.ts';

/** A button that cancels a crawl. */
export function cancelButton({ crawl_id, index }: Pick<CrawlView, 'crawl_id' | 'index'>): Html {
  return action({
    label: 'Cancel',
    method: 'DELETE',
    path: `/v1/crawls/${encodeURIComponent(crawl_id)}`,
    question: `Cancel the crawl of ${index}? What it has read is packed; what is left is not read.`,
    done: `The crawl of ${index} is cancelled.`,
    about: `the crawl of ${index}`,
  });
}
