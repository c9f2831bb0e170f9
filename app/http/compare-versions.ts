import { join } from 'node:path';
import { fetchPack } from '#core/pack/fetch-pack.ts';
import { diffVersions } from '#core/pack/diff-versions.ts';
import type { DocumentDiff } from '#core/pack/document-diff.ts';
import type { Manifest } from '#core/pack/manifest.ts';
import type { ScratchFolder } from '#ports/scratch.ts';
import type { Platform } from '../backend/platform.ts';
import { Problem } from './problem.ts';
import type { CompareRequest, HttpServices } from './services.ts';
import type { Surroundings } from '../surroundings.ts';

/** Comparisons at work and waiting: each takes a disk's worth of packs through one thread. */
const MOST_AT_ONCE = 4;

type Ports = Pick<Platform, 'objects'> & Pick<Surroundings, 'scratch' | 'unzstd' | 'openPackThreads'>;

/**
 * Compares versions, one after the other. Folder and thread are taken for a comparison and given back after it, as there
 * are few; packs are fetched shard by shard, and deleted again.
 */
export function comparing(ports: Ports): HttpServices['compare'] {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (request) => {
    if (waiting >= MOST_AT_ONCE) throw new Problem('comparing', `${waiting} comparisons are under way`);
    waiting += 1;
    const mine = last.then(() => compare(ports, request));
    last = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      waiting -= 1;
    }
  };
}

async function compare(
  ports: Ports,
  { before, after, limit, signal }: CompareRequest,
): Promise<DocumentDiff> {
  signal.throwIfAborted();
  const folder = await ports.scratch.claim('compare');
  try {
    await assertRoom(folder, before, after);
    return await compareIn(folder, ports, { before, after, limit, signal });
  } finally {
    await folder.release();
  }
}

async function compareIn(
  folder: ScratchFolder,
  { objects, unzstd, openPackThreads }: Ports,
  { before, after, limit, signal }: CompareRequest,
): Promise<DocumentDiff> {
  const threads = openPackThreads(1);
  const fetched: string[] = [];
  const removeAll = async (): Promise<void> => {
    for (const name of fetched.splice(0)) await folder.remove(name);
  };
  try {
    return await diffVersions({
      before: before.shards,
      after: after.shards,
      limit,
      localPack: async (pack) => {
        const name = `${pack.sha256}.sqlite`;
        fetched.push(name);
        await fetchPack({ objects, unzstd, folder, pack, name, signal });
        return join(folder.path, name);
      },
      diffPacks: async (files) => {
        const diff = await threads.run('diff_packs', files, { signal });
        await removeAll();
        return diff;
      },
    });
  } finally {
    await removeAll();
    await threads.close();
  }
}

/** Packs that are in both versions are not fetched; of the others a shard of each at a time, unless shards were split. */
async function assertRoom(folder: ScratchFolder, before: Manifest, after: Manifest): Promise<void> {
  const largest = (shards: Manifest['shards']): number =>
    Math.max(0, ...shards.map(({ pack }) => pack.bytes));
  const bytes = largest(before.shards) + largest(after.shards);
  const free = await folder.freeBytes();
  if (free >= bytes) return;
  throw new Problem(
    'too_large_to_compare',
    `it needs ${Math.ceil(bytes / 2 ** 20)} MB, and ${Math.floor(free / 2 ** 20)} MB are free`,
  );
}
