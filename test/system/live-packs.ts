import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { holds } from '#core/cluster/shard-range.ts';
import type { Manifest, ShardEntry } from '#core/pack/manifest.ts';
import { readManifest } from '#core/pack/read-manifest.ts';
import { verifyPack } from '#core/pack/verify.ts';
import { isLive, readHead } from '#core/tables/heads.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Table } from '#ports/table.ts';

interface Ports {
  readonly table: Table;
  readonly objects: ObjectStore;
}

/** The live version of an index; undefined when it has none. */
export async function liveManifest({ table, objects }: Ports, index: string): Promise<Manifest | undefined> {
  const head = await readHead(table, index);
  return isLive(head) ? readManifest(objects, head) : undefined;
}

/** A document as far as tests compare it. */
export interface PackedDocument {
  readonly id: string;
  readonly title: string;
  readonly hash: string;
}

/** Content hashes by document id of the live version. @throws as {@link packedDocuments} does. */
export async function liveDocuments(ports: Ports, index: string): Promise<Map<string, string>> {
  const manifest = await liveManifest(ports, index);
  if (manifest === undefined) return new Map();
  const documents = await packedDocuments(ports, manifest);
  return new Map([...documents.values()].map(({ id, hash }) => [id, hash]));
}

/**
 * The documents of a version by their ids, read from its packs as anybody could who has the object store.
 * @throws when a pack is not what its manifest says (I5), or holds a document that is not its own, or one twice.
 */
export async function packedDocuments(
  ports: Pick<Ports, 'objects'>,
  manifest: Manifest,
): Promise<Map<string, PackedDocument>> {
  const documents = new Map<string, PackedDocument>();
  for (const shard of manifest.shards) {
    for (const document of await documentsOf(ports, shard)) {
      const { id } = document;
      if (documents.has(id)) throw new Error(`${id} is in the packs twice`);
      if (!holds(shard.definition, id))
        throw new Error(`${id} is in shard ${shard.name}, which is not its own`);
      documents.set(id, document);
    }
  }
  return documents;
}

async function documentsOf(
  { objects }: Pick<Ports, 'objects'>,
  { pack }: ShardEntry,
): Promise<PackedDocument[]> {
  const compressed = await objects.get(pack.key);
  if (compressed === undefined) throw new Error(`there is no object ${pack.key}`);
  const bytes = zstdDecompressSync(compressed);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== pack.sha256) throw new Error(`${pack.key} has the sha256 ${sha256}`);
  const folder = await mkdtemp(path.join(tmpdir(), 'sitepack-pack-'));
  try {
    const file = path.join(folder, 'pack.sqlite');
    await writeFile(file, bytes);
    const { documents } = verifyPack({ path: file });
    if (documents !== pack.documents) throw new Error(`${pack.key} holds ${documents} documents`);
    using database = openDatabase(file);
    return database.connection.prepare<[], PackedDocument>('SELECT id, title, hash FROM documents').all();
  } finally {
    await rm(folder, { recursive: true });
  }
}

function openDatabase(file: string) {
  const connection = new Database(file, { readonly: true });
  return { connection, [Symbol.dispose]: () => void connection.close() };
}
