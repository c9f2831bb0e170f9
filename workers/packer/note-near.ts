import { join } from 'node:path';
import type { NearDocuments } from '#core/pack/find-near.ts';
import type { Manifest } from '#core/pack/manifest.ts';
import { pageKey } from '#core/crawl/url.ts';
import type { Handling } from '#runtime/worker.ts';
import { linksFile } from './links-file.ts';
import { localPack } from './local-pack.ts';
import type { PackerDeps } from './worker.ts';

/** Pages that are noted with what they are near to. */
const MOST_NOTED = 10_000;
/** Rows written at once. */
const WRITES = 50;

/**
 * Finds the pages of a version whose text is near to another's, and notes it in their rows, for people: nothing is left
 * out of the index by that. Rows that say so already are left alone.
 * @param before what is noted, by URL.
 * @returns how many pages are near to another one, and what is noted by then.
 */
export async function noteNear(
  deps: PackerDeps,
  { index, shards }: Pick<Manifest, 'index' | 'shards'>,
  before: ReadonlyMap<string, string>,
  { signal }: Pick<Handling, 'signal'>,
): Promise<{ readonly near_duplicates: number; readonly near: ReadonlyMap<string, string> }> {
  const found = await findNear(deps, index, shards, signal);
  const now = new Map(found.pairs.map(({ id, near }) => [id, near]));
  const changed = [...new Set([...before.keys(), ...now.keys()])].filter(
    (url) => before.get(url) !== now.get(url),
  );
  for (let n = 0; n < changed.length; n += WRITES) {
    signal.throwIfAborted();
    const batch = changed.slice(n, n + WRITES);
    await Promise.all(batch.map((url) => write(deps, index, url, now.get(url))));
  }
  return { near_duplicates: found.documents, near: now };
}

/** Takes the packs one after the other, so that a disk on which one has room has enough. */
async function findNear(
  deps: PackerDeps,
  index: string,
  shards: Manifest['shards'],
  signal: AbortSignal,
): Promise<NearDocuments> {
  const { compute, scratch } = deps;
  const name = `near-${deps.random.id()}.sqlite`;
  const path = join(scratch.path, name);
  // To read the links of an index again costs more than to fetch its packs, which would make room by them first.
  using _links = scratch.hold(linksFile(index));
  try {
    for (const { pack } of shards) {
      signal.throwIfAborted();
      using local = await localPack(deps, pack, signal);
      await compute.run('note_fingerprints', { pack: local.path, path });
    }
    return await compute.run('find_near', { path, limit: MOST_NOTED });
  } finally {
    await scratch.remove(name);
  }
}

/** Of a page whose row is gone meanwhile nothing is noted. */
async function write(
  { table }: Pick<PackerDeps, 'table'>,
  index: string,
  url: string,
  near: string | undefined,
): Promise<void> {
  const changes = near === undefined ? { remove: ['near'] } : { set: { near } };
  await table.update('pages', { pk: index, sk: pageKey(url) }, changes, { url });
}
