import type { Span } from './document.ts';

/** A text, and what of it matches a query: parts that do not overlap, in its order. */
export interface MarkedText {
  readonly text: string;
  /** In UTF-16 units. */
  readonly matches: readonly Span[];
}

/** A piece of a text, on one line, with an ellipsis where it was cut. */
export interface Excerpt extends MarkedText {
  /** Characters of the text in it. */
  readonly chars: number;
}

/**
 * The part of a passage that shows the most different matches, then the most, then the first, with some words before the
 * first match.
 * @param chars at most.
 * @returns with it, where its first match is in the passage.
 */
export function bestExcerpt(
  { text, matches }: MarkedText,
  chars: number,
): Excerpt & { readonly match: number } {
  const lead = leadOf(chars);
  const words = matches.map(({ from, to }) => text.slice(from, to).toLowerCase());
  let best = { first: 0, different: 0, count: 0 };
  const counts = new Map<string, number>();
  let end = 0;
  for (const [first, match] of matches.entries()) {
    for (; (matches[end]?.to ?? Infinity) <= match.from - lead + chars; end += 1)
      counts.set(words[end] ?? '', (counts.get(words[end] ?? '') ?? 0) + 1);
    const count = Math.max(0, end - first);
    if (counts.size > best.different || (counts.size === best.different && count > best.count))
      best = { first, different: counts.size, count };
    if (end <= first) {
      // It is too long to be shown.
      end = first + 1;
      continue;
    }
    const word = words[first] ?? '';
    const left = (counts.get(word) ?? 0) - 1;
    if (left === 0) counts.delete(word);
    else counts.set(word, left);
  }
  const match = matches[best.first]?.from ?? 0;
  const latest = Math.max(0, text.length - chars);
  const shown = toWords(text, Math.min(Math.max(0, match - lead), latest), chars);
  return { ...onOneLine(text, matches, shown), chars: shown.to - shown.from, match };
}

/** The beginning of a text. @param chars at most. */
export function plainExcerpt(text: string, chars: number): Excerpt {
  const short = wholePart(text, 0, EXCERPT_CHARS * 2)
    .replace(/\s+/gu, ' ')
    .trim();
  const shown = toWords(short, 0, chars);
  return { ...onOneLine(short, [], shown), chars: shown.to };
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

/** A part of a text, without half of a surrogate pair at its end. */
export function wholePart(text: string, from: number, to: number): string {
  const code = text.charCodeAt(to - 1);
  return text.slice(from, to < text.length && code >= 0xd800 && code <= 0xdbff ? to - 1 : to);
}

/** The position, or the one behind it if a surrogate pair would be cut. */
export function outsidePair(text: string, position: number): number {
  const code = text.charCodeAt(position);
  return position > 0 && code >= 0xdc00 && code <= 0xdfff ? position + 1 : position;
}

/** What is shown of a text, with single spaces in it. */
function onOneLine(text: string, matches: readonly Span[], shown: Span): MarkedText {
  let line = shown.from > 0 ? '… ' : '';
  const marked: Span[] = [];
  const add = (from: number, to: number): void => {
    const piece = text.slice(from, to).replaceAll(SPACES, ' ');
    line += line === '' || line.endsWith(' ') ? piece.replace(/^ /u, '') : piece;
  };
  let at = shown.from;
  for (const match of matches) {
    const from = Math.max(match.from, shown.from);
    const to = Math.min(match.to, shown.to);
    if (from >= to) continue;
    add(at, from);
    const start = line.length;
    add(from, to);
    marked.push({ from: start, to: line.length });
    at = to;
  }
  add(at, shown.to);
  line = line.trimEnd();
  return { text: shown.to < text.length ? `${line} …` : line, matches: marked };
}
/** Control characters mean nothing here. */
// oxlint-disable-next-line no-control-regex
const SPACES = /[ \u0000-\u001f\u007f]+/gu;

/** Characters of an excerpt where nobody asks for fewer. */
export const EXCERPT_CHARS = 200;

/** Characters shown before the first match. */
function leadOf(chars: number): number {
  return Math.floor(chars / 5);
}
