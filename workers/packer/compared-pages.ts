import { type Hash, createHash } from 'node:crypto';
import { join } from 'node:path';
import { groupByShard } from '#core/cluster/shard-range.ts';
import type { PageToCompare } from '#core/pack/compare-pages.ts';
import type { PackRef, ShardEntry } from '#core/pack/manifest.ts';
import { type Page, pageSchema } from '#core/tables/pages.ts';
import { parseRow } from '#core/tables/row.ts';
import type { OpenShard } from './change-set.ts';
import { localPack } from './local-pack.ts';
import { shardDigest } from './settled-digests.ts';
import type { PackerDeps } from './worker.ts';

/** Pages taken from the file at a time. */
const BATCH = 500;

/** A page as its row has it, and what is asked of it. */
export interface Compared extends Partial<Pick<PageToCompare, 'visited' | 'judged' | 'measured'>> {
  readonly page: Page;
}

/** A page that is left, and what the live pack has of it, if that was asked. */
export interface Remaining {
  readonly page: Page;
  /** Content hash; null where it has no such document. */
  readonly live_hash: string | null;
  /** Of its text. */
  readonly live_bytes: number;
}

/** What is asked of a page of which nothing is said. */
const UNASKED = { visited: 'no', judged: false, measured: false } as const;

/** What was put of a shard. */
interface Put {
  readonly digest: Hash;
  /** Pages that are to have a document, and were visited by a crawl that ends; those that it could not read. */
  known: number;
  failed: number;
}

/**
 * Pages that are to be compared with packs, in a file in the scratch folder: so that each pack is needed once, however many
 * pages there are, and a disk on which one has room has enough. Memory holds a digest for each shard.
 */
export class ComparedPages implements AsyncDisposable {
  readonly #deps: PackerDeps;
  readonly #shards: readonly OpenShard[];
  readonly #name: string;
  readonly #signal: AbortSignal;
  readonly #put = new Map<string, Put>();
  #pages = 0;

  constructor(deps: PackerDeps, shards: readonly OpenShard[], signal: AbortSignal) {
    this.#deps = deps;
    this.#shards = shards;
    this.#signal = signal;
    this.#name = `pages-${deps.random.id()}.sqlite`;
  }

  async put(compared: readonly Compared[]): Promise<void> {
    const pages: PageToCompare[] = [];
    for (const [{ name }, mine] of groupByShard(this.#shards, compared, ({ page }) => page.url))
      for (const { page, ...asked } of mine) {
        const wanted = wantedHash(page);
        const row = {
          ...UNASKED,
          ...asked,
          shard: name,
          n: this.#pages,
          id: page.url,
          wanted,
          page: JSON.stringify(page),
        };
        this.#note(row);
        pages.push(row);
        this.#pages += 1;
      }
    if (pages.length > 0) await this.#deps.compute.run('put_pages', { path: this.#path, pages });
  }

  /** Of what is put of a shard, and of the pack that it is compared with: the same whenever both are. */
  digestOf(shard: Parameters<typeof shardDigest>[0]): string {
    return shardDigest(shard, this.#put.get(shard.name)?.digest.copy().digest('hex') ?? '');
  }

  /**
   * What {@link compareWithLive} would count of a shard whose pack has all that is put as it is to be.
   */
  countsIfSame({ name }: Pick<OpenShard, 'name'>): { readonly known: number; readonly failed: number } {
    return this.#put.get(name) ?? { known: 0, failed: 0 };
  }

  /** Forgets what the live pack of a shard has already. @throws what {@link localPack} does. */
  async compareWithLive({ name, pack }: OpenShard): Promise<{ known: number; failed: number }> {
    if (!this.#put.has(name)) return { known: 0, failed: 0 };
    using local = pack && (await localPack(this.#deps, pack, this.#signal));
    const request = { path: this.#path, shard: name, pack: local?.path };
    return await this.#deps.compute.run('compare_with_live', request);
  }

  /** Leaves out what waits with the pack of a version that is held. @returns how many. @throws what {@link localPack} does. */
  async leaveOutHeld({ name }: OpenShard, held: PackRef): Promise<number> {
    if (!this.#put.has(name)) return 0;
    using local = await localPack(this.#deps, held, this.#signal);
    const request = { path: this.#path, shard: name, pack: local.path };
    return await this.#deps.compute.run('leave_out_held', request);
  }

  /** Leaves out what a pack of a shard has not as it is to be. @returns how many are left. @throws what {@link localPack} does. */
  async keepPacked({ name, pack }: Pick<ShardEntry, 'name' | 'pack'>): Promise<number> {
    if (!this.#put.has(name)) return 0;
    using local = await localPack(this.#deps, pack, this.#signal);
    const request = { path: this.#path, shard: name, pack: local.path };
    return await this.#deps.compute.run('keep_packed', request);
  }

  /** What is left of a shard, in the order in which it was put. */
  async *remaining({ name }: Pick<OpenShard, 'name'>): AsyncGenerator<Remaining[]> {
    if (!this.#put.has(name)) return;
    for (let from = 0; ;) {
      this.#signal.throwIfAborted();
      const request = { path: this.#path, shard: name, from, limit: BATCH };
      const rows = await this.#deps.compute.run('remaining_pages', request);
      const last = rows.at(-1);
      if (last === undefined) return;
      yield rows.map(({ page, live_hash, live_bytes }) => ({
        page: parseRow('pages', pageSchema, JSON.parse(page)),
        live_hash,
        live_bytes: live_bytes ?? 0,
      }));
      from = last.n + 1;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#pages > 0) await this.#deps.scratch.remove(this.#name);
  }

  #note({ shard, id, wanted, visited }: Pick<PageToCompare, 'shard' | 'id' | 'wanted' | 'visited'>): void {
    let put = this.#put.get(shard);
    if (put === undefined) {
      put = { digest: createHash('sha256'), known: 0, failed: 0 };
      this.#put.set(shard, put);
    }
    put.digest.update(JSON.stringify([id, wanted]));
    if (wanted === null || visited === 'no') return;
    put.known += 1;
    if (visited === 'failed') put.failed += 1;
  }

  get #path(): string {
    return join(this.#deps.scratch.path, this.#name);
  }
}

/** The content hash that a version has of a page as its row says; null for none. */
export function wantedHash({ state, content_hash }: Pick<Page, 'state' | 'content_hash'>): string | null {
  return state === 'present' ? (content_hash ?? null) : null;
}
