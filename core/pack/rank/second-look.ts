import type { PackIndex } from '../impact/pack-index.ts';
import { FROM_BYTE } from '../impact/small-float.ts';
import { Places } from './places.ts';
import type { RankingSettings } from './ranking-settings.ts';

/** A clause of a query, as it is looked for in the words of a document. */
export interface SoughtClause {
  readonly worth: number;
  /** Numbers of the terms that stand for it. */
  readonly numbers: readonly number[];
}

/** What is added to the score of a document for more than the words that it has. */
export interface Bonus {
  readonly title: number;
  readonly proximity: number;
  readonly links: number;
  readonly depth: number;
}

/** Words between two that are looked for, beyond which they have nothing to do with each other. */
const FAR = 20;
/** So many links are worth half of what any number is. */
const SOME_LINKS = 20;

/**
 * Looks at the few documents that have the best scores once more: how much of the title the query is, how close its words stand
 * to each other, and what is known of the document. Pairs of neighbouring words count by the square of their distance, as
 * in Rasolofo, Savoy: Term Proximity Scoring for Keyword-Based Retrieval Systems (2003).
 */
export class SecondLook {
  readonly #pack: PackIndex;
  readonly #settings: RankingSettings;
  readonly #clauses: readonly SoughtClause[];
  /** Of all clauses together. */
  readonly #worth: number;
  readonly #clause_of = new Map<number, number>();
  /** By the last bits of a number whether it may be looked for: most are not. */
  readonly #maybe = new Uint8Array(4096);
  readonly #places = new Places();
  readonly #last: Int32Array;

  constructor(pack: PackIndex, clauses: readonly SoughtClause[], settings: RankingSettings) {
    this.#pack = pack;
    this.#settings = settings;
    this.#clauses = clauses;
    this.#worth = clauses.reduce((sum, { worth }) => sum + worth, 0);
    this.#last = new Int32Array(clauses.length);
    clauses.forEach(({ numbers }, clause) => {
      for (const number of numbers) {
        if (!this.#clause_of.has(number)) this.#clause_of.set(number, clause);
        this.#maybe[number & 4095] = 1;
      }
    });
  }

  of(document: number): Bonus {
    const { title, proximity, links, depth } = this.#settings;
    const { columns } = this.#pack;
    this.#places.read(this.#pack.places(document));
    const linked = FROM_BYTE[columns.links[document] ?? 0] ?? 0;
    return {
      title: title * this.#titleCover(),
      proximity: proximity * this.#closeness(),
      links: links * this.#worth * (linked / (linked + SOME_LINKS)),
      depth: (depth * this.#worth) / (1 + (columns.depths[document] ?? 0)),
    };
  }

  #clauseAt(place: number): number | undefined {
    const number = this.#places.words[place] ?? 0;
    return this.#maybe[number & 4095] === 1 ? this.#clause_of.get(number) : undefined;
  }

  /** What the clauses in the title are worth, by how much of it they are. */
  #titleCover(): number {
    const { title } = this.#places;
    let worth = 0;
    let found = 0;
    const seen = new Set<number>();
    for (let place = 0; place < title; place += 1) {
      const clause = this.#clauseAt(place);
      if (clause === undefined) continue;
      found += 1;
      if (seen.has(clause)) continue;
      seen.add(clause);
      worth += this.#clauses[clause]?.worth ?? 0;
    }
    return found === 0 ? 0 : worth * (0.5 + (0.5 * found) / title);
  }

  /** Of each two clauses that are neighbours, what the less one is worth, by how close they come. */
  #closeness(): number {
    const { count } = this.#places;
    const pairs = this.#clauses.length - 1;
    if (pairs < 1) return 0;
    const closest = new Float64Array(pairs);
    const last = this.#last.fill(-FAR - 1);
    for (let place = 0; place < count; place += 1) {
      const clause = this.#clauseAt(place);
      if (clause === undefined) continue;
      if (clause > 0) note(clause - 1, place - (last[clause - 1] ?? 0));
      // The other way round it is one word further.
      if (clause < pairs) note(clause, place - (last[clause + 1] ?? 0) + 1);
      last[clause] = place;
    }
    let sum = 0;
    for (let pair = 0; pair < pairs; pair += 1)
      sum +=
        (closest[pair] ?? 0) *
        Math.min(this.#clauses[pair]?.worth ?? 0, this.#clauses[pair + 1]?.worth ?? 0);
    return sum;

    function note(pair: number, distance: number): void {
      if (distance > FAR) return;
      closest[pair] = Math.max(closest[pair] ?? 0, 1 / (distance * distance));
    }
  }
}
