import type { Statistics } from '#ports/question.ts';
import { affordable } from '../../query/beginnings.ts';
import { type Clause, type Unit, isSentence, tellingClauses } from '../../query/units.ts';
import type { PackIndex } from '../impact/pack-index.ts';
import { PostingsCursor } from '../impact/postings.ts';
import { tiersOf, worthOf } from './clause-worth.ts';
import type { RankingSettings } from './ranking-settings.ts';
import { Saturation } from './saturation.ts';
import { Sought } from './sought.ts';
import { type FormList, UnitsInPack } from './units-in-pack.ts';
import { WordCursor } from './word-cursor.ts';

/** What is asked for, and what is not wanted, with the statistics of the whole index. */
export interface Asked {
  readonly clauses: readonly Clause[];
  readonly excluded?: readonly Unit[];
  readonly statistics: Statistics;
}

/** A query as one pack has it: which documents have each of its clauses, and what these are worth. */
export class PackQuery {
  /** Those that count. */
  readonly clauses: readonly Clause[];
  /** What each is worth where it is all that a document says. */
  readonly worths: readonly number[];
  /** By how many clauses a document has: what that adds to its score. */
  readonly tiers: readonly number[];
  readonly saturation: Saturation;
  readonly #pack: PackIndex;
  readonly #units: UnitsInPack;
  readonly #statistics: Statistics;
  readonly #excluded: readonly Unit[];
  #lists: readonly (readonly FormList[])[] | undefined;

  constructor(pack: PackIndex, { clauses, excluded = [], statistics }: Asked, settings: RankingSettings) {
    const asked = affordable({ clauses, excluded }, statistics);
    this.#pack = pack;
    this.#units = new UnitsInPack(pack, settings);
    this.#statistics = statistics;
    this.#excluded = asked.excluded;
    this.clauses = tellingClauses(asked.clauses, statistics.languages);
    this.worths = this.clauses.map((clause) => worthOf(clause, statistics));
    this.tiers = tiersOf(this.worths, settings, isSentence(clauses));
    const average = statistics.length / Math.max(1, statistics.documents);
    this.saturation = new Saturation(pack.columns.lengths, average, settings);
  }

  /** The lists of documents that stand for each clause. */
  get lists(): readonly (readonly FormList[])[] {
    this.#lists ??= this.clauses.map((clause) =>
      // What counts nothing does not stand for the word either.
      clause.units.flatMap((unit) => this.#formsOf(unit)).filter(({ weight }) => weight > 0),
    );
    return this.#lists;
  }

  /** The lists of those that have what is not wanted. */
  unwanted(): FormList[] {
    return this.#excluded.flatMap((unit) => this.#formsOf(unit));
  }

  /** A cursor for each clause, new ones each time: they do not go back. */
  cursors(): WordCursor[] {
    return this.lists.map((lists, n) => {
      const forms = lists.map(({ bytes, count, ...form }) => ({
        postings: new PostingsCursor(bytes, count),
        ...form,
      }));
      return new WordCursor(forms, this.worths[n] ?? 0, this.saturation, this.#pack.columns.language_of);
    });
  }

  /** What is looked for where a document is read word by word. */
  sought(): Sought {
    return new Sought(this.#units, this.clauses, this.worths);
  }

  #formsOf(unit: Unit): FormList[] {
    return this.#units.forms(unit, this.#statistics);
  }
}
