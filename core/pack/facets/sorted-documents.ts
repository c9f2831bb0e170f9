import { type Sort, type SortKey, compareKeys, sortKey } from '../../query/sort.ts';
import type { PackIndex } from '../impact/pack-index.ts';
import { Best } from '../rank/best.ts';
import type { DocumentSet } from './document-set.ts';

export interface SortedDocument {
  readonly document: number;
  readonly key: SortKey;
}

/** Values of a field by which documents are sorted; those that have only others come last. */
const MOST_VALUES = 100_000;

/** The first documents of a set, in the order that is asked for; those that are equal, and all where none is, in the order of their numbers. */
export function sortedDocuments(
  pack: Pick<PackIndex, 'columns' | 'facets'>,
  set: DocumentSet,
  sort: Sort | undefined,
  most: number,
): SortedDocument[] {
  if (most === 0) return [];
  if (sort === undefined) return byNumber(set, most);
  return sort.by === 'date' ? byDate(pack, set, sort, most) : byField(pack, set, sort, most);
}

function byNumber(set: DocumentSet, most: number): SortedDocument[] {
  const sorted: SortedDocument[] = [];
  for (let document = 1; document < set.length && sorted.length < most; document += 1)
    if (set[document] === 1) sorted.push({ document, key: null });
  return sorted;
}

function byDate(
  { columns }: Pick<PackIndex, 'columns'>,
  set: DocumentSet,
  { descending }: Sort,
  most: number,
): SortedDocument[] {
  const best = new Best(most);
  for (let document = 1; document < set.length; document += 1) {
    if (set[document] === 0) continue;
    const date = columns.dates[document] ?? Number.NaN;
    best.add(document, Number.isNaN(date) ? -Number.MAX_VALUE : descending ? date : -date);
  }
  return best.ranked().map(({ document }) => {
    const date = columns.dates[document] ?? Number.NaN;
    return { document, key: Number.isNaN(date) ? null : date };
  });
}

/** A document with several values stands where the first of them does. */
function byField(
  { facets }: Pick<PackIndex, 'facets'>,
  set: DocumentSet,
  sort: Sort,
  most: number,
): SortedDocument[] {
  const values = facets
    .values(sort.by, MOST_VALUES)
    .map(({ value }) => ({ value, key: sortKey(value) }))
    .toSorted((a, b) => compareKeys(a.key, b.key, sort));
  const left = set.slice();
  const sorted: SortedDocument[] = [];
  // Values that are written otherwise and mean one number make one group.
  for (let from = 0; from < values.length && sorted.length < most;) {
    const key = values[from]?.key ?? null;
    const documents: number[] = [];
    for (; from < values.length && values[from]?.key === key; from += 1)
      for (const document of facets.documents(sort.by, values[from]?.value ?? '')) {
        if (left[document] === 0) continue;
        left[document] = 0;
        documents.push(document);
      }
    for (const document of documents.toSorted((a, b) => a - b)) sorted.push({ document, key });
  }
  for (let document = 1; document < left.length && sorted.length < most; document += 1)
    if (left[document] === 1) sorted.push({ document, key: null });
  return sorted.slice(0, most);
}
