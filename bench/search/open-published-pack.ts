import path from 'node:path';
import type Database from 'better-sqlite3';
import type { Platform } from '#app/backend/platform.ts';
import { fetchPack } from '#core/pack/fetch-pack.ts';
import { openPack } from '#core/pack/open.ts';
import { readManifest } from '#core/pack/read-manifest.ts';
import { readHead } from '#core/tables/heads.ts';

/** The only shard of an index in its live version, fetched into a folder and opened. */
export async function openPublishedPack(
  { table, objects }: Pick<Platform, 'table' | 'objects'>,
  index: string,
  folder: string,
): Promise<Database.Database> {
  const head = await readHead(table, index);
  if (head === undefined) throw new Error(`index "${index}" was never published`);
  const { shards } = await readManifest(objects, head);
  const [shard] = shards;
  if (shard === undefined || shards.length > 1)
    throw new Error(`index "${index}" has ${shards.length} shards, not one`);
  const file = path.join(folder, 'pack.sqlite');
  await fetchPack({ objects, pack: shard.pack, path: file, signal: AbortSignal.timeout(FETCH_MS) });
  return openPack(file);
}

const FETCH_MS = 60_000;
