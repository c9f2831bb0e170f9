/** Documents of a pack: by number, whether each is among them. Entry 0 is of none. */
export type DocumentSet = Uint8Array;

/** @param documents those of the pack. */
export function noDocuments(documents: number): DocumentSet {
  return new Uint8Array(documents + 1);
}

/** How many there are. */
export function sizeOf(set: DocumentSet): number {
  let size = 0;
  for (let document = 1; document < set.length; document += 1) size += set[document] ?? 0;
  return size;
}

/** Those that are in both. */
export function bothOf(one: DocumentSet, other: DocumentSet): DocumentSet {
  const both = new Uint8Array(one.length);
  for (let document = 1; document < one.length; document += 1)
    both[document] = (one[document] ?? 0) & (other[document] ?? 0);
  return both;
}

/** Those that are in any of both. */
export function eitherOf(one: DocumentSet, other: DocumentSet): DocumentSet {
  return one.map((has, document) => has | (other[document] ?? 0));
}

/** All others. */
export function complement(set: DocumentSet): DocumentSet {
  const others = set.map((has) => 1 - has);
  others[0] = 0;
  return others;
}
