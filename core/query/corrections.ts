import type { NearWord } from '#ports/peer.ts';
import type { Statistics } from '#ports/question.ts';
import { isSlip, isSpelled, mostEdits } from '../pack/spelling/spelled.ts';
import { plainName } from '../pack/words/code-words.ts';
import { type Term, plainTermsOf } from './parse-query.ts';
import { COUNTED, documentsWith } from './statistics.ts';
import { type Clause, type Unit, partsOf, unitOf } from './units.ts';

/** Words that are looked for near ones, of one query. */
const MOST_WORDS = 8;

/** So many times as many documents must have a word for it to be meant in place of one that some have. */
const MUCH_MORE = 20;

/**
 * Words of a query that may be misspelled, and how many documents have them; of a name of code also the words in it. Not what
 * stands in quotation marks, what goes on, and what has a synonym that documents have.
 * @param rare whether those count too that few documents have, and not only those that none has.
 */
export function doubtfulWords(
  clauses: readonly Clause[],
  statistics: Statistics,
  rare: boolean,
): Map<string, number> {
  const doubtful = new Map<string, number>();
  for (const { units } of clauses) {
    const synonyms = units.filter(({ synonym }) => synonym === true);
    if (synonyms.some((unit) => documentsWith(unit, statistics) > 0)) continue;
    for (const unit of units) {
      if (unit.synonym === true) continue;
      const count = documentsWith(unit, statistics);
      if (count > 0 && !(rare && count * MUCH_MORE < statistics.documents)) continue;
      for (const word of spelledIn(unit)) {
        const having = word === wordOf(unit) ? count : (statistics.words[COUNTED.word(word)] ?? 0);
        // A word of a name that documents have is not what is wrong with it.
        if ((word === wordOf(unit) || having === 0) && doubtful.size < MOST_WORDS) doubtful.set(word, having);
      }
    }
  }
  return doubtful;
}

/** What of a unit may be misspelled: it, and the words of a name. */
function spelledIn(unit: Unit): string[] {
  if ((unit.kind !== 'word' && unit.kind !== 'name') || unit.exact) return [];
  if (unit.kind === 'name' && (unit.goes_on || !isSpelled(unit.name))) return [];
  return (unit.kind === 'word' ? [unit.word] : [unit.name, ...unit.words]).filter(isSpelled);
}

/** What it is in the index. */
function wordOf(unit: Unit): string | undefined {
  if (unit.kind === 'word') return unit.word;
  return unit.kind === 'name' ? unit.name : undefined;
}

/** The same words of several shards together. */
export function sumNearWords(shards: readonly (readonly NearWord[])[]): NearWord[] {
  const sums = new Map<string, NearWord>();
  for (const { word, documents, edits } of shards.flat())
    sums.set(word, { word, edits, documents: documents + (sums.get(word)?.documents ?? 0) });
  return [...sums.values()];
}

/** What may have been meant by a query, as it would be typed. */
export interface MeantQueries {
  /** Without words that no document has. */
  readonly corrected: string | undefined;
  /** Without those that few have, either; undefined where that is no other query. */
  readonly perhaps: string | undefined;
}

/** @param doubtful of {@link doubtfulWords}. @param near words of all shards to each of them, in their order. */
export function meantQueries(
  query: string,
  doubtful: ReadonlyMap<string, number>,
  near: readonly (readonly NearWord[])[],
): MeantQueries {
  const unknown = new Map<string, string>();
  const all = new Map<string, string>();
  for (const [n, [word, documents]] of [...doubtful].entries()) {
    const meant = meantBy(word, documents, near[n] ?? []);
    if (meant === undefined) continue;
    all.set(word, meant);
    if (documents === 0) unknown.set(word, meant);
  }
  return {
    corrected: unknown.size === 0 ? undefined : correctedQuery(query, unknown),
    perhaps: all.size === unknown.size ? undefined : correctedQuery(query, all),
  };
}

/**
 * The word that was meant by one: of those that are the least edits away the one that the most documents have; a letter further, if it
 * begins as the other does and has a hundred times as many. Undefined where none is, and where a word that some documents have may be
 * meant itself.
 * @param documents that have the word.
 */
function meantBy(word: string, documents: number, near: readonly NearWord[]): string | undefined {
  const most = mostEdits(word);
  const likely = near
    .filter((other) => other.edits <= most && other.documents > documents * MUCH_MORE)
    .filter((other) => isSlip(word, other.word) || mayMean(word, documents, other.word))
    .toSorted((a, b) => likeliness(word, b) - likeliness(word, a) || (a.word < b.word ? -1 : 1));
  return likely[0]?.word;
}

/**
 * Whether a word may stand for another that is no slip away. Any three letters are short for something, and most words of four have
 * others that differ by one letter (`café`, `case`); a word that documents have begins as it should (`kill`, `will`).
 */
function mayMean(word: string, documents: number, other: string): boolean {
  const shorter = Math.min(word.length, other.length);
  if (shorter <= 3 || (shorter === 4 && word.length === other.length)) return false;
  return documents === 0 || word[0] === other[0];
}

/** People rarely get the first letter wrong, slips are ten times as likely as other edits, and one edit is a hundred times as likely as two. */
function likeliness(word: string, { word: other, documents, edits }: NearWord): number {
  const slip = isSlip(word, other) ? 10 : 1;
  return documents * slip * 0.01 ** (edits - 1) * (other[0] === word[0] ? 1 : 0.1);
}

/**
 * The query with words in place of others, as it was typed otherwise: what is not wanted, filters and quotations stay.
 * @param meant by word of the index. @returns undefined where that is no other query.
 */
function correctedQuery(query: string, meant: ReadonlyMap<string, string>): string | undefined {
  let corrected = '';
  let end = 0;
  for (const { at, ...term } of plainTermsOf(query)) {
    for (const part of partsOf(term)) {
      const from = query.indexOf(part.text, Math.max(at, end));
      const text = correctedText(part, meant);
      if (text === undefined || from === -1) continue;
      corrected += query.slice(end, from) + text;
      end = from + part.text.length;
    }
  }
  corrected += query.slice(end);
  return corrected === query ? undefined : corrected;
}

/** The text of a term as it is meant: of a name of code the whole of it, or else the words in it. @returns undefined where it is meant as it is. */
function correctedText(term: Term, meant: ReadonlyMap<string, string>): string | undefined {
  const unit = unitOf(term);
  if (unit === undefined || spelledIn(unit).length === 0) return undefined;
  const whole = meant.get(wordOf(unit) ?? '');
  if (whole !== undefined) return term.text.replace(WHOLE, () => plainName(whole));
  const text = term.text.replaceAll(WORD, (word) => meant.get(word.toLowerCase()) ?? word);
  return text === term.text ? undefined : text;
}
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** From the first letter to the last. */
const WHOLE = /[\p{L}\p{M}\p{N}](?:.*[\p{L}\p{M}\p{N}])?/su;
