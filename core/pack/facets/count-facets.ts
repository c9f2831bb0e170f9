import type { FacetCounts } from '#ports/peer.ts';
import type { PackIndex } from '../impact/pack-index.ts';
import type { DocumentSet } from './document-set.ts';

/** Values beyond which a facet is not counted: nobody picks one of so many. */
const MOST_VALUES = 10_000;

/** Documents among which values are counted. */
export interface Counted {
  /** Those that have all that is asked for. */
  readonly all: DocumentSet;
  /** Those that have any of it; null where they do not matter. */
  readonly any: DocumentSet | null;
}

/** How many documents have each value of a facet, in the order of the values; those that none has are left out. */
export function countFacet(
  { facets }: Pick<PackIndex, 'facets'>,
  name: string,
  { all, any }: Counted,
): FacetCounts {
  const known = facets.values(name, MOST_VALUES + 1);
  if (known.length > MOST_VALUES) return { name, values: [], too_many: true };
  const values = known.map(({ value }) => {
    let [in_all, in_any] = [0, 0];
    for (const document of facets.documents(name, value)) {
      in_all += all[document] ?? 0;
      in_any += any?.[document] ?? 0;
    }
    return { value, all: in_all, any: any === null ? null : in_any };
  });
  return { name, values: values.filter((one) => one.all + (one.any ?? 0) > 0), too_many: false };
}
