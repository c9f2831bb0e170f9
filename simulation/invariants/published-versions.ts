import { type Manifest, manifestSchema } from '#core/pack/manifest.ts';
import type { WorldEvent } from '../kernel/event.ts';
import { headChange, isMove } from './head-change.ts';
import { namedManifest } from './named-manifest.ts';
import { type Documents, PackDocuments } from './pack-documents.ts';
import { StoredObjects } from './stored-objects.ts';

/** The head of an index moved. */
export interface VersionChange {
  readonly index: string;
  readonly by: string;
  readonly at_ms: number;
  /** The version that is live now; undefined when the index was deleted. */
  readonly manifest: Manifest | undefined;
  /** Content hashes by document id of the version before, and of the one that is live now. */
  readonly before: Documents;
  readonly after: Documents;
}

/** Whether a version has the packs of an older one because somebody asked for that. */
export function isRollback(manifest: Manifest | undefined): boolean {
  return manifest?.reason.startsWith('rollback to version ') === true;
}

/** Ids whose document is not the same in two versions. */
export function changedIds({ before, after }: Pick<VersionChange, 'before' | 'after'>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((id) => before.get(id) !== after.get(id));
}

const NONE: Documents = new Map();

/** Follows the live versions of all indexes with their documents, by the events alone. Each pack is read once. */
export class PublishedVersions {
  readonly #objects = new StoredObjects('manifests/', 'packs/');
  readonly #packs = new PackDocuments();
  readonly #live = new Map<string, Documents>();

  /**
   * @returns what this event changed, if it moved a head.
   * @throws {CorruptPack} when a pack is not the one that is named. That is for I5 to tell.
   */
  on(event: WorldEvent): VersionChange | undefined {
    this.#objects.on(event);
    const change = headChange(event);
    if (change === undefined || !isMove(change)) return undefined;
    const { index, after: head, by, at_ms } = change;
    const before = this.#live.get(index) ?? NONE;
    const named = head.deleted ? undefined : namedManifest(this.#objects.get(head.manifest_key), head);
    // A head that names nothing that can be read is for I4 and I5 to tell.
    const manifest = named !== undefined && 'manifest' in named ? named.manifest : undefined;
    const after = manifest === undefined ? NONE : this.#documents(manifest);
    this.#live.set(index, after);
    return { index, by, at_ms, manifest, before, after };
  }

  /** Content hashes by document id of the version whose manifest lies there, live or not. @throws {CorruptPack} */
  documentsAt(manifest_key: string): Documents {
    const bytes = this.#objects.get(manifest_key);
    return bytes === undefined
      ? NONE
      : this.#documents(manifestSchema.parse(JSON.parse(new TextDecoder().decode(bytes))));
  }

  #documents({ shards }: Pick<Manifest, 'shards'>): Documents {
    const documents = new Map<string, string>();
    for (const { pack } of shards) {
      const bytes = this.#objects.get(pack.key);
      // A pack that is not there is for I5 to tell.
      if (bytes === undefined) continue;
      for (const [id, hash] of this.#packs.of(bytes, pack)) documents.set(id, hash);
    }
    return documents;
  }
}
