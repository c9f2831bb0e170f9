import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { InlineCompute } from '#adapters/system/inline-compute.ts';
import { SystemScratchFolder } from '#adapters/system/scratch-folder.ts';
import { unzstd } from '#adapters/system/unzstd.ts';
import { hashShards, holds } from '#core/cluster/shard-range.ts';
import { type Content, contentBytes, contentKey, contentOf, documentOf } from '#core/crawl/content.ts';
import { UNSAID } from '#core/crawl/extracted.ts';
import { pageKey } from '#core/crawl/url.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { type BuildTasks, buildTasks } from '#core/pack/build-tasks.ts';
import { buildPack } from '#core/pack/build.ts';
import { compressPack } from '#core/pack/compress.ts';
import type { ShardEntry } from '#core/pack/manifest.ts';
import { stageDocuments } from '#core/pack/staging.ts';
import { temporaryFolder } from '#core/pack/testing/documents.ts';
import { FaultyObjects } from '#ports/testing/faulty-objects.ts';
import { Metrics } from '#runtime/metrics.ts';
import type { PackerDeps } from '../worker.ts';

const SHARDS = hashShards(3);
const PAGES = 9;
/** Text enough that a pack is far larger than all else that lies in the folder. */
const WORDS = 6000;

/** URLs of the pages of the index, in turn of the first, the second and the third shard. */
export const URLS: readonly string[] = Array.from({ length: PAGES }, (_, n) => {
  for (let tried = 0; ; tried += 1) {
    const url = `https://site.gov/${n}/${tried}`;
    if (SHARDS.findIndex(({ definition }) => holds(definition, url)) === n % SHARDS.length) return url;
  }
});

/** Links to the page behind it, by its number; the last two pages have the same text. */
function contentAt(n: number): Content {
  const seed = Math.min(n, PAGES - 2);
  const body = Array.from({ length: WORDS }, (_, word) => `w${seed}x${word}`).join(' ');
  const text = `Page ${n + 1}`;
  const links = URLS.slice(n + 1, n + 2).map((url) => ({ url, text, in_content: true, nofollow: false }));
  return contentOf({
    ...UNSAID,
    url: URLS[n] ?? '',
    content_type: 'text/html',
    title: `Page ${n}`,
    body,
    links,
  });
}

const settings: PackerDeps['settings'] = {
  concurrency: 1,
  handler_timeout_ms: 60_000,
  lease_ms: 10_000,
  shards: SHARDS.length,
  keep_versions: 1,
  keep_s: 0,
  keep_crawls: 1,
  gate_spare_documents: 0,
  gate_lost_share: 1,
  gate_failed_share: 1,
  gate_shrunk_share: 1,
  crawl_timeout_s: 60,
  fetch_timeout_ms: 1000,
};

/**
 * A packer whose disk has room for `packs` packs and half of one, and an object store with the three packs of the index
 * `made` and the content of its pages. With `diskFor` its disk has room for another number of packs.
 */
export async function crampedPacker(packs: number, tasks: Partial<BuildTasks> = {}) {
  const place = temporaryFolder();
  const objects = new FaultyObjects();
  const contents = URLS.map((url, n) => ({ content: contentAt(n), hash: hash('sha256', url) }));
  for (const { content, hash: content_hash } of contents)
    await objects.put(
      contentKey('made', pageKey(content.url), content_hash),
      contentBytes(content, content_hash),
    );
  const documents = contents.map(({ content, hash: content_hash }) => documentOf(content, content_hash));
  const shards: ShardEntry[] = [];
  for (const { name, definition } of SHARDS) {
    using works = temporaryFolder();
    const [staging, out] = [works.file('staging'), works.file('pack')];
    stageDocuments({ path: staging, upserts: documents.filter(({ id }) => holds(definition, id)) });
    const built = buildPack({ staging, out, definition });
    await compressPack({ path: out, out: `${out}.zst` });
    const key = `packs/made/${name}/${built.sha256}.sqlite.zst`;
    const compressed_bytes = await objects.put(key, await readFile(`${out}.zst`));
    shards.push({ name, definition, pack: { ...built, key, compressed_bytes } });
  }
  const diskFor = (packs: number) => {
    const room = (packs + 0.5) * Math.max(...shards.map(({ pack }) => pack.bytes));
    return new CrampedFolder({ path: place.path, release: () => undefined }, room);
  };
  const deps: PackerDeps = {
    scratch: diskFor(packs),
    objects,
    unzstd,
    clock: new VirtualClock(),
    table: new MemoryTable(),
    random: new CountingRandom(),
    compute: new InlineCompute<BuildTasks>({ ...buildTasks, ...tasks }),
    metrics: new Metrics(),
    settings,
  };
  return { deps, objects, shards, diskFor, [Symbol.dispose]: () => place[Symbol.dispose]() };
}

/** A disk that is no larger than the budget. */
class CrampedFolder extends SystemScratchFolder {
  override async write(...[name, chunks, options]: Parameters<SystemScratchFolder['write']>): Promise<void> {
    await super.write(name, fitting(chunks, await this.freeBytes()), options);
  }
}

async function* fitting(chunks: AsyncIterable<Uint8Array>, room: number): AsyncGenerator<Uint8Array> {
  let left = room;
  for await (const chunk of chunks) {
    left -= chunk.length;
    if (left < 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    yield chunk;
  }
}
