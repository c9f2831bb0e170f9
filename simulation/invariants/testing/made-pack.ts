import { readFileSync } from 'node:fs';
import { zstdCompressSync } from 'node:zlib';
import { buildPack } from '#core/pack/build.ts';
import type { Document } from '#core/pack/document.ts';
import { type ShardDefinition, type ShardEntry, packKey } from '#core/pack/manifest.ts';
import { stageDocuments } from '#core/pack/staging.ts';
import { WHOLE, temporaryFolder } from '#core/pack/testing/documents.ts';

/** A shard with its pack, and the object that holds it. */
export interface MadePack {
  readonly entry: ShardEntry;
  readonly bytes: Uint8Array;
}

/** Packs documents as the only shard of an index, or as the shard that is named. */
export function madePack(
  index: string,
  documents: readonly Document[],
  { name, definition }: { readonly name: string; readonly definition: ShardDefinition } = {
    name: '0-of-1',
    definition: WHOLE,
  },
): MadePack {
  using folder = temporaryFolder();
  const staging = folder.file('staging.sqlite');
  const out = folder.file('pack.sqlite');
  stageDocuments({ path: staging, upserts: documents });
  const built = buildPack({ staging, out, definition });
  const bytes = zstdCompressSync(readFileSync(out));
  const key = packKey(index, name, built.sha256, 1);
  return { entry: { name, definition, pack: { ...built, key, compressed_bytes: bytes.length } }, bytes };
}
