import type { ShardHit } from '#ports/peer.ts';

/** A hit, and which of the lists it came from. */
export interface MergedHit extends ShardHit {
  readonly list: number;
}

/**
 * The hits of all shards as if they came from one: higher score first, then the smaller id in bytes of UTF-8, as SQLite
 * sorts them. Scores are comparable if every shard scores with the statistics of the whole index.
 */
export function mergeHits(
  lists: readonly (readonly ShardHit[])[],
  offset: number,
  limit: number,
): MergedHit[] {
  return lists
    .flatMap((hits, list) => hits.map((hit) => ({ ...hit, list })))
    .sort((a, b) => b.score - a.score || compareBytes(a.id, b.id))
    .slice(offset, offset + limit);
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
