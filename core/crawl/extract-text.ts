import { cutText } from './cut-text.ts';
import {
  BODY_CUT,
  type Extracted,
  MAX_BODY_CHARS,
  MAX_HEADINGS_CHARS,
  MAX_TITLE_CHARS,
  UNSAID,
} from './extracted.ts';
import { tidyLines, tidySpace } from './tidy-text.ts';

/**
 * Reads a page that is plain text, or Markdown, whose headings are told apart. Without a heading the title is the name of
 * the file: a first line may be anything.
 */
export function extractText(
  text: string,
  { url, name }: { readonly url: string; readonly name: string },
  format: 'text' | 'markdown',
): Extracted {
  const headings = format === 'markdown' ? markdownHeadings(text) : [];
  return {
    ...UNSAID,
    url,
    content_type: format === 'markdown' ? 'text/markdown' : 'text/plain',
    title: cutText(headings[0] ?? name, MAX_TITLE_CHARS),
    headings: cutText(headings.join('\n'), MAX_HEADINGS_CHARS),
    body: cutText(tidyLines(cutText(text, MAX_BODY_CHARS)), MAX_BODY_CHARS),
    notes: text.length > MAX_BODY_CHARS ? [BODY_CUT] : [],
  };
}

/** ATX headings (CommonMark, section 4.2) outside of fenced code. */
function markdownHeadings(text: string): string[] {
  const headings: string[] = [];
  let fence: string | undefined;
  for (const line of cutText(text, MAX_BODY_CHARS).split(/\r\n|\r|\n/)) {
    const mark = /^ {0,3}(`{3}|~{3})/.exec(line)?.[1];
    if (mark !== undefined) fence = fence === undefined ? mark : fence === mark ? undefined : fence;
    if (mark !== undefined || fence !== undefined) continue;
    const heading = tidySpace(
      /^ {0,3}#{1,6}[ \t]+(.*)$/.exec(line)?.[1]?.replace(/[ \t]+#+[ \t]*$/, '') ?? '',
    );
    if (heading !== '') headings.push(heading);
  }
  return headings;
}
