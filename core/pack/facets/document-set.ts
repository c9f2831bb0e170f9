/** Documents of a pack: by number, whether each is among them. Entry 0 is of none. */
export type DocumentSet = Uint8Array;

/** @param documents those of the pack. */
export function noDocuments(documents: number): DocumentSet {
  return new Uint8Array(documents + 1);
}

/** How many there are. */
export function sizeOf(set: DocumentSet): number {
  let size = 0;
  eachFour(set, (document) => (size += set[document] ?? 0));
  return size;
}

/** Tells of numbers from 0 on all that have something in a list of bytes, and some others beside them: most have nothing, and are passed over four at a time. */
export function eachFour(bytes: Uint8Array, take: (document: number) => void): void {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
  for (let n = 0; n < words.length; n += 1)
    if (words[n] !== 0) for (let document = 4 * n; document < 4 * n + 4; document += 1) take(document);
  for (let document = 4 * words.length; document < bytes.length; document += 1) take(document);
}

/** Those that are in both. */
export function bothOf(one: DocumentSet, other: DocumentSet): DocumentSet {
  const both = new Uint8Array(one.length);
  for (let document = 1; document < one.length; document += 1)
    both[document] = (one[document] ?? 0) & (other[document] ?? 0);
  return both;
}
