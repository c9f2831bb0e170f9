import type { PackIndex } from '../impact/pack-index.ts';
import { FROM_BYTE } from '../impact/small-float.ts';
import { Places } from './places.ts';
import type { RankingSettings } from './ranking-settings.ts';
import type { Sought, SoughtMatch } from './sought.ts';

/** What is added to the score of a document for more than the words that it has. */
export interface Bonus {
  readonly title: number;
  readonly heading: number;
  readonly proximity: number;
  readonly links: number;
  readonly depth: number;
}

/** Words between two that are looked for, beyond which they have nothing to do with each other. */
const FAR = 20;
/** So many links are worth half of what any number is. */
const SOME_LINKS = 20;

/**
 * Looks at the few documents that have the best scores once more: how much of the title the query is, or of a heading, how close
 * its words stand to each other, and what is known of the document. Pairs of neighbouring words count by the square of their distance, as
 * in Rasolofo, Savoy: Term Proximity Scoring for Keyword-Based Retrieval Systems (2003).
 */
export class SecondLook {
  readonly #pack: PackIndex;
  readonly #settings: RankingSettings;
  readonly #sought: Sought;
  /** Of all clauses together. */
  readonly #worth: number;
  /** Of each two that are neighbours, what the less one is worth. */
  readonly #pairs: number;
  readonly #places = new Places();
  readonly #last: Int32Array;
  /** By clause, whether the heading at hand has it. */
  readonly #seen: Uint8Array;
  /** Of the document at hand. */
  #language = 0;

  constructor(pack: PackIndex, sought: Sought, settings: RankingSettings) {
    this.#pack = pack;
    this.#settings = settings;
    this.#sought = sought;
    this.#worth = sought.worths.reduce((sum, worth) => sum + worth, 0);
    this.#pairs = sought.worths
      .slice(1)
      .reduce((sum, worth, n) => sum + Math.min(worth, sought.worths[n] ?? 0), 0);
    this.#last = new Int32Array(sought.worths.length);
    this.#seen = new Uint8Array(sought.worths.length);
  }

  /** What is added to the score of a document. @param bound of it. */
  of(document: number, bound = this.bound(document)): Bonus {
    const { heading, proximity } = this.#settings;
    if (bound.heading === 0 && bound.proximity === 0) return bound;
    this.#readTitle(document);
    this.#places.readText(this.#pack.places(document));
    const cover = bound.heading === 0 ? 0 : this.#headingCover();
    return { ...bound, heading: heading * cover, proximity: proximity * this.#closeness() };
  }

  /** What is added to the score of any document at most. */
  get most(): number {
    const { title, heading, proximity, links, depth } = this.#settings;
    return (title + heading + links + depth) * this.#worth + proximity * this.#pairs;
  }

  /** What is added to it at most: all as it is, but for its headings and how close its words come, for which its text is read. */
  bound(document: number): Bonus {
    const { title, heading, proximity } = this.#settings;
    return {
      title: title * this.#titleCover(document),
      heading: this.#mayBeHeading(document) ? heading * this.#worth : 0,
      proximity: proximity * this.#pairs,
      ...this.#known(document),
    };
  }

  #known(document: number): Pick<Bonus, 'links' | 'depth'> {
    const { links, depth } = this.#settings;
    const { columns } = this.#pack;
    const linked = FROM_BYTE[columns.links[document] ?? 0] ?? 0;
    return {
      links: links * this.#worth * (linked / (linked + SOME_LINKS)),
      depth: (depth * this.#worth) / (1 + (columns.depths[document] ?? 0)),
    };
  }

  #readTitle(document: number): void {
    const { titles, language_of } = this.#pack.columns;
    this.#places.readTitle(titles, document);
    this.#language = language_of[document] ?? 0;
  }

  #matchAt(place: number): SoughtMatch | undefined {
    return this.#sought.at(this.#places.words, place, this.#language);
  }

  /** What the clauses in the title are worth, by how much of it they are. */
  #titleCover(document: number): number {
    this.#readTitle(document);
    const { title } = this.#places;
    let worth = 0;
    let found = 0;
    const seen = new Set<number>();
    for (let place = 0; place < title; place += 1) {
      const match = this.#matchAt(place);
      if (match === undefined) continue;
      const { clause, length } = match;
      found += length;
      if (seen.has(clause)) continue;
      seen.add(clause);
      worth += this.#sought.worths[clause] ?? 0;
    }
    return found === 0 ? 0 : worth * (0.5 + (0.5 * Math.min(found, title)) / title);
  }

  /** Whether all clauses may be in its headings. */
  #mayBeHeading(document: number): boolean {
    const { headings } = this.#pack.columns;
    const { beginnings, worths } = this.#sought;
    return worths.every((_, clause) => headings.mayShare(document, beginnings, clause));
  }

  /** What all clauses are worth, by how much of a heading they are that has all of them: the one of which they are the most. */
  #headingCover(): number {
    const { headings, headings_end } = this.#places;
    const { worths } = this.#sought;
    let best = 0;
    for (let start = 0; start < headings_end;) {
      let found = 0;
      let place = start;
      this.#seen.fill(0);
      let clauses = 0;
      for (; place < headings_end && headings[place] !== this.#pack.line_end; place += 1) {
        const match = this.#sought.at(headings, place, this.#language);
        if (match === undefined) continue;
        found += match.length;
        if (this.#seen[match.clause] === 0) clauses += 1;
        this.#seen[match.clause] = 1;
      }
      if (clauses === worths.length) best = Math.max(best, Math.min(found, place - start) / (place - start));
      start = place + 1;
    }
    return this.#worth * best;
  }

  /** Of each two clauses that are neighbours, what the less one is worth, by how close they come. */
  #closeness(): number {
    const { worths } = this.#sought;
    const pairs = worths.length - 1;
    if (pairs < 1) return 0;
    const { end } = this.#places;
    const closest = new Float64Array(pairs);
    const last = this.#last.fill(-FAR - 1);
    for (let place = 0; place < end; place += 1) {
      const clause = this.#matchAt(place)?.clause;
      if (clause === undefined) continue;
      if (clause > 0) note(clause - 1, place - (last[clause - 1] ?? 0));
      // The other way round it is one word further.
      if (clause < pairs) note(clause, place - (last[clause + 1] ?? 0) + 1);
      last[clause] = place;
    }
    let sum = 0;
    for (let pair = 0; pair < pairs; pair += 1)
      sum += (closest[pair] ?? 0) * Math.min(worths[pair] ?? 0, worths[pair + 1] ?? 0);
    return sum;

    function note(pair: number, distance: number): void {
      if (distance > FAR) return;
      closest[pair] = Math.max(closest[pair] ?? 0, 1 / (distance * distance));
    }
  }
}
