import { createHash } from 'node:crypto';
import type { ShardDefinition } from '#core/pack/manifest.ts';

/** Where a document id falls: 0 to 2^32 - 1, the first four bytes of its sha256. */
export function documentHash(id: string): number {
  return createHash('sha256').update(id).digest().readUInt32BE(0);
}

/** `count` hash ranges of equal width, named `<n>-of-<count>`: a partition of all ids. */
export function hashShards(count: number): { name: string; definition: ShardDefinition }[] {
  return Array.from({ length: count }, (_, n) => ({
    name: `${n}-of-${count}`,
    definition: {
      kind: 'hash',
      from: Math.floor((2 ** 32 * n) / count),
      to: Math.floor((2 ** 32 * (n + 1)) / count),
    },
  }));
}

/** Whether the shard holds this document. */
export function holds(definition: ShardDefinition, id: string): boolean {
  return covers(definition, documentHash(id));
}

/** Things by the shard that holds the document of theirs; shards without any are left out. */
export function groupByShard<Shard extends { readonly definition: ShardDefinition }, Thing>(
  shards: readonly Shard[],
  things: readonly Thing[],
  idOf: (thing: Thing) => string,
): Map<Shard, Thing[]> {
  const groups = new Map<Shard, Thing[]>();
  for (const thing of things) {
    const hash = documentHash(idOf(thing));
    const shard = shards.find(({ definition }) => covers(definition, hash));
    if (shard === undefined)
      throw new Error(`no shard holds ${idOf(thing)}: the shards do not cover all hashes`);
    const group = groups.get(shard);
    if (group === undefined) groups.set(shard, [thing]);
    else group.push(thing);
  }
  return groups;
}

function covers(definition: ShardDefinition, hash: number): boolean {
  return hash >= definition.from && hash < definition.to;
}
