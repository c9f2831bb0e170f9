import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { SystemScratchFolder } from '#adapters/system/scratch-folder.ts';
import { unzstd } from '#adapters/system/unzstd.ts';
import type { Platform } from '#app/backend/platform.ts';
import { fetchPack } from '#core/pack/fetch-pack.ts';
import { openPack } from '#core/pack/open.ts';
import { readManifest } from '#core/pack/read-manifest.ts';
import { readHead } from '#core/tables/heads.ts';

/** The only shard of an index in its live version, fetched into a folder and opened. */
export async function openPublishedPack(
  { table, objects }: Pick<Platform, 'table' | 'objects'>,
  index: string,
  path: string,
): Promise<Database.Database> {
  const head = await readHead(table, index);
  if (head === undefined) throw new Error(`index "${index}" was never published`);
  const { shards } = await readManifest(objects, head);
  const [shard] = shards;
  if (shard === undefined || shards.length > 1)
    throw new Error(`index "${index}" has ${shards.length} shards, not one`);
  const folder = new SystemScratchFolder({ path, release: () => undefined });
  const name = 'pack.sqlite';
  const signal = AbortSignal.timeout(FETCH_MS);
  await fetchPack({ objects, unzstd, folder, pack: shard.pack, name, signal });
  return openPack(join(path, name));
}

const FETCH_MS = 60_000;
