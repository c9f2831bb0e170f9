import type { PackIndex } from '../impact/pack-index.ts';

/** Values of a facet by which documents are put together; those that have only others are in no group. */
const MOST_VALUES = 100_000;

/**
 * The groups of documents, by what they have in common.
 * @param by `text`: they say the same; else the name of a facet, of which the first value counts.
 */
export function groupsOf(
  { columns, documents, facets }: Pick<PackIndex, 'columns' | 'documents' | 'facets'>,
  by: string,
): (document: number) => string | undefined {
  if (by === 'text') {
    const { fingerprints } = columns;
    return (document) => {
      const fingerprint = fingerprints[document] ?? 0n;
      return fingerprint === 0n ? undefined : fingerprint.toString(16);
    };
  }
  const values = facets.values(by, MOST_VALUES);
  const places = new Uint32Array(documents + 1);
  for (const [n, { value }] of values.entries())
    for (const document of facets.documents(by, value)) if (places[document] === 0) places[document] = n + 1;
  return (document) => values[(places[document] ?? 0) - 1]?.value;
}
