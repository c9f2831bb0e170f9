import { formatCount } from './format.ts';

/** Start pages named; the report has all of them. */
const MOST_NAMED = 3;

/** That a crawl began at other start pages of its index too, for a person; undefined where it did not. */
export function otherStartsText(starts: readonly string[] = []): string | undefined {
  if (starts.length === 0) return undefined;
  const named = starts.slice(0, MOST_NAMED);
  const left = starts.length - named.length;
  const pages =
    starts.length === 1
      ? 'another start page of the index'
      : `${formatCount(starts.length)} other start pages of the index`;
  const more = left > 0 ? ` and ${formatCount(left)} more` : '';
  return `At its end it began at ${pages} too, to which nothing had led: ${named.join(', ')}${more}`;
}
