import { createHash } from 'node:crypto';
import { packKey, type PackRef, type ShardEntry } from '#core/pack/manifest.ts';
import { CorruptPack } from '#core/pack/pack-errors.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import type { WorldView } from '../world-view.ts';
import { type HeadChange, headChange, isMove } from './head-change.ts';
import type { Invariant } from './invariant.ts';
import { type KeptVersion, keptVersions, namedBy } from './kept-versions.ts';
import { namedManifest } from './named-manifest.ts';
import { unpack } from './pack-documents.ts';
import { StoredObjects } from './stored-objects.ts';
import { CLOCK_ERROR_MS, TrueClocks } from './true-clocks.ts';

/**
 * I5: a manifest names only objects that exist with that hash.
 * - When a head moves, its manifest lies under its key with its hash, and so does every pack that it names: of the sizes
 *   it says, and of the sha256 it says once it is unpacked.
 * - When an object is deleted or written over, no version names it that must be kept, or it is the same pack again. To be
 *   kept are the live version, `keep_versions` in all, and those of the last `keep_s` seconds. Who has a wrong clock
 *   mistakes the age of a version, or gives it a wrong one: then the count alone is gone by.
 * - The same goes for the version that a head holds, for as long as it does.
 */
export function namedObjectsExist(world: Pick<WorldView, 'config' | 'wallNow'>): Invariant {
  return new NamedObjectsExist(world);
}

class NamedObjectsExist implements Invariant {
  readonly name = 'I5';
  readonly #world: Pick<WorldView, 'config' | 'wallNow'>;
  readonly #objects = new StoredObjects('packs/', 'manifests/');
  readonly #clocks = new TrueClocks();
  #comparisons = 0;
  /** Versions since the index was made, the newest first, each with whether its date is true. */
  readonly #chains = new Map<string, readonly (KeptVersion & { readonly dated: boolean })[]>();
  /** What heads hold. */
  readonly #held = new Map<string, KeptVersion>();
  /** What bytes were checked against: a pack that does not change is unpacked once. */
  readonly #checked = new WeakMap<Uint8Array, string>();

  constructor(world: Pick<WorldView, 'config' | 'wallNow'>) {
    this.#world = world;
  }

  on(event: WorldEvent): string | undefined {
    this.#objects.on(event);
    this.#clocks.on(event);
    if (event.type === 'object_put' || event.type === 'object_deleted') return this.#changed(event);
    const change = headChange(event);
    if (change === undefined) return undefined;
    const wrong = this.#heldOf(change) ?? (isMove(change) ? this.#moved(change) : undefined);
    return wrong === undefined
      ? undefined
      : `version ${change.after.version} of "${change.index}", written by ${event.by}: ${wrong}`;
  }

  comparisons(): number {
    return this.#comparisons;
  }

  /** Notes the version that a head holds by now. */
  #heldOf({ index, before, after }: HeadChange): string | undefined {
    const { held } = after;
    if (held?.manifest_sha256 === before?.held?.manifest_sha256) return undefined;
    this.#held.delete(index);
    if (held === undefined) return undefined;
    const { manifest_key, manifest_sha256, base } = held;
    const named = namedManifest(this.#objects.get(manifest_key), {
      manifest_sha256,
      sk: index,
      version: base + 1,
    });
    if ('wrong' in named) return `the manifest ${manifest_key} that it holds ${named.wrong}`;
    this.#held.set(index, { manifest: named.manifest, manifest_key });
    for (const shard of named.manifest.shards) {
      const wrong = this.#wrongPack(index, shard);
      if (wrong !== undefined) return `of the version that it holds, ${wrong}`;
    }
    return undefined;
  }

  #moved({ index, after, by }: HeadChange): string | undefined {
    const chain = this.#chains.get(index) ?? [];
    this.#chains.set(index, []);
    if (after.deleted) return undefined;
    const { manifest_key } = after;
    const named = namedManifest(this.#objects.get(manifest_key), after);
    if ('wrong' in named) return `its manifest ${manifest_key} ${named.wrong}`;
    const dated = this.#clocks.isTrue(by);
    this.#chains.set(index, [{ manifest: named.manifest, manifest_key, dated }, ...chain]);
    for (const shard of named.manifest.shards) {
      const wrong = this.#wrongPack(index, shard);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  }

  #changed(event: EventOf<'object_put'> | EventOf<'object_deleted'>): string | undefined {
    const [kind, index = ''] = event.key.split('/');
    if (kind !== 'packs' && kind !== 'manifests') return undefined;
    const held = this.#held.get(index);
    const kept = [...this.#kept(index, event.by), ...(held === undefined ? [] : [held])];
    const version = kept.find((one) => namedBy(one).has(event.key));
    if (version === undefined) return undefined;
    const name = `${event.key}, which version ${version.manifest.version} of "${index}" names`;
    if (event.type === 'object_deleted') return `${event.by} deleted ${name}`;
    const shard = version.manifest.shards.find(({ pack }) => pack.key === event.key);
    const wrong = shard === undefined ? wrongName(event) : this.#wrongPack(index, shard);
    return wrong === undefined ? undefined : `${event.by} wrote over ${name}: ${wrong}`;
  }

  /** The versions that this process must keep. */
  #kept(index: string, process: string): readonly KeptVersion[] {
    const { keep_versions, keep_s } = this.#world.config;
    const chain = this.#chains.get(index) ?? [];
    const isDated = this.#clocks.isTrue(process) && chain.every(({ dated }) => dated);
    const oldest_ms = this.#world.wallNow() - keep_s * 1000 + 2 * CLOCK_ERROR_MS;
    return keptVersions(chain, { keep_versions, oldest_ms: isDated ? oldest_ms : Infinity });
  }

  #wrongPack(index: string, { name, pack }: ShardEntry): string | undefined {
    this.#comparisons += 1;
    const fence = Number(/-(\d+)\.sqlite\.zst$/.exec(pack.key)?.[1]);
    if (pack.key !== packKey(index, name, pack.sha256, fence))
      return `shard ${name} has its pack at ${pack.key}`;
    const bytes = this.#objects.get(pack.key);
    if (bytes === undefined) return `pack ${pack.key} is not there`;
    if (bytes.length !== pack.compressed_bytes)
      return `pack ${pack.key} has ${bytes.length} bytes, not ${pack.compressed_bytes}`;
    return this.#wrongContent(bytes, pack);
  }

  #wrongContent(bytes: Uint8Array, pack: PackRef): string | undefined {
    const expected = `${pack.sha256} ${pack.bytes}`;
    if (this.#checked.get(bytes) === expected) return undefined;
    try {
      unpack(bytes, pack);
    } catch (error) {
      if (!(error instanceof CorruptPack)) throw error;
      return error.message;
    }
    this.#checked.set(bytes, expected);
    return undefined;
  }
}

/** A manifest has its hash in its key. */
function wrongName({ key, bytes }: EventOf<'object_put'>): string | undefined {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return key.includes(sha256) ? undefined : `its sha256 is ${sha256}`;
}
