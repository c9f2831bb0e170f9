import { formatBytes, formatCount, formatDuration } from '#app/cli/format.ts';
import type { Crawl } from '#core/tables/crawls.ts';

/** Where a crawl stops, for a person. */
export function limitsText({ pages, depth, bytes, seconds }: Crawl['limits']): string {
  const ends = [
    `${formatCount(pages)} pages`,
    ...(bytes === undefined ? [] : [formatBytes(bytes)]),
    ...(seconds === undefined ? [] : [formatDuration(seconds * 1000)]),
    `${formatCount(depth)} links deep`,
  ];
  return `At most ${ends.join(', ')}.`;
}
