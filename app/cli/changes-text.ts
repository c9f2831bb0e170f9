import type { CrawlReport } from '#app/http/crawl-view.ts';
import { formatCount } from './format.ts';

/** What came and went in an index since a crawl of it began, for a person: `12 new, 3 changed, 2 gone, 410 as before`. */
export function changesText({
  since,
  added,
  changed,
  removed,
  unchanged,
}: NonNullable<CrawlReport['documents']>): string {
  const kinds: [number, string][] = [
    [added, 'new'],
    [changed, 'changed'],
    [removed, 'gone'],
  ];
  const told = kinds.filter(([count]) => count > 0).map(([count, what]) => `${formatCount(count)} ${what}`);
  if (told.length === 0) told.push('nothing new, changed or gone');
  if (since > 0) told.push(`${formatCount(unchanged)} as before`);
  return told.join(', ');
}
