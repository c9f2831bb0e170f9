import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { buildPack } from '#core/pack/build.ts';
import { type Document, documentSchema } from '#core/pack/document.ts';
import type { ShardDefinition } from '#core/pack/manifest.ts';
import { stageDocuments } from '#core/pack/staging.ts';

/** Builds the pack of a shard from nothing, as a first `pack_full` would, and forgets it. @returns its sha256. */
export function fullPackHash(definition: ShardDefinition, documents: readonly Document[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'sitepack-full-'));
  try {
    const staging = join(folder, 'staging.sqlite');
    stageDocuments({ path: staging, upserts: documents });
    return buildPack({ staging, out: join(folder, 'full.sqlite'), definition }).sha256;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Every document of a pack, whole, by its id. @param file the pack, uncompressed. */
export function wholeDocuments(file: Buffer): Map<string, Document> {
  const db = new Database(file, { readonly: true });
  try {
    const rows = db.prepare('SELECT * FROM documents ORDER BY id').all();
    return new Map(rows.map((row) => documentSchema.parse(row)).map((document) => [document.id, document]));
  } finally {
    db.close();
  }
}
