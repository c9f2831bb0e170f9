import type { PackIndex } from '../impact/pack-index.ts';
import { suggestedBy } from './write-suggestions.ts';

interface Row {
  readonly title: string;
  readonly headings: string;
  readonly links_in: number;
}

/** What titles and headings count less in a pack because of documents that are not found. */
export class LeftOut {
  readonly #pack: PackIndex;
  /** For the ids that were asked for last: they are settings, and rarely change. */
  #last: { readonly hidden: string; readonly weights: ReadonlyMap<string, number> } | undefined;

  constructor(pack: PackIndex) {
    this.#pack = pack;
  }

  /** By their words. @param hidden ids of documents that are left out, beside those that are none of the shard any more. */
  weights(hidden: readonly string[]): ReadonlyMap<string, number> {
    const key = JSON.stringify(hidden);
    if (this.#last?.hidden !== key) this.#last = { hidden: key, weights: this.#gather(hidden) };
    return this.#last.weights;
  }

  #gather(hidden: readonly string[]): Map<string, number> {
    const weights = new Map<string, number>();
    const select = this.#pack.statement<[number], Row>(
      'SELECT title, headings, links_in FROM documents WHERE rowid = ?',
    );
    const documents = new Set(hidden.flatMap((id) => this.#pack.find(id) ?? []));
    for (const document of this.#pack.superseded?.numbers ?? []) documents.add(document);
    for (const document of documents) {
      const row = select.get(document);
      if (row === undefined) continue;
      for (const { words, weight } of suggestedBy(row)) {
        const of = words.join(' ');
        weights.set(of, (weights.get(of) ?? 0) + weight);
      }
    }
    return weights;
  }
}
