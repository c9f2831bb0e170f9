import type { FacetCounts } from '#ports/peer.ts';

/** Values of a facet among the documents that are found, those that the most have first. */
export interface Facet {
  readonly values: readonly { readonly value: string; readonly count: number }[];
  /** How many further values there are; null where there are too many to be counted, and none is told. */
  readonly more: number | null;
}

/** Values of a facet that are told. */
const MOST_TOLD = 100;

/**
 * The facets of all shards as if they came from one, by name.
 * @param wholly whether documents have all that is asked for, and not but some of it.
 */
export function mergeFacets(
  answers: readonly (readonly FacetCounts[])[],
  wholly: boolean,
): Record<string, Facet> {
  const facets = Map.groupBy(answers.flat(), ({ name }) => name);
  return Object.fromEntries(facets.entries().map(([name, all]) => [name, mergeFacet(all, wholly)]));
}

function mergeFacet(all: readonly FacetCounts[], wholly: boolean): Facet {
  if (all.some(({ too_many }) => too_many)) return { values: [], more: null };
  const counts = new Map<string, number>();
  for (const one of all.flatMap(({ values }) => values)) {
    const count = wholly ? one.all : (one.any ?? one.all);
    if (count > 0) counts.set(one.value, (counts.get(one.value) ?? 0) + count);
  }
  const values = [...counts]
    .map(([value, count]) => ({ value, count }))
    .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  return { values: values.slice(0, MOST_TOLD), more: Math.max(0, values.length - MOST_TOLD) };
}
