/** Stand around a match in a highlighted passage; no text has them. */
export const OPEN = '\u0001';
export const CLOSE = '\u0002';

interface Span {
  readonly from: number;
  readonly to: number;
}

/** A piece of a text, as HTML: escaped, matches in `<mark>`. */
export interface Excerpt {
  readonly html: string;
  /** Characters of the text in it. */
  readonly chars: number;
}

/**
 * The part of a highlighted passage that shows the most different matches, then the most, then the first: as HTML,
 * with some words before the first match.
 * @param chars at most.
 * @returns with it, where its first match is in the passage.
 */
export function bestExcerpt(highlighted: string, chars: number): Excerpt & { readonly match: number } {
  const { text, matches } = readMarks(highlighted);
  const lead = leadOf(chars);
  let best = { first: 0, different: 0, count: 0 };
  for (const [first, match] of matches.entries()) {
    const shown = matches.slice(first).filter((other) => other.to <= match.from - lead + chars);
    const different = new Set(shown.map((other) => text.slice(other.from, other.to).toLowerCase())).size;
    if (different > best.different || (different === best.different && shown.length > best.count)) {
      best = { first, different, count: shown.length };
    }
  }
  const match = matches[best.first]?.from ?? 0;
  const latest = Math.max(0, text.length - chars);
  const shown = toWords(text, Math.min(Math.max(0, match - lead), latest), chars);
  return { html: render(text, matches, shown), chars: shown.to - shown.from, match };
}

/** The beginning of a text, as HTML. @param chars at most. */
export function plainExcerpt(text: string, chars: number): Excerpt {
  const short = text
    .slice(0, EXCERPT_CHARS * 2)
    .replace(/\s+/gu, ' ')
    .trim();
  const shown = toWords(short, 0, chars);
  return { html: render(short, [], shown), chars: shown.to };
}

function readMarks(highlighted: string): { text: string; matches: Span[] } {
  const matches: Span[] = [];
  let text = '';
  for (const [position, piece] of highlighted.split(OPEN).entries()) {
    const close = position === 0 ? -1 : piece.indexOf(CLOSE);
    if (close !== -1) matches.push({ from: text.length, to: text.length + close });
    text += piece.replace(CLOSE, '');
  }
  return { text, matches };
}

/** About so many characters from `start`, without halves of words at either end. */
function toWords(text: string, start: number, chars: number): Span {
  const lead = leadOf(chars);
  const rough = Math.min(start + chars, text.length);
  const before = start === 0 ? 0 : text.slice(start, start + lead).search(/\s\S/u) + 1;
  const tail = rough === text.length ? -1 : text.slice(rough - lead, rough).search(/\s\S*$/u);
  const from = start + before;
  const to = tail === -1 ? rough : rough - lead + tail;
  return { from: outsidePair(text, from), to: outsidePair(text, Math.max(to, from)) };
}

/** The position, or the one behind it if a surrogate pair would be cut. */
function outsidePair(text: string, position: number): number {
  const code = text.charCodeAt(position);
  return position > 0 && code >= 0xdc00 && code <= 0xdfff ? position + 1 : position;
}

function render(text: string, matches: readonly Span[], shown: Span): string {
  let html = shown.from > 0 ? '… ' : '';
  let at = shown.from;
  for (const match of matches) {
    const from = Math.max(match.from, shown.from);
    const to = Math.min(match.to, shown.to);
    if (from >= to) continue;
    html += `${escapeHtml(text.slice(at, from))}<mark>${escapeHtml(text.slice(from, to))}</mark>`;
    at = to;
  }
  html += escapeHtml(text.slice(at, shown.to)).trimEnd();
  const line = html.replace(/ {2,}/gu, ' ').trimStart();
  return shown.to < text.length ? `${line} …` : line;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (char) => ENTITIES[char] ?? char);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters of an excerpt where nobody asks for fewer. */
export const EXCERPT_CHARS = 200;

/** Characters shown before the first match. */
function leadOf(chars: number): number {
  return Math.floor(chars / 5);
}
