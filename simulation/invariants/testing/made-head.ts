import { createHash } from 'node:crypto';
import { type Manifest, manifestKey } from '#core/pack/manifest.ts';
import type { Head } from '#core/tables/heads.ts';
import type { MadePack } from './made-pack.ts';
import type { Telling } from './telling.ts';

/** How an act differs from what is lawful. */
export interface Deviation {
  readonly manifest?: Partial<Manifest>;
  readonly row?: Partial<Head>;
  /** Packs that are not stored. */
  readonly unstored?: boolean;
}

/** The head of an index, whose changes are told as a packer makes them. Each act returns what an invariant objects. */
export class MadeHead {
  readonly index: string;
  readonly #telling: Telling;
  #row: Head | undefined;
  /** Unix ms that manifests are dated with. */
  created_at_ms = 0;

  constructor(index: string, telling: Telling) {
    this.index = index;
    this.#telling = telling;
  }

  get row(): Head {
    return (
      this.#row ?? {
        pk: 'heads',
        sk: this.index,
        version: 0,
        manifest_key: '',
        manifest_sha256: '',
        deleted: false,
        lease_owner: '',
        lease_sequence: 0,
        fence: 0,
      }
    );
  }

  take(by: string, row: Partial<Head> = {}): string | undefined {
    const { fence, lease_sequence } = this.row;
    const next = {
      lease_owner: `packer/${by}-${fence + 1}`,
      fence: fence + 1,
      lease_sequence: lease_sequence + 1,
    };
    return this.write(by, { ...next, ...row });
  }

  release(by: string): string | undefined {
    return this.write(by, { lease_owner: '', lease_sequence: this.row.lease_sequence + 2 });
  }

  delete(by: string): string | undefined {
    const version = this.row.version + 1;
    return this.write(by, { version, manifest_key: '', manifest_sha256: '', deleted: true });
  }

  publish(by: string, packs: readonly MadePack[], deviation: Deviation = {}): string | undefined {
    const { version, manifest_key: key, manifest_sha256, fence } = this.row;
    const manifest: Manifest = {
      format: 1,
      index: this.index,
      version: version + 1,
      parent: key === '' ? null : { key, sha256: manifest_sha256 },
      fence,
      created_at_ms: this.created_at_ms,
      reason: 'made',
      shards: packs.map(({ entry }) => entry),
      ...deviation.manifest,
    };
    if (deviation.unstored !== true)
      for (const { entry, bytes } of packs)
        this.#telling.tell(by, { type: 'object_put', key: entry.pack.key, bytes });
    const bytes = Buffer.from(JSON.stringify(manifest));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const named = manifestKey(this.index, manifest.version, sha256);
    this.#telling.tell(by, { type: 'object_put', key: named, bytes });
    const moved = { version: manifest.version, manifest_key: named, manifest_sha256: sha256, deleted: false };
    return this.write(by, { ...moved, ...deviation.row });
  }

  /** Writes fields of the row. */
  write(by: string, fields: Partial<Head>): string | undefined {
    const before = this.#row === undefined ? undefined : { ...this.#row };
    const after = { ...this.row, ...fields };
    this.#row = after;
    return this.#telling.tell(by, { type: 'row', table: 'heads', before, after: { ...after } });
  }
}
