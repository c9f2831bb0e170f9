import { join } from 'node:path';
import PQueue from 'p-queue';
import { groupByShard } from '#core/cluster/shard-range.ts';
import { BadContent, documentOf, readContent } from '#core/crawl/content.ts';
import type { Document } from '#core/pack/document.ts';
import type { PackRef, ShardEntry } from '#core/pack/manifest.ts';
import { scopeOf } from '#core/crawl/scope.ts';
import { activeCrawls } from '#core/tables/crawls.ts';
import { PENDING, type Page, pageBatches } from '#core/tables/pages.ts';
import type { Handling } from '#runtime/worker.ts';
import { localPack } from './local-pack.ts';
import { readAnew } from './read-anew.ts';
import type { OverCrawl } from './over-crawls.ts';
import type { PackTask } from './pack-index.ts';
import { type Covered, withoutUnreached } from './without-unreached.ts';
import type { PackerDeps } from './worker.ts';

/** A shard of the version to come: its pack in the live version, if there is one. */
export type OpenShard = Pick<ShardEntry, 'name' | 'definition'> & { readonly pack: PackRef | undefined };

/** What differs from the live version, staged on disk per shard. */
export interface ChangeSet extends AsyncDisposable {
  /** Shards that must be built: path and bytes of their staging file. */
  readonly touched: ReadonlyMap<string, { readonly path: string; readonly bytes: number }>;
}

/** Content objects being read at once. */
const READS = 16;
/** Documents handed to a thread at once: some megabytes at most. */
const STAGE = 100;

/**
 * Compares pages with the live version and stages the differences. Looked at are the pages that wait, and those in the
 * scope of a crawl that is over: what it did not reach is marked absent first, so that it is known whatever happens.
 *
 * The live packs say what is live, not the rows: so a packing that crashed half-way, or a version rolled back, needs
 * no special care. Memory holds one batch of rows; the documents lie in the staging files.
 */
export async function changeSet(
  deps: PackerDeps,
  task: PackTask,
  shards: readonly OpenShard[],
  crawls: readonly OverCrawl[],
  handling: Pick<Handling, 'signal' | 'log' | 'send'>,
): Promise<ChangeSet> {
  await using unfinished = new AsyncDisposableStack();
  const staging = unfinished.use(new Staging(deps, handling));
  const active = crawls.length === 0 ? [] : await activeCrawls(deps.table, task.index);
  const scopes = crawls.map((over) => ({ over, covers: scopeOf(over.crawl) }));
  for await (const batch of pageBatches(deps.table, task.index, crawls.length === 0)) {
    handling.signal.throwIfAborted();
    const wanted: Covered[] = [];
    for (const page of batch) {
      const covering = scopes.filter(({ covers }) => covers(page.url)).map(({ over }) => over);
      if (page.mark !== PENDING && covering.length === 0) continue;
      wanted.push({ page, covering });
    }
    const known = (await withoutUnreached(deps, wanted, active)).filter(({ state }) => state !== 'unknown');
    for (const [shard, pages] of groupByShard(shards, known, ({ url }) => url))
      await staging.add(shard, pages);
  }
  unfinished.move();
  return staging;
}

class Staging implements ChangeSet {
  readonly touched = new Map<string, { name: string; path: string; bytes: number }>();
  readonly #deps: PackerDeps;
  readonly #run: string;
  readonly #handling: Pick<Handling, 'signal' | 'log' | 'send'>;

  constructor(deps: PackerDeps, handling: Pick<Handling, 'signal' | 'log' | 'send'>) {
    this.#deps = deps;
    this.#run = `staging-${deps.random.id()}`;
    this.#handling = handling;
  }

  /** Stages those pages whose document in the live pack is another one. */
  async add(shard: OpenShard, pages: readonly Page[]): Promise<void> {
    const live = await this.#liveHashes(shard, pages);
    const deletions: string[] = [];
    const upserts: Page[] = [];
    pages.forEach((page, n) => {
      const hash = live[n] ?? null;
      if (page.state === 'absent' && hash !== null) deletions.push(page.url);
      if (page.state === 'present' && hash !== page.content_hash) upserts.push(page);
    });
    if (deletions.length > 0) await this.#stage(shard.name, [], deletions);
    for (let n = 0; n < upserts.length; n += STAGE) {
      await this.#stage(shard.name, await this.#read(upserts.slice(n, n + STAGE)), []);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.touched.values()].map(({ name }) => this.#deps.scratch.remove(name)));
  }

  async #liveHashes(shard: OpenShard, pages: readonly Page[]): Promise<readonly (string | null)[]> {
    if (shard.pack === undefined) return pages.map(() => null);
    const path = await localPack(this.#deps, shard.pack, this.#handling.signal);
    return this.#deps.compute.run('read_hashes', { path, ids: pages.map(({ url }) => url) });
  }

  async #read(pages: readonly Page[]): Promise<Document[]> {
    const reads = new PQueue({ concurrency: READS });
    const documents = await reads.addAll(
      pages.map((page) => () => this.#document(page)),
      { signal: this.#handling.signal },
    );
    return documents.filter((document) => document !== undefined);
  }

  /** The document of a page; `undefined` when its content is lost: then the page is read anew, and stays as it is. */
  async #document(page: Page): Promise<Document | undefined> {
    try {
      const content = await readContent(this.#deps.objects, page);
      return content === undefined ? undefined : documentOf(content, page.content_hash ?? '');
    } catch (error) {
      if (!(error instanceof BadContent)) throw error;
      this.#handling.log.error({ err: error, url: page.url }, 'content is lost; the page is read anew');
      await readAnew(this.#deps, page, this.#handling);
      return undefined;
    }
  }

  async #stage(shard: string, upserts: readonly Document[], deletions: readonly string[]): Promise<void> {
    const file = this.#open(shard);
    const { bytes } = await this.#deps.compute.run('stage_documents', {
      path: file.path,
      upserts,
      deletions,
    });
    file.bytes = bytes;
  }

  #open(shard: string): { readonly path: string; bytes: number } {
    let file = this.touched.get(shard);
    if (file === undefined) {
      const name = `${this.#run}-${shard}.sqlite`;
      file = { name, path: join(this.#deps.scratch.path, name), bytes: 0 };
      this.touched.set(shard, file);
    }
    return file;
  }
}
