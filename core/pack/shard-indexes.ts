import type Database from 'better-sqlite3';
import { PackIndex } from './impact/pack-index.ts';

/**
 * What a shard is searched by: an index of each of its packs, which are asked as those of several shards are. A document that is in
 * several of them, or for which a later one has a tombstone, is in the last one alone.
 * @param packs open ones of this format: the base, then deltas in the order in which they were made.
 */
export function shardIndexes(packs: readonly Database.Database[]): PackIndex[] {
  const later: PackIndex[] = [];
  for (const db of packs.toReversed()) later.unshift(new PackIndex(db, [...later]));
  return later;
}
