import { createHash } from 'node:crypto';
import type { OpenShard } from './change-set.ts';

/** Of 64 hex digits; a row has room for those of all shards. */
const DIGITS = 32;

/** Of a shard's pack, and of the pages that were compared with it. @param pages a digest of theirs; empty for none. */
export function shardDigest({ name, definition, pack }: OpenShard, pages: string): string {
  const { kind, from, to } = definition;
  return digestOf([name, kind, from, to, pack?.sha256 ?? null, pages]);
}

/** Of the packs of all shards. */
export function packsDigest(shards: readonly OpenShard[]): string {
  return digestOf(shards.map((shard) => shardDigest(shard, '')));
}

/** Of what pages are noted to be near to, by URL, whatever their order. */
export function nearDigest(near: ReadonlyMap<string, string>): string {
  return digestOf([...near].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function digestOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, DIGITS);
}
