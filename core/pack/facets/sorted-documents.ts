import { sortKey } from '../../query/sort.ts';
import type { Sort, SortKey } from '#ports/question.ts';
import type { PackIndex } from '../impact/pack-index.ts';
import { Best } from '../rank/best.ts';
import type { DocumentSet } from './document-set.ts';

export interface SortedDocument {
  readonly document: number;
  readonly key: SortKey;
}

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
  const { keys, place_of } = inOrder(facets.allValues(sort.by), sort);
  const places = new Uint32Array(set.length).fill(keys.length);
  let value = 0;
  for (const { documents: list } of facets.lists(sort.by)) {
    const place = place_of[value] ?? 0;
    for (const document of list) places[document] = Math.min(places[document] ?? 0, place);
    value += 1;
  }
  const best = new Best(most);
  for (let document = 1; document < set.length; document += 1)
    if (set[document] === 1) best.add(document, -(places[document] ?? 0));
  return best.ranked().map(({ document }) => ({ document, key: keys[places[document] ?? 0] ?? null }));
}

/**
 * The keys of values in the order that is asked for, and by value the place of its own: one for those that mean one number.
 * @param values in the order of their bytes, in which texts stay.
 */
function inOrder(
  values: readonly string[],
  { descending }: Sort,
): { readonly keys: readonly (number | string)[]; readonly place_of: Uint32Array } {
  const numbers: { readonly n: number; readonly key: number }[] = [];
  const texts: { readonly n: number; readonly key: string }[] = [];
  for (const [n, value] of values.entries()) {
    const key = sortKey(value);
    if (typeof key === 'number') numbers.push({ n, key });
    else texts.push({ n, key });
  }
  const sorted = [...numbers.toSorted((a, b) => a.key - b.key), ...texts];
  const keys: (number | string)[] = [];
  const place_of = new Uint32Array(values.length);
  for (const { n, key } of descending ? sorted.toReversed() : sorted) {
    if (keys.at(-1) !== key) keys.push(key);
    place_of[n] = keys.length - 1;
  }
  return { keys, place_of };
}
