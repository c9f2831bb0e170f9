import type { AnswerFigures } from '#core/crawl/answer-figures.ts';
import type { SameTexts } from '#core/crawl/same-texts.ts';
import { counted, formatBytes, formatCount } from './format.ts';

/** URLs named in a list of the slowest, the largest, or of those that say the same; the API has ten. */
const MOST_NAMED = 3;
/** Texts named that several pages have. */
const MOST_TEXTS = 3;

/** What a crawl asked for and what the answers were, for a person, in lines. */
export function answerLines(answers: AnswerFigures): string[] {
  const { requests, wire_bytes, body_bytes, statuses, times, conditional, not_modified } = answers;
  const lines = [
    `${counted(requests, 'request')}, ${formatBytes(wire_bytes)} over the wire, ${formatBytes(body_bytes)} unpacked`,
  ];
  const answered = Object.entries(statuses).map(([status, count]) => `${status}: ${formatCount(count)}`);
  if (answered.length > 0) lines.push(`URLs by their last answer: ${answered.join(', ')}`);
  if (conditional > 0)
    lines.push(`${formatCount(not_modified)} of ${counted(conditional, 'conditional request')} answered 304`);
  if (times !== null)
    lines.push(
      `Half of the answers took up to ${formatMs(times.median_ms)}, 95 % up to ${formatMs(times.p95_ms)}, the longest ${formatMs(times.longest_ms)}`,
    );
  return lines.map((line) => `  ${line}`);
}

/** The slowest and the largest pages, for a person, in lines. */
export function extremeLines({ slowest, largest }: AnswerFigures): string[] {
  if (slowest.length === 0) return [];
  const slow = slowest.slice(0, MOST_NAMED).map(({ url, duration_ms }) => [formatMs(duration_ms), url]);
  const large = largest
    .map(({ url, wire_bytes, body_bytes = wire_bytes }) => ({ url, bytes: body_bytes }))
    // Redirects and errors often have no body: nothing large about it.
    .filter(({ bytes }) => bytes > 0)
    .slice(0, MOST_NAMED)
    .map(({ url, bytes }) => [formatBytes(bytes), url]);
  return ['', ...named('Slowest:', slow), ...(large.length === 0 ? [] : ['', ...named('Largest:', large)])];
}

/** Pages that say the same as others, for a person, in lines. */
export function duplicateLines({ pages, texts, more, all_compared }: SameTexts): string[] {
  if (pages === 0) return [];
  const least = all_compared ? '' : 'At least ';
  const what = `${formatCount(pages)} ${pages === 1 ? 'page says' : 'pages say'} the same as another one:`;
  const shown = texts.slice(0, MOST_TEXTS).map(({ pages: having, urls }) => {
    const named = urls.slice(0, MOST_NAMED);
    const left = having - named.length;
    return `  ${named.join('\n      ')}${left > 0 ? `\n      and ${formatCount(left)} more` : ''}`;
  });
  const isCut = more || texts.length > MOST_TEXTS;
  return ['', `${least}${what}`, ...shown, ...(isCut ? ['  and others: --json has more of them'] : [])];
}

/** `84 ms`, `2.3 s`. */
export function formatMs(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function named(title: string, rows: readonly (readonly string[])[]): string[] {
  const width = Math.max(...rows.map(([figure = '']) => figure.length));
  return [title, ...rows.map(([figure = '', url = '']) => `  ${figure.padStart(width)}  ${url}`)];
}
