import type { PdfLine } from './pdf-file.ts';

/** How much larger than the text a heading is set. Superscripts and mathematics make lines that differ by less. */
const LEAST_RATIO = 1.15;
const MAX_HEADING_CHARS = 200;
const MAX_HEADINGS = 2000;
/** Lines that a title may run over. */
const MAX_TITLE_LINES = 3;

/** The size that most letters of a file have; 0 when it is unknown. */
export function textSize(pages: readonly (readonly PdfLine[])[]): number {
  const chars = new Map<number, number>();
  for (const lines of pages) {
    for (const { text, size } of lines) chars.set(size, (chars.get(size) ?? 0) + text.length);
  }
  let [best, most] = [0, 0];
  for (const [size, count] of chars) if (count > most) [best, most] = [size, count];
  return best;
}

/** Lines that are set larger than the text, in order. */
export function largeLines(pages: readonly (readonly PdfLine[])[]): string[] {
  const least = textSize(pages) * LEAST_RATIO;
  const headings: string[] = [];
  for (const lines of pages) {
    for (const line of lines) {
      if (headings.length >= MAX_HEADINGS) return headings;
      if (line.size >= least && isWords(line.text)) headings.push(line.text.trim());
    }
  }
  return headings;
}

/**
 * A title, for a file that does not say its own: what is set largest on its first page with text, if that is larger
 * than its text; else the first line there.
 */
export function titleOf(pages: readonly (readonly PdfLine[])[]): string {
  const lines = (pages.find((page) => page.some(({ text }) => isWords(text))) ?? []).filter(({ text }) =>
    isWords(text),
  );
  const largest = Math.max(0, ...lines.map(({ size }) => size));
  if (largest < textSize(pages) * LEAST_RATIO) return lines[0]?.text.trim() ?? '';
  const from = lines.findIndex(({ size }) => size === largest);
  const end = lines.findIndex(({ size }, index) => index > from && size !== largest);
  return lines
    .slice(from, Math.min(end === -1 ? lines.length : end, from + MAX_TITLE_LINES))
    .map(({ text }) => text.trim())
    .join(' ');
}

/** No number of a page, no ornament, and no paragraph. */
function isWords(text: string): boolean {
  return text.length <= MAX_HEADING_CHARS && /\p{L}\P{L}*\p{L}/u.test(text);
}
