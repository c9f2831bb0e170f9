/** Stand around a match in a highlighted passage; no text has them. */
export const OPEN = '\u0001';
export const CLOSE = '\u0002';

interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The part of a highlighted passage that shows the most different matches, then the most, then the first: as HTML,
 * with some words before the first match.
 */
export function bestExcerpt(highlighted: string): string {
  const { text, matches } = readMarks(highlighted);
  let best = { first: 0, different: 0, count: 0 };
  for (const [first, match] of matches.entries()) {
    const shown = matches.slice(first).filter((other) => other.to <= match.from - LEAD_CHARS + EXCERPT_CHARS);
    const different = new Set(shown.map((other) => text.slice(other.from, other.to).toLowerCase())).size;
    if (different > best.different || (different === best.different && shown.length > best.count)) {
      best = { first, different, count: shown.length };
    }
  }
  const start = (matches[best.first]?.from ?? 0) - LEAD_CHARS;
  const latest = Math.max(0, text.length - EXCERPT_CHARS);
  return render(text, matches, toWords(text, Math.min(Math.max(0, start), latest)));
}

/** The beginning of a text, as HTML. */
export function plainExcerpt(text: string): string {
  const short = text
    .slice(0, EXCERPT_CHARS * 2)
    .replace(/\s+/gu, ' ')
    .trim();
  return render(short, [], toWords(short, 0));
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

/** About {@link EXCERPT_CHARS} from `start`, without halves of words at either end. */
function toWords(text: string, start: number): Span {
  const rough = Math.min(start + EXCERPT_CHARS, text.length);
  const lead = start === 0 ? 0 : text.slice(start, start + LEAD_CHARS).search(/\s\S/u) + 1;
  const tail = rough === text.length ? -1 : text.slice(rough - LEAD_CHARS, rough).search(/\s\S*$/u);
  const from = start + lead;
  const to = tail === -1 ? rough : rough - LEAD_CHARS + tail;
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
  return shown.to < text.length ? `${html} …` : html;
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

const EXCERPT_CHARS = 200;
/** Shown before the first match. */
const LEAD_CHARS = 40;
