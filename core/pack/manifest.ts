import { z } from 'zod';
import { type FieldWeights, fieldWeights, fieldWeightsSchema } from './impact/field-weights.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * Which documents a shard holds. `hash`: those whose {@link documentHash} lies in [from, to), of 2^32. Shards of an
 * index are a partition of that range.
 */
export const shardDefinition = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hash'), from: z.int().min(0), to: z.int().max(2 ** 32) }),
]);
export type ShardDefinition = z.infer<typeof shardDefinition>;

export const packRef = z.object({
  /** Of the uncompressed file; its name. */
  sha256,
  /** Object key of the compressed file. */
  key: z.string(),
  bytes: z.int().min(1),
  compressed_bytes: z.int().min(1),
  documents: z.int().min(0),
});
export type PackRef = z.infer<typeof packRef>;

export const shardEntry = z.object({
  name: z.string().regex(/^[a-z0-9-]{1,64}$/),
  definition: shardDefinition,
  pack: packRef,
});
export type ShardEntry = z.infer<typeof shardEntry>;

/** One version of an index: which packs it consists of. Immutable; versions form a chain by `parent`. */
export const manifestSchema = z.object({
  format: z.literal(1),
  index: z.string(),
  version: z.int().min(1),
  /** The version before, or null for the first. */
  parent: z.object({ key: z.string(), sha256 }).nullable(),
  /** The fence under which it was written. */
  fence: z.int().min(1),
  created_at_ms: z.int(),
  /** What made it, for people. */
  reason: z.string(),
  /** Id of the message that asked for it, where following it twice would undo it: a rollback. */
  asked_by: z.string().optional(),
  /** What words in its packs count by where they stand; where that is not told, as where nothing is set. */
  weights: z.object(fieldWeightsSchema.shape).optional(),
  shards: z.array(shardEntry).min(1),
});
export type Manifest = z.infer<typeof manifestSchema>;

export function manifestKey(index: string, version: number, hash: string): string {
  return `manifests/${index}/${String(version).padStart(10, '0')}-${hash}.json`;
}

/** Where the manifest of a version lies that is held: not among those that are or were live. */
export function heldManifestKey(index: string, hash: string): string {
  return `manifests/${index}/held-${hash}.json`;
}

/**
 * Where a pack is stored that is built under a fence. Another fence, another key: a packer that lost its lease may sleep
 * between choosing what to delete and deleting it, and must not hit what was stored anew meanwhile.
 */
export function packKey(index: string, shard: string, hash: string, fence: number): string {
  return `packs/${index}/${shard}/${hash}-${fence}.sqlite.zst`;
}

/** What words count in all packs of a version. */
export function weightsOf({ weights }: Pick<Manifest, 'weights'>): FieldWeights {
  return fieldWeights(weights);
}

export function countDocuments({ shards }: Pick<Manifest, 'shards'>): number {
  return shards.reduce((sum, shard) => sum + shard.pack.documents, 0);
}

/** Of all its packs, uncompressed. */
export function countBytes({ shards }: Pick<Manifest, 'shards'>): number {
  return shards.reduce((sum, shard) => sum + shard.pack.bytes, 0);
}
