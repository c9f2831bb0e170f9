import type { Manifest } from '#core/pack/manifest.ts';

/** A version of the chain, as its head named it. */
export interface KeptVersion {
  readonly manifest: Manifest;
  readonly manifest_key: string;
}

export interface KeepRules {
  readonly keep_versions: number;
  /** Versions made since then (Unix ms) are kept too, and the one before them. */
  readonly oldest_ms: number;
}

/**
 * The versions that must be kept of a chain, the live one first: by the rule of workers/packer/collect-garbage.ts, said
 * once more on its own.
 */
export function keptVersions(chain: readonly KeptVersion[], rules: KeepRules): readonly KeptVersion[] {
  const old = chain.findIndex(
    ({ manifest }, n) => n + 1 >= rules.keep_versions && manifest.created_at_ms < rules.oldest_ms,
  );
  return old === -1 ? chain : chain.slice(0, old + 1);
}

/** The keys of all objects that a version needs: its manifest and its packs. */
export function namedBy({ manifest, manifest_key }: KeptVersion): ReadonlySet<string> {
  return new Set([manifest_key, ...manifest.shards.map(({ pack }) => pack.key)]);
}
