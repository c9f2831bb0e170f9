import { IN_WORD, foldedLetters } from './plain-text.ts';
import { remembered } from './remembered.ts';
import { segmentsOf } from './segmented.ts';

/** A word of a text. */
export interface WordSpan {
  /** As the index has it. */
  readonly word: string;
  /** Where it begins in the text, in UTF-16 units. */
  readonly from: number;
  /** Behind its end. */
  readonly to: number;
}

/** The words of a text as the index has them, in its order, each with where it is. */
export function wordSpans(text: string): WordSpan[] {
  const spans: WordSpan[] = [];
  eachWord(text, (from, to, word) => {
    spans.push({ word: word ?? text.slice(from, to).toLowerCase(), from, to });
  });
  return spans;
}

/**
 * Tells where each of them begins and ends, and its letters where these are others than in the text but for capital ones. What is between
 * characters of ASCII that are in no word stands for itself: mostly that is one word of ASCII.
 */
export function eachWord(text: string, take: (from: number, to: number, word?: string) => void): void {
  const { length } = text;
  for (let at = 0; at < length; at += 1) {
    const from = at;
    let isPlain = true;
    for (; at < length; at += 1) {
      const code = text.charCodeAt(at);
      if (code >= 128) isPlain = false;
      else if (IN_WORD[code] === 0) break;
    }
    if (at === from) continue;
    if (isPlain) take(from, at);
    else
      for (const span of foldedSpans(text.slice(from, at))) take(from + span.from, from + span.to, span.word);
  }
}

const foldedSpans = remembered((text): readonly WordSpan[] => {
  const { plain, starts, ends } = plainWithOrigins(text);
  const spans: WordSpan[] = [];
  for (const match of plain.matchAll(WORD)) {
    const [word] = match;
    const last = match.index + word.length - 1;
    spans.push({
      word: word.toLowerCase(),
      from: starts?.[match.index] ?? match.index,
      to: behindMarks(text, ends?.[last] ?? last + 1),
    });
  }
  return spans;
});

const WORD = /[a-z0-9\u{80}-\u{10ffff}]+/giu;

/** Behind the accents of a letter of ASCII. */
function behindMarks(text: string, at: number): number {
  if (!(text.charCodeAt(at) > 0x7f)) return at;
  MARKS.lastIndex = at;
  return MARKS.test(text) ? MARKS.lastIndex : at;
}
const MARKS = /\p{M}+/uy;

/** A text made plain, and by unit of that what in the text it comes from; where none is told, the one at its place. */
interface PlainText {
  readonly plain: string;
  readonly starts?: readonly number[];
  readonly ends?: readonly number[];
}

function plainWithOrigins(text: string): PlainText {
  let plain = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const { 0: run, index } of text.matchAll(/\P{ASCII}+/gu)) {
    asItIs(at, index);
    const { letters, origins } = foldedRun(run);
    const put = (part: string, first: number): void => {
      plain += part;
      for (let n = first; n < first + part.length; n += 1) {
        starts.push(index + (origins[n]?.from ?? 0));
        ends.push(index + (origins[n]?.to ?? run.length));
      }
    };
    const segments = segmentsOf(letters);
    if (segments === undefined) put(letters, 0);
    // As `segmented` has it: with a space before each, and behind the last.
    for (const segment of segments ?? []) {
      put(' ', segment.index);
      put(segment.segment, segment.index);
    }
    if (segments !== undefined) put(' ', letters.length);
    at = index + run.length;
  }
  if (at === 0) return { plain: text };
  asItIs(at, text.length);
  return { plain, starts, ends };

  function asItIs(from: number, to: number): void {
    plain += text.slice(from, to);
    for (let n = from; n < to; n += 1) {
      starts.push(n);
      ends.push(n + 1);
    }
  }
}

/** What people take for one letter, with its accents: a part of a text, in UTF-16 units. */
interface Cluster {
  readonly from: number;
  readonly to: number;
}

interface FoldedRun {
  readonly letters: string;
  /** By unit of the letters, which cluster of the run it comes from. */
  readonly origins: readonly Cluster[];
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const foldedCluster = remembered(foldedLetters);
/** Units among which the next one is looked for: clusters become together nearly what each of them becomes alone. */
const MOST_AHEAD = 8;

const foldedRun = remembered((run): FoldedRun => {
  const letters = foldedLetters(run);
  return letterByLetter(run, letters) ?? clusterByCluster(run, letters);
});

/** Of a run in which nothing joins letters: undefined where they become something else together. */
function letterByLetter(run: string, letters: string): FoldedRun | undefined {
  if (JOINED.test(run)) return undefined;
  const origins: Cluster[] = [];
  let alone = '';
  let from = 0;
  for (const letter of run) {
    const cluster = { from, to: from + letter.length };
    const folded = foldedCluster(letter);
    for (let n = 0; n < folded.length; n += 1) origins.push(cluster);
    alone += folded;
    from = cluster.to;
  }
  return alone === letters ? { letters, origins } : undefined;
}
/** What stands with the letter before it, and letters of Korean that are parts of one. */
const JOINED = /[\p{M}\p{Cf}\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/u;

function clusterByCluster(run: string, letters: string): FoldedRun {
  const units: string[] = [];
  const sources: Cluster[] = [];
  for (const { segment, index } of graphemes.segment(run)) {
    const cluster = { from: index, to: index + segment.length };
    const folded = foldedCluster(segment);
    for (let n = 0; n < folded.length; n += 1) {
      units.push(folded.charAt(n));
      sources.push(cluster);
    }
  }
  const origins: Cluster[] = [];
  let due = 0;
  for (let n = 0; n < letters.length; n += 1) {
    const ahead = units.slice(due, due + MOST_AHEAD).indexOf(letters.charAt(n));
    const source = sources[Math.min(due + Math.max(0, ahead), sources.length - 1)];
    origins.push(source ?? { from: 0, to: run.length });
    due += ahead + 1;
  }
  return { letters, origins };
}
