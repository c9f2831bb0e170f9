import type { Scored } from './best.ts';

/** The best document of each group, of as many groups as are looked for; those that are in none are each their own. */
export class BestOfGroups {
  readonly #most: number;
  readonly #groupOf: (document: number) => string | undefined;
  readonly #best = new Map<string | number, Scored>();
  #threshold = -Infinity;

  /** @param most groups that are kept: one at least. */
  constructor(most: number, groupOf: (document: number) => string | undefined) {
    this.#most = most;
    this.#groupOf = groupOf;
  }

  /** What a score must be above, for a document behind all that came, to be among the best. */
  get threshold(): number {
    return this.#threshold;
  }

  /** Of a document behind all that came. */
  add(document: number, score: number): void {
    if (score <= this.#threshold) return;
    const group = this.#groupOf(document) ?? document;
    if ((this.#best.get(group)?.score ?? -Infinity) >= score) return;
    this.#best.set(group, { document, score });
    if (this.#best.size >= 2 * this.#most) this.#cut();
  }

  /** Best first. */
  ranked(): Scored[] {
    return this.#sorted()
      .slice(0, this.#most)
      .map(([, scored]) => scored);
  }

  #sorted(): [string | number, Scored][] {
    return [...this.#best].toSorted(([, a], [, b]) => b.score - a.score || a.document - b.document);
  }

  #cut(): void {
    const sorted = this.#sorted();
    for (const [group] of sorted.slice(this.#most)) this.#best.delete(group);
    this.#threshold = sorted[this.#most - 1]?.[1].score ?? -Infinity;
  }
}
