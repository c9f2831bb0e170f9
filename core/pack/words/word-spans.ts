import { IN_WORD, plainText } from './plain-text.ts';

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

function foldedSpans(text: string): WordSpan[] {
  const { plain, origins } = plainWithOrigins(text);
  const spans: WordSpan[] = [];
  for (const match of plain.matchAll(WORD)) {
    const [word] = match;
    const last = match.index + word.length - 1;
    const to = originOf(origins, last);
    spans.push({
      word: word.toLowerCase(),
      from: originOf(origins, match.index),
      to: to + charLength(text, to),
    });
  }
  return spans;
}

const WORD = /[a-z0-9\u{80}-\u{10ffff}]+/giu;

/** @param origins none, where each unit stands for the one at its place. */
function originOf(origins: Uint32Array | undefined, at: number): number {
  return origins?.[at] ?? at;
}

function charLength(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

/** A text made plain, and by unit of that where in the text it comes from. */
function plainWithOrigins(text: string): { plain: string; origins?: Uint32Array } {
  let plain = '';
  const origins: number[] = [];
  let at = 0;
  for (const { 0: run, index } of text.matchAll(/\P{ASCII}+/gu)) {
    for (let n = at; n < index; n += 1) origins.push(n);
    const folded = plainText(run);
    plain += text.slice(at, index) + folded;
    for (const origin of aligned(run, folded)) origins.push(index + origin);
    at = index + run.length;
  }
  if (at === 0) return { plain: text };
  for (let n = at; n < text.length; n += 1) origins.push(n);
  return { plain: plain + text.slice(at), origins: Uint32Array.from(origins) };
}

/**
 * By unit of what became of a run, which of its letters it comes from: the next one that alone becomes the like. Spaces
 * that were put in between stand where the letter before them does.
 */
function aligned(run: string, folded: string): number[] {
  const sources: { readonly text: string; readonly at: number }[] = [];
  let at = 0;
  for (const letter of run) {
    sources.push({ text: plainText(letter), at });
    at += letter.length;
  }
  const origins: number[] = [];
  let source = 0;
  let within = 0;
  for (const unit of folded) {
    const found = unit === ' ' ? undefined : find(unit);
    if (found !== undefined) [source, within] = [found.source, found.within + unit.length];
    const origin = sources[Math.min(source, sources.length - 1)]?.at ?? 0;
    for (let n = 0; n < unit.length; n += 1) origins.push(origin);
  }
  return origins;

  function find(unit: string): { source: number; within: number } | undefined {
    for (let n = source; n < sources.length; n += 1) {
      const place = sources[n]?.text.indexOf(unit, n === source ? within : 0) ?? -1;
      if (place >= 0) return { source: n, within: place };
    }
    return undefined;
  }
}
