import { MAX_FACET_VALUES } from '#core/query/answer-bounds.ts';
import type { FacetCounts } from '#ports/peer.ts';

/** Values of a facet among the documents that are found, those that the most have first. */
export interface Facet {
  readonly values: readonly { readonly value: string; readonly count: number }[];
  /** How many further values there are; null where there are too many, with those of facets before it, and none is told. */
  readonly more: number | null;
}

/** Values of a facet that are told. */
const MOST_TOLD = 100;

/**
 * The facets of all shards as if they came from one, by name, in the order in which they were asked for.
 * @param wholly whether documents have all that is asked for, and not but some of it.
 * @param most values that they may have together.
 */
export function mergeFacets(
  answers: readonly (readonly FacetCounts[])[],
  wholly: boolean,
  most = MAX_FACET_VALUES,
): Record<string, Facet> {
  let left = most;
  const facets = Map.groupBy(answers.flat(), ({ name }) => name);
  return Object.fromEntries(
    facets.entries().map(([name, all]) => {
      const values = mergedValues(all, wholly);
      left -= values?.length ?? Infinity;
      return [name, values === undefined || left < 0 ? TOO_MANY : told(values)];
    }),
  );
}

const TOO_MANY: Facet = { values: [], more: null };

function told(values: Facet['values']): Facet {
  return { values: values.slice(0, MOST_TOLD), more: Math.max(0, values.length - MOST_TOLD) };
}

/** Undefined where a shard has too many. */
function mergedValues(all: readonly FacetCounts[], wholly: boolean): Facet['values'] | undefined {
  if (all.some(({ too_many }) => too_many === 'all' || (too_many === 'any' && !wholly))) return undefined;
  const counts = new Map<string, number>();
  for (const one of all.flatMap(({ values }) => values)) {
    const count = wholly ? one.all : (one.any ?? one.all);
    if (count > 0) counts.set(one.value, (counts.get(one.value) ?? 0) + count);
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
