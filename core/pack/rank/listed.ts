import { firstOfGroups } from '../../query/first-of-groups.ts';
import type { Sort } from '#ports/question.ts';
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
  return groupOf === undefined
    ? sorted
    : firstOfGroups(sorted, ({ document }) => groupOf(document), { most });
}
