import { codeWordsIn, isCodeWord } from '../pack/words/code-words.ts';
import { isStopWord } from '../pack/words/stop-words.ts';
import { wordsOf } from '../pack/words/plain-text.ts';
import type { Query, Term } from './parse-query.ts';

/** The columns in which alone words may be looked for, by how people call them. */
export type Field = 'title' | 'path';

/** What a term of a query asks of a document, in words of the index. */
export type Unit =
  /** A word; and other forms of it, unless it was quoted. */
  | { readonly kind: 'word'; readonly word: string; readonly exact: boolean; readonly field?: Field }
  /** Any word that begins so. */
  | { readonly kind: 'prefix'; readonly letters: string; readonly field?: Field }
  /** Words that follow each other; the last one may go on. `loose` ones may stand apart, which counts less: `re-enter`. */
  | {
      readonly kind: 'phrase';
      readonly words: readonly string[];
      readonly goes_on: boolean;
      readonly loose: boolean;
      readonly field?: Field;
    }
  /** A name of code: whole, or else the words in it, which follow each other. */
  | { readonly kind: 'name'; readonly name: string; readonly words: readonly string[] };

/** One thing that a document should have; one of its units is enough. */
export interface Clause {
  /** As it was typed. */
  readonly text: string;
  readonly units: readonly Unit[];
  /** How often it was typed. */
  readonly times: number;
}

/** Clauses beyond which a query is a sentence: that a document has one more of them says little by itself. */
const MOST_OF_LIST = 4;

/** Whether a query is a sentence, and not a list of words that should all be there. */
export function isSentence(clauses: readonly Clause[]): boolean {
  return clauses.length > MOST_OF_LIST;
}

/** The clauses that count: those of a sentence without words that say little, unless there are no others. */
export function tellingClauses(clauses: readonly Clause[], languages: readonly string[]): readonly Clause[] {
  if (!isSentence(clauses)) return clauses;
  const telling = clauses.filter(({ units }) => !units.every((unit) => isFiller(unit, languages)));
  return telling.length === 0 ? clauses : telling;
}

function isFiller(unit: Unit, languages: readonly string[]): boolean {
  return unit.kind === 'word' && !unit.exact && unit.field === undefined && isStopWord(unit.word, languages);
}

/** The clauses of a query, each once, in their order; without those that have no word. */
export function clausesOf({ clauses }: Pick<Query, 'clauses'>): Clause[] {
  const known = new Map<string, Clause>();
  for (const terms of clauses) {
    const units = terms.flatMap((term) => unitOf(term) ?? []);
    if (units.length === 0) continue;
    const key = JSON.stringify(units);
    const text = terms.map((term) => term.text).join(' OR ');
    known.set(key, { text, units, times: (known.get(key)?.times ?? 0) + 1 });
  }
  return [...known.values()];
}

/** @returns undefined for a term that has no word. */
export function unitOf({ text, prefix, quoted, field }: Term): Unit | undefined {
  const words = wordsOf(text);
  const [first] = words;
  const within = field === undefined ? {} : { field };
  const name = quoted || prefix || field !== undefined ? undefined : nameOf(text);
  if (name !== undefined) return { kind: 'name', name, words };
  if (first === undefined) return undefined;
  const loose = !quoted && !prefix && field === undefined;
  if (words.length > 1) return { kind: 'phrase', words, goes_on: prefix, loose, ...within };
  return prefix
    ? { kind: 'prefix', letters: first, ...within }
    : { kind: 'word', word: first, exact: quoted, ...within };
}

/** The name that a text is, if it is one, and nothing but that. */
function nameOf(text: string): string | undefined {
  const names = codeWordsIn(text).filter(isCodeWord);
  return names.length === 1 ? names[0] : undefined;
}
