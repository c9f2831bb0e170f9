import type { Span } from './document.ts';
import {
  EXCERPT_CHARS,
  type Excerpt,
  type MarkedText,
  bestExcerpt,
  plainExcerpt,
  wholePart,
} from './excerpt.ts';
import type { PackIndex } from './impact/pack-index.ts';
import { type Match, bestWindow } from './rank/best-window.ts';
import { Places } from './rank/places.ts';
import type { Sought } from './rank/sought.ts';
import { isMarked, readMarks } from './words/word-marks.ts';
import { eachWord, wordSpans } from './words/word-spans.ts';

/** What a snippet is cut from. */
export interface SnippetText {
  /** Its number in the pack. */
  readonly document: number;
  readonly description: string;
  readonly body: string;
  /** Parts of the body that may not be shown, in its order. */
  readonly unshown: readonly Span[];
  /** Characters that may be shown; null for any number. */
  readonly max_snippet: number | null;
  /** The part of the body that it is to be from; any, where there is none. */
  readonly within?: Span | undefined;
}

/** A part of a text, to be shown with a hit: about 200 characters, or as many as may be shown. */
export interface Snippet extends Excerpt {
  /** Where in the body the first match of it is, in UTF-16 units; undefined for what is not from there, or has no match. */
  readonly at?: number;
}

/** A passage of a text, and the words in it that match. */
interface Passage extends MarkedText {
  /** Where it begins in the body; undefined for what is not from there. */
  readonly start?: number;
  readonly worth: number;
}

/** Characters of a passage before its first match, and behind its last one. */
const AROUND_CHARS = 300;
/** Characters of a body that are read from a mark on, at most: the next one is nearer, but for a text that has nothing between words. */
const READ_CHARS = 2 ** 14;
/** Words between a mark and a match, at least, so that what stands before that is known. */
const WORDS_BEFORE = 60;
const NO_MARKS = new Uint8Array();

/**
 * Cuts snippets: the part of a text that has most of what is sought, found by the places of its words, of which it looks at the
 * first 65,536 (`PlacesWriter`): a number each. The text is read around there alone, unless parts of it may not be shown.
 */
export class SnippetCutter {
  readonly #pack: PackIndex;
  readonly #sought: Sought;
  readonly #places = new Places();
  /** Of the document at hand. */
  #language = 0;

  constructor(pack: PackIndex, sought: Sought) {
    this.#pack = pack;
    this.#sought = sought;
  }

  /** The part of a text that has most of a query; its beginning when nothing matches. */
  cut(text: SnippetText): Snippet {
    const { document, description, body, unshown, max_snippet, within } = text;
    this.#language = this.#pack.columns.language_of[document] ?? 0;
    const chars = Math.min(max_snippet ?? EXCERPT_CHARS, EXCERPT_CHARS);
    if (chars === 0) return { text: '', matches: [], chars };
    if (within !== undefined) return this.#ofPart(body, within, chars);
    const said = this.#passageOf(description);
    const read = unshown.length === 0 ? this.#ofBody(text) : this.#ofShown(body, unshown);
    const best = (read?.worth ?? 0) > (said?.worth ?? 0) ? read : said;
    if (best === undefined)
      return plainExcerpt(description === '' ? beginning(body, unshown) : description, chars);
    const { match, ...excerpt } = bestExcerpt(best, chars);
    return best === said || best.start === undefined ? excerpt : { ...excerpt, at: best.start + match };
  }

  /** The beginning of a part of a body, or what matches near that. */
  #ofPart(body: string, part: Span, chars: number): Snippet {
    const passage = this.#passageOf(body, part.from, part);
    if (passage === undefined)
      return { ...plainExcerpt(body.slice(part.from, part.to), chars), at: part.from };
    return { ...bestExcerpt(passage, chars), at: part.from };
  }

  /** By the places of its words. */
  #ofBody({ document, body }: SnippetText): Passage | undefined {
    const places = this.#places;
    places.readTitle(this.#pack.columns.titles, document);
    places.readText(this.#pack.places(document));
    const matches: Match[] = [];
    for (let place = places.body; place < places.end; place += 1) {
      const match = this.#sought.at(places.words, place, this.#language);
      if (match !== undefined) matches.push({ place: place - places.body, clause: match.clause });
    }
    const window = bestWindow(matches, this.#sought.worths);
    return window === undefined ? undefined : this.#passageAround(window.first, document, body);
  }

  /**
   * What is around a word of a body, with what matches there: that is known by the places of its words.
   * @param place words before it.
   * @returns undefined where the word is too far from a mark.
   */
  #passageAround(place: number, document: number, body: string): Passage | undefined {
    const marks = isMarked(body) ? readMarks(this.#pack.marks(document) ?? NO_MARKS) : [];
    const mark = marks.findLast(({ words }) => words + WORDS_BEFORE <= place) ?? { words: 0, at: 0 };
    const next = marks.find(({ words }) => words > place)?.at ?? body.length;
    const read = wholePart(body, mark.at, Math.min(next, mark.at + READ_CHARS) + 2 * AROUND_CHARS);
    const [starts, ends]: [number[], number[]] = [[], []];
    eachWord(read, (from, to) => {
      starts.push(mark.at + from);
      ends.push(mark.at + to);
    });
    const at = starts[place - mark.words];
    if (at === undefined) return undefined;
    const least = at - AROUND_CHARS;
    const start = least <= mark.at ? mark.at : wordStart(body, least);
    const text = wholePart(body, start, at + 2 * AROUND_CHARS);
    const clauses = new Set<number>();
    const matches: Span[] = [];
    const first = this.#places.body + mark.words;
    for (
      let n = starts.findIndex((from) => from >= start);
      (ends[n] ?? Infinity) <= start + text.length;
      n += 1
    ) {
      const match = this.#sought.at(this.#places.words, first + n, this.#language);
      const end = match && ends[n + match.length - 1];
      if (match === undefined || end === undefined || end > start + text.length) continue;
      matches.push({ from: (starts[n] ?? 0) - start, to: end - start });
      clauses.add(match.clause);
      n += match.length - 1;
    }
    return this.#passage({ text, start, matches }, clauses);
  }

  /** Of a body of which parts may not be shown: all of the others is read. */
  #ofShown(body: string, unshown: readonly Span[]): Passage | undefined {
    let best: Passage | undefined;
    for (const shown of shownSpans(Math.min(body.length, MOST_READ_CHARS), unshown)) {
      const spans = wordSpans(body.slice(shown.from, shown.to));
      const words = spans.map(({ word }) => word);
      const matches = words.flatMap((_, place): Match[] => {
        const match = this.#sought.words.at(words, place, this.#language);
        return match === undefined ? [] : [{ place, clause: match.clause }];
      });
      const window = bestWindow(matches, this.#sought.worths);
      const at = shown.from + (spans[window?.first ?? 0]?.from ?? 0);
      if (window === undefined || window.worth <= (best?.worth ?? 0)) continue;
      best = this.#passageOf(body, at, shown) ?? best;
    }
    return best;
  }

  /** What of a text is around a place, without halves of words before it, with what matches; undefined if nothing does. */
  #passageOf(text: string, at?: number, within: Span = { from: 0, to: text.length }): Passage | undefined {
    const least = (at ?? 0) - AROUND_CHARS;
    const from = least <= within.from ? within.from : wordStart(text, least);
    const passage = wholePart(
      text,
      from,
      at === undefined ? within.to : Math.min(within.to, at + 2 * AROUND_CHARS),
    );
    const matches: Span[] = [];
    const clauses = new Set<number>();
    const spans = wordSpans(passage);
    const words = spans.map(({ word }) => word);
    for (let place = 0; place < words.length; place += 1) {
      const match = this.#sought.words.at(words, place, this.#language);
      if (match === undefined) continue;
      const [first, last] = [spans[place], spans[place + match.length - 1]];
      if (first !== undefined && last !== undefined) matches.push({ from: first.from, to: last.to });
      clauses.add(match.clause);
      place += match.length - 1;
    }
    return this.#passage({ text: passage, start: from, matches }, clauses);
  }

  /** @returns undefined where nothing matches. */
  #passage(passage: Omit<Passage, 'worth'>, clauses: ReadonlySet<number>): Passage | undefined {
    if (passage.matches.length === 0) return undefined;
    const { worths } = this.#sought;
    return { ...passage, worth: [...clauses].reduce((sum, clause) => sum + (worths[clause] ?? 0), 0) };
  }
}

/** Of a text with parts that may not be shown, the rest is not looked at for a snippet. */
export const MOST_READ_CHARS = 2 ** 19;

/** What is between the parts that may not be shown. */
function* shownSpans(length: number, unshown: readonly Span[]): Generator<Span> {
  let from = 0;
  for (const span of unshown) {
    if (span.from > from) yield { from, to: Math.min(span.from, length) };
    from = Math.max(from, span.to);
    if (from >= length) return;
  }
  if (from < length) yield { from, to: length };
}

function beginning(body: string, unshown: readonly Span[]): string {
  let text = '';
  for (const { from, to } of shownSpans(body.length, unshown)) {
    text += `${body.slice(from, Math.min(to, from + 2 * EXCERPT_CHARS)).trimStart()}\n`;
    if (text.length > EXCERPT_CHARS * 2) break;
  }
  return text;
}

/** The first place from one on at which a word may begin. */
function wordStart(text: string, from: number): number {
  const space = text.slice(from, from + AROUND_CHARS).search(/\s/u);
  if (space !== -1) return from + space + 1;
  const isHalf = /^[\udc00-\udfff]/u.test(text.charAt(from));
  return isHalf ? from + 1 : from;
}
