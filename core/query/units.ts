import { codeWord, codeWordsIn, isCodeWord } from '../pack/words/code-words.ts';
import { isStopWord } from '../pack/words/stop-words.ts';
import { wordsOf } from '../pack/words/plain-text.ts';
import { MAX_TERMS, type Query, type Term } from './parse-query.ts';
import { partedTerms } from './parted-terms.ts';
import type { Synonym } from './synonyms.ts';

/** The columns in which alone words may be looked for, by how people call them. */
export type Field = 'title' | 'path';

/** What a term of a query asks of a document, in words of the index. `synonym`: it was not typed, and counts less. */
export type Unit = { readonly synonym?: true } &
  /** A word; and other forms of it, unless it was quoted. */
  (
    | { readonly kind: 'word'; readonly word: string; readonly exact: boolean; readonly field?: Field }
    /** Any word that begins so. */
    | { readonly kind: 'prefix'; readonly letters: string; readonly field?: Field }
    /**
     * Words that follow each other; the last one may go on. `loose` ones may stand apart, which counts less, and the last one may be in
     * another form: `re-enter`.
     */
    | {
        readonly kind: 'phrase';
        readonly words: readonly string[];
        readonly goes_on: boolean;
        readonly loose: boolean;
        readonly field?: Field;
      }
    /**
     * A name of code: whole, or else the words in it, which follow each other; of an `exact` one not these. One that `goes_on` is any
     * that begins so, or else the words, the last of which goes on.
     */
    | {
        readonly kind: 'name';
        readonly name: string;
        readonly words: readonly string[];
        readonly exact: boolean;
        readonly goes_on: boolean;
        readonly field?: Field;
      }
  );

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

/** The clauses of a query, each once, in their order, with what they may be called otherwise; without those that have no word. */
export function clausesOf({ clauses }: Pick<Query, 'clauses'>, synonyms: readonly Synonym[] = []): Clause[] {
  const known = new Map<string, Clause>();
  for (const clause of withSynonyms(typedClauses({ clauses }), synonyms)) {
    const key = keyOf(clause);
    known.set(key, { ...clause, times: (known.get(key)?.times ?? 0) + 1 });
  }
  return [...known.values()].slice(0, MAX_TERMS);
}

/** The clauses as they were typed, one behind the other. */
function typedClauses({ clauses }: Pick<Query, 'clauses'>): Clause[] {
  return clauses.flatMap((terms): Clause[] => {
    const parts = terms.map(partsOf);
    // What stands between OR is one thing, whatever its parts are.
    const [alone = [], ...others] = parts;
    if (others.length === 0) return alone.flatMap((term) => clauseOf([term]));
    return clauseOf(parts.flatMap(([part, ...more], n) => (more.length === 0 ? part : terms[n]) ?? []));
  });
}

/** What of a term should be there by itself. A name of code is one. */
export function partsOf(term: Term): Term[] {
  return unitOf(term)?.kind === 'name' ? [term] : partedTerms(term);
}

function clauseOf(terms: readonly Term[]): Clause[] {
  const units = terms.flatMap((term) => unitOf(term) ?? []);
  const text = terms.map((term) => term.text).join(' OR ');
  return units.length === 0 ? [] : [{ text, units: unique(units), times: 1 }];
}

/** Those that say the same, once: else they would count as found in more documents than have them. */
function unique(units: readonly Unit[]): Unit[] {
  return [...new Map(units.map((unit) => [JSON.stringify(unit), unit])).values()];
}

/** Whether the last word of a phrase may be in another form. */
export function endsInForms(unit: Unit): boolean {
  return unit.kind === 'phrase' && !unit.goes_on && (unit.loose || unit.synonym === true);
}

/** What a text asks for, word by word, that is no query: `C++`, `opening hours`. */
function clausesIn(text: string): Clause[] {
  const words = text.split(/\s+/u).map((word) => [{ text: word, prefix: false, quoted: false }]);
  return typedClauses({ clauses: words });
}

/** By what a text is known where it stands in a query, thing by thing. */
export function keysOf(text: string): string[] {
  return clausesIn(text).map(keyOf);
}

/** By what the things are known that a query asks for, as they follow each other in it. */
export function keysIn(query: Pick<Query, 'clauses'>): string[] {
  return typedClauses(query).map(keyOf);
}

function keyOf({ units }: Clause): string {
  return JSON.stringify(units);
}

/**
 * The clauses, with what else those that follow each other may be called: of the longest such first. What is called so satisfies all
 * of them, and what was typed is found as it would be without.
 */
function withSynonyms(clauses: readonly Clause[], synonyms: readonly Synonym[]): Clause[] {
  if (synonyms.length === 0) return [...clauses];
  const rules = synonyms
    .map(({ of, means }) => ({ units: keysOf(of), means }))
    .filter(({ units }) => units.length > 0)
    .toSorted((a, b) => b.units.length - a.units.length);
  const typed = clauses.map(keyOf);
  const given: Clause[] = [];
  for (let at = 0; at < clauses.length;) {
    const rule = rules.find(({ units }) => units.every((key, n) => typed[at + n] === key));
    const { length } = rule?.units ?? [undefined];
    const means = (rule?.means ?? []).flatMap((text) => meaningOf(text) ?? []);
    for (const clause of clauses.slice(at, at + length)) given.push(withMeanings(clause, means));
    at += length;
  }
  return given;
}

function withMeanings({ units, ...clause }: Clause, means: readonly Unit[]): Clause {
  const typed = new Set(units.map((unit) => JSON.stringify({ ...unit, synonym: true })));
  const others = means.filter((unit) => !typed.has(JSON.stringify(unit)));
  return { ...clause, units: [...units, ...unique(others)] };
}

/** What something may be called otherwise: a word in any form, and all of anything else. */
function meaningOf(text: string): Unit | undefined {
  const [unit, ...others] = clausesIn(text).flatMap(({ units }) => units);
  if (unit === undefined) return undefined;
  if (others.length > 0)
    return { kind: 'phrase', words: wordsOf(text), goes_on: false, loose: false, synonym: true };
  return { ...asItStands(unit), synonym: true };
}

/** @returns undefined for a term that has no word. */
export function unitOf({ text, prefix, quoted, field }: Term): Unit | undefined {
  const words = wordsOf(text);
  const [first] = words;
  if (first === undefined) return undefined;
  const within = field === undefined ? {} : { field };
  // Names in paths are not told from those in texts.
  const name = (prefix && quoted) || field === 'path' ? undefined : nameOf(text);
  if (name !== undefined) return { kind: 'name', name, words, exact: quoted, goes_on: prefix, ...within };
  const loose = !quoted && !prefix && field === undefined;
  if (words.length > 1) return { kind: 'phrase', words, goes_on: prefix, loose, ...within };
  return prefix
    ? { kind: 'prefix', letters: first, ...within }
    : { kind: 'word', word: first, exact: quoted, ...within };
}

/** What a document must not have: all of what was typed, as it stands, and not but the words in it. */
export function unwantedOf(term: Term): Unit | undefined {
  const unit = unitOf(term);
  return unit && asItStands(unit);
}

function asItStands(unit: Unit): Unit {
  if (unit.kind === 'name') return { ...unit, exact: true };
  return unit.kind === 'phrase' ? { ...unit, loose: false } : unit;
}

/** The name that a text is, if it is one, and but signs around it: `jane@site.gov` is no name of a host. */
function nameOf(text: string): string | undefined {
  const [name, ...others] = codeWordsIn(text).filter(isCodeWord);
  if (name === undefined || others.length > 0) return undefined;
  const from = codeWord(text).indexOf(name);
  const around = `${text.slice(0, from)} ${text.slice(from + name.length)}`;
  return wordsOf(around).length === 0 ? name : undefined;
}
