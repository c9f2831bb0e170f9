import { formatCount } from '#app/cli/format.ts';
import type { Progress } from '#core/tables/tallies.ts';
import type { Html } from '../pages/layout.ts';
import { bar } from './figures.ts';

/** Pages found that have work left. What each process counted may not fit the others' counts. */
export function pagesLeft({ found, fetched, failed, skipped }: Progress): number {
  return Math.max(0, found - fetched - failed - skipped);
}

/** How far a crawl is, drawn. */
export function progressBar(progress: Progress): Html {
  const { found, fetched, failed, skipped } = progress;
  return bar(
    `Of ${formatCount(found)} pages found, ${formatCount(fetched)} are fetched, ${formatCount(failed)} failed, ${formatCount(skipped)} are skipped`,
    [
      { name: 'fetched', share: fetched },
      { name: 'failed', share: failed },
      { name: 'skipped', share: skipped },
      { name: 'open', share: pagesLeft(progress) },
    ],
  );
}
