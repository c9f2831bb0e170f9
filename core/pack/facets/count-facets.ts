import type { FacetCounts } from '#ports/peer.ts';
import type { DocumentSet } from './document-set.ts';
import type { Facets } from './facets.ts';

/** Documents among which values are counted. */
export interface Counted {
  /** Those that have all that is asked for. */
  readonly all: DocumentSet;
  /** Those that have any of it; null where they do not matter. */
  readonly any: DocumentSet | null;
}

/**
 * Counts facets, one after the other, until they have more values together than are told: nobody picks one of so many. What is found
 * decides, and not what else a pack has, so that it does not matter how documents are dealt to packs.
 */
export class FacetCounter {
  readonly #facets: Pick<Facets, 'lists'>;
  readonly #most: number;
  #all = 0;
  #any = 0;

  /** @param most values that all facets may have together. */
  constructor({ facets }: { readonly facets: Pick<Facets, 'lists'> }, most: number) {
    this.#facets = facets;
    this.#most = most;
  }

  /** How many documents have each value of a facet, in the order of the values; those that none has are left out. */
  count(name: string, { all, any }: Counted): FacetCounts {
    const values: FacetCounts['values'][number][] = [];
    for (const { value, documents } of this.#facets.lists(name)) {
      let [in_all, in_any] = [0, 0];
      while (!documents.isAtEnd()) {
        const document = documents.next();
        in_all += all[document] ?? 0;
        in_any += any?.[document] ?? 0;
      }
      if (in_all + in_any === 0) continue;
      if (in_all > 0) this.#all += 1;
      this.#any += 1;
      if (this.#all > this.#most) return { name, values: [], too_many: 'all' };
      if (in_all > 0 || this.#any <= this.#most)
        values.push({ value, all: in_all, any: any === null ? null : in_any });
    }
    if (any === null || this.#any <= this.#most) return { name, values, too_many: 'none' };
    const whole = values.filter((one) => one.all > 0);
    return {
      name,
      values: whole.map((one) => ({ value: one.value, all: one.all, any: null })),
      too_many: 'any',
    };
  }
}
