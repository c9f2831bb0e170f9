import type { Clause } from '../../query/units.ts';
import { WordBits } from '../impact/word-bits.ts';
import { wordsOf } from '../words/plain-text.ts';
import type { UnitsInPack } from './units-in-pack.ts';

/** Where a document has what a clause of a query asks for. */
export interface SoughtMatch {
  readonly clause: number;
  /** Words. */
  readonly length: number;
}

/** What a query looks for in the words of a document. */
export class Sought {
  /** What each clause is worth, in their order. */
  readonly worths: readonly number[];
  /** In words that are told by the numbers of their terms. */
  readonly #numbers: SoughtKeys<number>;
  /** By the lowest bits of a number, whether any that something sought begins with has these: of most words nothing does. */
  readonly #hints = new Uint8Array(HINTS);
  readonly #sequences: readonly UnitSteps[];
  #words: SoughtKeys<string> | undefined;
  #beginnings: WordBits | undefined;

  constructor(units: UnitsInPack, clauses: readonly Clause[], worths: readonly number[]) {
    this.worths = worths;
    this.#sequences = clauses.flatMap((clause, n) =>
      clause.units.map((unit) => ({ clause: n, steps: units.steps(unit) })),
    );
    this.#numbers = this.#told(({ number }) => number);
    for (const number of this.#numbers.firsts()) this.#hints[number % HINTS] = 1;
  }

  /** The longest thing sought that begins at a place, of words that are told by the numbers of their terms. */
  at(words: Uint32Array, place: number, language: number): SoughtMatch | undefined {
    const number = words[place] ?? 0;
    return this.#hints[number % HINTS] === 0 ? undefined : this.#numbers.at(words, place, language);
  }

  /** In words as the index has them. */
  get words(): SoughtKeys<string> {
    this.#words ??= this.#told(({ term }) => term);
    return this.#words;
  }

  /** What each clause may begin with, as a set of words. */
  get beginnings(): WordBits {
    if (this.#beginnings !== undefined) return this.#beginnings;
    const bits = new WordBits(this.worths.length);
    for (const { clause, steps } of this.#sequences)
      for (const { number } of steps[0] ?? []) bits.add(clause, number);
    this.#beginnings = bits;
    return bits;
  }

  /** How much of a line is sought, from 0 to 1, if all of that is there; else 0. @param language of the document. */
  share(line: string, language: number): number {
    if (!this.#mayBeIn(line.toLowerCase())) return 0;
    const words = wordsOf(line);
    const clauses = new Set<number>();
    let found = 0;
    for (let place = 0; place < words.length;) {
      const match = this.words.at(words, place, language);
      place += match?.length ?? 1;
      if (match === undefined) continue;
      clauses.add(match.clause);
      found += match.length;
    }
    return clauses.size < this.worths.length || found === 0 ? 0 : found / words.length;
  }

  /** Whether all that is sought may be in a line: mostly it is not, and that is told in a fraction of the time. */
  #mayBeIn(line: string): boolean {
    if (NOT_ASCII.test(line)) return true;
    return this.worths.every((_, n) =>
      this.#sequences.some(
        ({ clause, steps: [first = []] }) => clause === n && first.some(({ term }) => line.includes(term)),
      ),
    );
  }

  #told<Key>(tell: (term: { term: string; number: number }) => Key): SoughtKeys<Key> {
    return new SoughtKeys(
      this.#sequences.map(({ clause, steps }) => ({
        clause,
        steps: steps.map((terms) => stepOf(terms, tell)),
      })),
    );
  }
}

interface UnitSteps {
  readonly clause: number;
  readonly steps: ReturnType<UnitsInPack['steps']>;
}

const HINTS = 4096;
/** Letters that the index has otherwise. */
const NOT_ASCII = /\P{ASCII}/u;

/** What a word may be, each with the languages in which it is that; any, where there are none. */
type Step<Key> = ReadonlyMap<Key, readonly number[]>;

const ANY: readonly number[] = [];

function stepOf<Key, Term extends { readonly language?: number }>(
  terms: readonly Term[],
  tell: (term: Term) => Key,
): Step<Key> {
  const step = new Map<Key, readonly number[]>();
  for (const term of terms) {
    const known = step.get(tell(term));
    // The word itself comes first, and is that in any language.
    if (known === undefined) step.set(tell(term), term.language === undefined ? ANY : [term.language]);
    else if (known.length > 0 && term.language !== undefined) step.set(tell(term), [...known, term.language]);
  }
  return step;
}

/** Words that follow each other. */
interface Sequence<Key> {
  readonly clause: number;
  readonly steps: readonly Step<Key>[];
}

class SoughtKeys<Key> {
  readonly #by_first = new Map<Key, readonly Sequence<Key>[]>();

  constructor(sequences: readonly Sequence<Key>[]) {
    for (const sequence of sequences) {
      // Thousands of words may begin as is asked for.
      const alone = [sequence];
      for (const key of sequence.steps[0]?.keys() ?? []) {
        const known = this.#by_first.get(key);
        this.#by_first.set(key, known === undefined ? alone : [...known, sequence]);
      }
    }
  }

  /** What something sought begins with. */
  firsts(): Iterable<Key> {
    return this.#by_first.keys();
  }

  /**
   * The longest thing sought that begins at a place.
   * @param words those of the document.
   * @param language of the document, as `Columns` has it.
   */
  at(words: { readonly [place: number]: Key }, place: number, language: number): SoughtMatch | undefined {
    const first = words[place];
    const sequences = first === undefined ? undefined : this.#by_first.get(first);
    if (sequences === undefined) return undefined;
    let best: SoughtMatch | undefined;
    for (const { clause, steps } of sequences) {
      if (steps.length <= (best?.length ?? 0)) continue;
      if (steps.every((step, n) => isStep(step, words[place + n], language)))
        best = { clause, length: steps.length };
    }
    return best;
  }
}

function isStep<Key>(step: Step<Key>, word: Key | undefined, language: number): boolean {
  const languages = word === undefined ? undefined : step.get(word);
  return languages !== undefined && (languages.length === 0 || languages.includes(language));
}
