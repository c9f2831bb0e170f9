import type { Sort } from '../../query/sort.ts';
import { type DocumentSet, sizeOf } from '../facets/document-set.ts';
import { type SortedDocument, sortedDocuments } from '../facets/sorted-documents.ts';
import type { PackIndex } from '../impact/pack-index.ts';

/** Which documents are listed, and how. */
export interface Listing {
  readonly set: DocumentSet;
  readonly groupOf: ((document: number) => string | undefined) | undefined;
  readonly sort: Sort | undefined;
  readonly most: number;
}

/** Documents in the order that is asked for, else in that of their ids: as all are worth the same. */
export function listed(pack: PackIndex, { set, groupOf, sort, most }: Listing): SortedDocument[] {
  // Any number of them may be of one group.
  const sorted = sortedDocuments(pack, set, sort, groupOf === undefined ? most : sizeOf(set));
  return groupOf === undefined ? sorted : firstOfGroups(sorted, groupOf, most);
}

function firstOfGroups(
  sorted: readonly SortedDocument[],
  groupOf: (document: number) => string | undefined,
  most: number,
): SortedDocument[] {
  const seen = new Set<string | number>();
  const first: SortedDocument[] = [];
  for (const one of sorted) {
    const group = groupOf(one.document) ?? one.document;
    if (seen.has(group)) continue;
    seen.add(group);
    if (first.push(one) === most) break;
  }
  return first;
}
