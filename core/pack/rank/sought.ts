import type { Clause } from '../../query/units.ts';
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
  readonly numbers: SoughtKeys<number>;
  /** In words as the index has them. */
  readonly words: SoughtKeys<string>;

  constructor(units: UnitsInPack, clauses: readonly Clause[], worths: readonly number[]) {
    this.worths = worths;
    const sequences = clauses.flatMap((clause, n) =>
      clause.units.map((unit) => ({ clause: n, steps: units.steps(unit) })),
    );
    const told = <Key>(tell: (term: { term: string; number: number }) => Key): SoughtKeys<Key> =>
      new SoughtKeys(
        sequences.map(({ clause, steps }) => ({
          clause,
          steps: steps.map((terms) => new Set(terms.map(tell))),
        })),
      );
    this.numbers = told(({ number }) => number);
    this.words = told(({ term }) => term);
  }
}

/** Words that follow each other: of each what it may be. */
interface Sequence<Key> {
  readonly clause: number;
  readonly steps: readonly ReadonlySet<Key>[];
}

class SoughtKeys<Key> {
  readonly #by_first = new Map<Key, Sequence<Key>[]>();

  constructor(sequences: readonly Sequence<Key>[]) {
    for (const sequence of sequences)
      for (const key of sequence.steps[0] ?? []) {
        const known = this.#by_first.get(key);
        if (known === undefined) this.#by_first.set(key, [sequence]);
        else known.push(sequence);
      }
  }

  /** The longest thing sought that begins at a place. @param words those of the document. */
  at(words: { readonly [place: number]: Key }, place: number): SoughtMatch | undefined {
    const first = words[place];
    const sequences = first === undefined ? undefined : this.#by_first.get(first);
    if (sequences === undefined) return undefined;
    let best: SoughtMatch | undefined;
    for (const { clause, steps } of sequences) {
      if (steps.length <= (best?.length ?? 0)) continue;
      const isHere = steps.every((step, n) => {
        const word = words[place + n];
        return word !== undefined && step.has(word);
      });
      if (isHere) best = { clause, length: steps.length };
    }
    return best;
  }
}
