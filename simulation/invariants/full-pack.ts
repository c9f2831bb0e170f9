import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { buildPack } from '#core/pack/build.ts';
import type { FieldWeights } from '#core/pack/impact/field-weights.ts';
import { rowDocument } from '#core/pack/document-row.ts';
import type { Document } from '#core/pack/document.ts';
import type { ShardDefinition } from '#core/pack/manifest.ts';
import { stageDocuments } from '#core/pack/staging.ts';

/** Packs of a run whose hashes are remembered. */
const REMEMBERED = 500;

/** Builds packs from nothing, as a first `pack_full` would, and each once: at the second rest most are as at the first. */
export class FullPacks {
  /** Hashes of packs by that of what is in them. */
  readonly #known = new Map<string, string>();

  /** @returns the sha256 of a shard's pack. */
  sha256(definition: ShardDefinition, documents: readonly Document[], weights: FieldWeights): string {
    const parts = createHash('sha256')
      .update(JSON.stringify([definition, documents, weights]))
      .digest('hex');
    const known = this.#known.get(parts);
    if (known !== undefined) return known;
    const sha256 = fullPackHash(definition, documents, weights);
    const [oldest] = this.#known.keys();
    if (this.#known.size >= REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(parts, sha256);
    return sha256;
  }
}

function fullPackHash(
  definition: ShardDefinition,
  documents: readonly Document[],
  weights: FieldWeights,
): string {
  const folder = mkdtempSync(join(tmpdir(), 'sitepack-full-'));
  try {
    const staging = join(folder, 'staging.sqlite');
    stageDocuments({ path: staging, upserts: documents });
    return buildPack({ staging, out: join(folder, 'full.sqlite'), definition, weights }).sha256;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Every document of a pack, whole, by its id. @param file the pack, uncompressed. */
export function wholeDocuments(file: Buffer): Map<string, Document> {
  const db = new Database(file, { readonly: true });
  try {
    const rows = db.prepare('SELECT * FROM documents ORDER BY id').all();
    return new Map(rows.map(rowDocument).map((document) => [document.id, document]));
  } finally {
    db.close();
  }
}
