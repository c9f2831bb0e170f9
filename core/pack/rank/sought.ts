import type { Clause } from '../../query/units.ts';
import type { UnitsInPack } from './units-in-pack.ts';

/** Which clause of a query a word of a document stands for. */
export class Sought {
  /** What each clause is worth, in their order. */
  readonly worths: readonly number[];
  readonly #by_number = new Map<number, number>();
  readonly #by_word = new Map<string, number>();
  /** By the last bits of a number whether it may be sought: most are not. */
  readonly #maybe = new Uint8Array(4096);

  constructor(units: UnitsInPack, clauses: readonly Clause[], worths: readonly number[]) {
    this.worths = worths;
    for (const [clause, { units: any }] of clauses.entries())
      for (const unit of any)
        for (const { term, number } of units.terms(unit)) {
          if (this.#by_number.has(number)) continue;
          this.#by_number.set(number, clause);
          this.#by_word.set(term, clause);
          this.#maybe[number & 4095] = 1;
        }
  }

  /** @param number of a term. */
  byNumber(number: number): number | undefined {
    return this.#maybe[number & 4095] === 1 ? this.#by_number.get(number) : undefined;
  }

  /** @param word as the index has it. */
  byWord(word: string): number | undefined {
    return this.#by_word.get(word);
  }
}
