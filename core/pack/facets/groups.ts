import type { PackIndex } from '../impact/pack-index.ts';

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
  const values = facets.allValues(by);
  const places = new Uint32Array(documents + 1);
  let place = 0;
  for (const { documents: list } of facets.lists(by)) {
    place += 1;
    for (const document of list) if (places[document] === 0) places[document] = place;
  }
  return (document) => values[(places[document] ?? 0) - 1];
}
