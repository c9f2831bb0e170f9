/**
 * Disk that a build needs beside what lies there already (the base pack and the staging file): the new pack, the copy
 * that compacting makes of it, and its compressed form, which is written after that copy is gone.
 * @param base_bytes the older pack, uncompressed; 0 without one.
 * @param staging_bytes the staging file.
 */
export function estimateBytes(base_bytes: number, staging_bytes: number): number {
  return Math.ceil(2 * (base_bytes + INDEX_FACTOR * staging_bytes) + EMPTY_BYTES);
}

// 160 MB from a staging file of 100 MB were measured with 700 bytes a document, where the index weighs most.
const INDEX_FACTOR = 2;
const EMPTY_BYTES = 2 ** 20;
