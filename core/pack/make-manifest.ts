import { createHash } from 'node:crypto';
import type { HeldLease } from '#core/lease/held-lease.ts';
import type { Head } from '#core/tables/heads.ts';
import { type Manifest, type ShardEntry, manifestSchema } from './manifest.ts';

/** What a version consists of, and why it was made. */
export interface NextVersion {
  readonly shards: readonly ShardEntry[];
  readonly reason: string;
  readonly asked_by?: string | undefined;
  readonly created_at_ms: number;
  /** Of the words in all of its packs. */
  readonly weights: Manifest['weights'];
}

/** A manifest as it is stored. */
export interface MadeManifest {
  readonly manifest: Manifest;
  readonly bytes: Uint8Array;
  /** Of the bytes. */
  readonly sha256: string;
}

/** The manifest of the version that follows on a head, under the fence of a lease. */
export function makeManifest(lease: HeldLease, head: Head, next: NextVersion): MadeManifest {
  const manifest = manifestSchema.parse({
    format: 1,
    index: head.sk,
    version: head.version + 1,
    parent: head.manifest_key === '' ? null : { key: head.manifest_key, sha256: head.manifest_sha256 },
    fence: lease.fence,
    created_at_ms: next.created_at_ms,
    reason: next.reason,
    asked_by: next.asked_by,
    weights: next.weights,
    shards: [...next.shards],
  });
  const bytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  return { manifest, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}
