/** Letters and digits: without any, a text says nothing. */
const EDGES = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;

/**
 * The text of a link as it is counted: in small letters, composed, without the signs around it. `» More …` and `more`
 * are one.
 * @param text at most some hundred characters, in one line.
 * @returns empty for what says nothing.
 */
export function anchorText(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(EDGES, '');
}

/** Texts kept of the links to one document, and their characters together. */
const MAX_TEXTS = 32;
const MAX_CHARS = 2000;

/**
 * The texts by which other pages call a document, of those that are the most frequent. They stand in the order of their
 * code points, and not of their frequency: so a link more somewhere leaves the document as it is.
 * @param texts each once, the most frequent first.
 */
export function chosenTexts(texts: Iterable<string>): string {
  const chosen: string[] = [];
  let chars = 0;
  for (const text of texts) {
    chars += text.length + 1;
    if (chosen.length === MAX_TEXTS || chars > MAX_CHARS) break;
    chosen.push(text);
  }
  return chosen.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).join('\n');
}

/**
 * How many documents a text may lead to: one that leads to more ("here", "read more", "next") says nothing of any. Ten, and
 * in small indexes a tenth of the documents, but three.
 */
export function mostTargets(documents: number): number {
  return Math.min(10, Math.max(3, Math.floor(documents / 10)));
}

/**
 * How many pages link to a document, rounded down to two binary digits: 1, 2, 3, 4, 6, 8, 12, 16, 24 … So a page more that
 * links to all others does not change all others.
 */
export function roundedLinks(pages: number): number {
  if (pages < 4) return pages;
  const half = 2 ** (Math.floor(Math.log2(pages)) - 1);
  return Math.floor(pages / half) * half;
}
