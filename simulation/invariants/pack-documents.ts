import { createHash } from 'node:crypto';
import { constants, zstdDecompressSync } from 'node:zlib';
import Database from 'better-sqlite3';
import type { PackRef } from '#core/pack/manifest.ts';
import { CorruptPack } from '#core/pack/pack-errors.ts';
import { ObjectMissing, type ObjectStore } from '#ports/object-store.ts';

/** Content hashes (sha256, hex) by document id, in the order of the ids' bytes. */
export type Documents = ReadonlyMap<string, string>;

/** Packs of a run whose documents are remembered: some hundred bytes a document. */
const REMEMBERED = 500;

/**
 * Reads which documents are in a pack: in memory, in one go, and each pack once. What is named by its hash cannot
 * change, so what was read of a pack stays right.
 */
export class PackDocuments {
  readonly #known = new Map<string, Documents>();

  /**
   * @throws {ObjectMissing} when there is no such object; {@link CorruptPack} when it is not the pack that is named.
   */
  async read(objects: Pick<ObjectStore, 'get'>, pack: PackRef): Promise<Documents> {
    const known = this.#known.get(pack.sha256);
    if (known !== undefined) return known;
    const bytes = await objects.get(pack.key, { max_bytes: pack.compressed_bytes });
    if (bytes === undefined) throw new ObjectMissing(pack.key);
    return this.of(bytes, pack);
  }

  /**
   * The same when the compressed bytes are at hand.
   * @throws {CorruptPack}
   */
  of(compressed: Uint8Array, pack: PackRef): Documents {
    const known = this.#known.get(pack.sha256);
    if (known !== undefined) return known;
    const documents = documentsOf(unpack(compressed, pack), pack);
    const oldest = this.#known.keys().next().value;
    if (this.#known.size >= REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(pack.sha256, documents);
    return documents;
  }
}

/**
 * The file in a pack object, its size and sha256 checked.
 * @throws {CorruptPack} when it is not the pack that is named.
 */
export function unpack(compressed: Uint8Array, pack: Pick<PackRef, 'key' | 'sha256' | 'bytes'>): Buffer {
  const file = decompress(compressed, pack);
  if (file.length !== pack.bytes)
    throw new CorruptPack(pack.key, `it unpacks to ${file.length} bytes, not ${pack.bytes}`);
  const sha256 = createHash('sha256').update(file).digest('hex');
  if (sha256 !== pack.sha256) throw new CorruptPack(pack.key, `its sha256 is ${sha256}, not ${pack.sha256}`);
  return file;
}

function decompress(compressed: Uint8Array, pack: Pick<PackRef, 'key' | 'bytes'>): Buffer {
  try {
    const params = { [constants.ZSTD_d_windowLogMax]: 27 };
    return zstdDecompressSync(compressed, { params, maxOutputLength: pack.bytes });
  } catch (cause) {
    throw new CorruptPack(pack.key, `it is not ${pack.bytes} bytes of zstd data`, { cause });
  }
}

function documentsOf(file: Buffer, pack: PackRef): Documents {
  const db = new Database(file, { readonly: true });
  try {
    const rows = db
      .prepare<[], { id: string; hash: string }>('SELECT id, hash FROM documents ORDER BY id')
      .all();
    if (rows.length !== pack.documents)
      throw new CorruptPack(pack.key, `it holds ${rows.length} documents, not ${pack.documents}`);
    return new Map(rows.map(({ id, hash }) => [id, hash]));
  } finally {
    db.close();
  }
}
