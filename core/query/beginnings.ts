import { COUNTED } from './statistics.ts';
import type { Statistics } from '#ports/question.ts';
import type { Clause, Unit } from './units.ts';

/** Documents that all words with the beginnings of a query have, added up over the words: those of a small index, and for each document of a large one. */
const MOST = 50_000;
const MOST_EACH = 20;

/** What is asked for, and what is not wanted. */
interface Asked {
  readonly clauses: readonly Clause[];
  readonly excluded: readonly Unit[];
}

/** The letters with which words may go on that a unit asks for. */
export function beginningOf(unit: Unit): string | undefined {
  if (unit.kind === 'prefix') return unit.letters;
  if (unit.kind === 'name') return unit.goes_on ? unit.name : undefined;
  return unit.kind === 'phrase' && unit.goes_on ? unit.words.at(-1) : undefined;
}

/**
 * A query without the beginnings that too many words have: these are words as they stand. Documents of words are counted,
 * and not words, for the former can be added up over shards: what a query means does not depend on how many there are.
 */
export function affordable({ clauses, excluded }: Asked, statistics: Statistics): Asked {
  const budget = new Budget(statistics);
  return {
    clauses: clauses.map((clause) =>
      clause.units.some((unit) => beginningOf(unit) !== undefined)
        ? { text: clause.text, times: clause.times, units: clause.units.map((unit) => budget.of(unit)) }
        : clause,
    ),
    excluded: excluded.map((unit) => budget.of(unit)),
  };
}

class Budget {
  readonly #statistics: Statistics;
  #left: number;
  readonly #paid = new Set<string>();

  constructor(statistics: Statistics) {
    this.#statistics = statistics;
    this.#left = Math.max(MOST, MOST_EACH * statistics.documents);
  }

  /** The unit, as far as it can be afforded. */
  of(unit: Unit): Unit {
    const letters = beginningOf(unit);
    if (letters === undefined) return unit;
    // Where no name begins so, the words in it do.
    if (unit.kind === 'name' && this.#costOf(letters) === 0) return this.of(inWords(unit));
    return this.#pays(letters) ? unit : asItStands(unit);
  }

  #costOf(letters: string): number {
    return this.#statistics.words[COUNTED.beginning(letters)] ?? 0;
  }

  #pays(letters: string): boolean {
    if (this.#paid.has(letters)) return true;
    const cost = this.#costOf(letters);
    if (cost > this.#left) return false;
    this.#left -= cost;
    this.#paid.add(letters);
    return true;
  }
}

function asItStands(unit: Unit): Unit {
  if (unit.kind === 'phrase' || unit.kind === 'name') return { ...unit, goes_on: false };
  if (unit.kind !== 'prefix') return unit;
  const { kind: _, letters, ...others } = unit;
  return { kind: 'word', word: letters, exact: true, ...others };
}

/** The words of a name, the last of which goes on. */
export function inWords({
  words,
  exact: _exact,
  name: _name,
  ...unit
}: Unit & { readonly kind: 'name' }): Unit {
  const [first = ''] = words;
  const { goes_on: _goesOn, kind: _kind, ...others } = unit;
  return words.length === 1
    ? { kind: 'prefix', letters: first, ...others }
    : { kind: 'phrase', words, goes_on: true, loose: false, ...others };
}
