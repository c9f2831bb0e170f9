import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { InlineCompute } from '#adapters/system/inline-compute.ts';
import { SystemScratchFolder } from '#adapters/system/scratch-folder.ts';
import { unzstd } from '#adapters/system/unzstd.ts';
import { contentBytes, contentKey, contentOf } from '#core/crawl/content.ts';
import { contentHash, UNSAID } from '#core/crawl/extracted.ts';
import type { Outcome } from '#core/crawl/outcome.ts';
import { pageKey } from '#core/crawl/url.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { type BuildTasks, buildTasks } from '#core/pack/build-tasks.ts';
import { readHeld } from '#core/pack/hold.ts';
import type { Manifest } from '#core/pack/manifest.ts';
import { publish } from '#core/pack/publish.ts';
import { readManifest } from '#core/pack/read-manifest.ts';
import { temporaryFolder } from '#core/pack/testing/documents.ts';
import { openCrawl } from '#core/tables/crawls.ts';
import { closeUrl, openUrls } from '#core/tables/frontier.ts';
import { isLive, readHead } from '#core/tables/heads.ts';
import { PENDING, type Page, pageBatches, readPage } from '#core/tables/pages.ts';
import { FaultyObjects } from '#ports/testing/faulty-objects.ts';
import { Metrics } from '#runtime/metrics.ts';
import { dropHeld } from '../drop-held.ts';
import { packIndex } from '../pack-index.ts';
import { publishHeld } from '../publish-held.ts';
import { withLease } from '../with-lease.ts';
import type { PackerDeps } from '../worker.ts';
import { UNHEARD } from './handling.ts';

const INDEX = 'made';
const SITE = 'site.gov';
const CRAWL_TIMEOUT_S = 60;

const UNVISITED = { visit_for: '', attempts: 1, failures: 0, visit_owner: '', visit_until_ms: 0 };
const INDEXED: Outcome = { kind: 'indexed', reason: 'answered 200' };
const GONE: Outcome = { kind: 'gone', status: 404, reason: 'answered 404' };
/** What a crawl that goes on has still to visit. */
const OPEN = `https://${SITE}/open`;

/** What a page says, and whereto it links, by number. */
export interface MadePage {
  readonly words: readonly string[];
  readonly links: readonly number[];
}

/** How an index stands, as far as anybody can tell. */
export interface MadeState {
  readonly packs: readonly string[] | undefined;
  readonly held: readonly string[] | undefined;
  readonly rows: readonly Pick<Page, 'url' | 'state' | 'mark' | 'content_hash' | 'near'>[];
  readonly reports: readonly unknown[];
}

/** An index with a packer of its own, whose pages are named by numbers. */
export class MadeIndex implements Disposable {
  readonly objects = new FaultyObjects();
  readonly table = new MemoryTable();
  readonly deps: PackerDeps;
  /** Tasks that were run, in their order. */
  readonly tasks: string[] = [];
  readonly #place = temporaryFolder();
  readonly #clock = new VirtualClock();
  #crawls = 0;
  /** A crawl that goes on. */
  #going_on: string | undefined;

  /** @param gate what it tolerates; everything, where nothing is said. */
  constructor(
    shards: number,
    gate: Partial<Pick<PackerDeps['settings'], 'gate_lost_share' | 'gate_shrunk_share'>> = {},
  ) {
    this.deps = {
      objects: this.objects,
      table: this.table,
      clock: this.#clock,
      unzstd,
      random: new CountingRandom(),
      scratch: new SystemScratchFolder({ path: this.#place.path, release: () => undefined }),
      compute: new NotedCompute(this.tasks),
      metrics: new Metrics(),
      settings: {
        concurrency: 1,
        handler_timeout_ms: 60_000,
        lease_ms: 10_000,
        shards,
        keep_versions: 9,
        keep_s: 3600,
        keep_crawls: 9,
        gate_spare_documents: 0,
        gate_lost_share: 1,
        gate_failed_share: 1,
        gate_shrunk_share: 1,
        ...gate,
        crawl_timeout_s: CRAWL_TIMEOUT_S,
        fetch_timeout_ms: 1000,
      },
    };
  }

  /** Stores a page, which waits to be packed then. */
  async put(n: number, { words, links }: MadePage): Promise<void> {
    const url = urlOf(n);
    const page = {
      ...UNSAID,
      url,
      content_type: 'text/html',
      title: `Page ${n}`,
      body: words.join(' '),
      links: links.map((to) => ({ url: urlOf(to), text: `to ${to}`, in_content: true, nofollow: false })),
    };
    const content_hash = contentHash(page);
    await this.objects.put(
      contentKey(INDEX, pageKey(url), content_hash),
      contentBytes(contentOf(page), content_hash),
    );
    await this.#write(n, { state: 'present', content_hash, outcome: INDEXED, mark: PENDING });
  }

  /** A page is gone, or is another one. */
  async drop(n: number, to?: number): Promise<void> {
    const outcome: Outcome =
      to === undefined ? GONE : { kind: 'redirected', to: urlOf(to), reason: 'answered 301' };
    await this.#write(n, { state: 'absent', outcome, mark: PENDING });
  }

  /** Says of a page that it is near to another. */
  async noteNear(n: number, to: number): Promise<void> {
    await this.table.update('pages', keyOf(n), { set: { near: urlOf(to) } });
  }

  /** The content of a page is lost. */
  async lose(n: number): Promise<void> {
    const { pk, sk } = keyOf(n);
    const hash = (await readPage(this.table, pk, sk))?.content_hash ?? '';
    await this.objects.delete([contentKey(pk, sk, hash)]);
  }

  /** A crawl has visited all pages, and is over. Those that one which goes on has visited, that one visited later. */
  async crawled(): Promise<void> {
    const crawl_id = await this.#openCrawl();
    for await (const batch of pageBatches(this.table, INDEX, false))
      for (const { pk, sk, url, outcome = INDEXED, crawl_id: by } of batch) {
        await this.#visit(crawl_id, url, outcome);
        if (by === undefined || by !== this.#going_on)
          await this.table.update('pages', { pk, sk }, { set: { crawl_id } });
      }
  }

  /** A crawl begins, unless one goes on: what is put and dropped by then, it has visited. */
  async beginCrawl(): Promise<void> {
    if (this.#going_on !== undefined) return;
    this.#going_on = await this.#openCrawl();
    await openUrls(this.table, this.#going_on, [{ url: OPEN, depth: 1, parent: '' }]);
  }

  /** The crawl that goes on, if there is one, is over: a limit has cut it, so what it did not reach stays. */
  async endCrawl(): Promise<void> {
    if (this.#going_on === undefined) return;
    await this.table.update('crawls', { pk: INDEX, sk: this.#going_on }, { set: { cut: true } });
    await closeUrl(this.table, this.#going_on, OPEN, { outcome: GONE, attempts: 1, links: 0 });
    this.#going_on = undefined;
  }

  async #openCrawl(): Promise<string> {
    this.#crawls += 1;
    const crawl_id = `${INDEX}.${this.#crawls}`;
    await openCrawl(
      this.table,
      {
        index: INDEX,
        crawl_id,
        site: SITE,
        scheme: 'https',
        path: '/',
        domains: [SITE],
        limits: { depth: 9, pages: 1_000_000 },
      },
      this.#clock.now(),
    );
    return crawl_id;
  }

  async #visit(crawl_id: string, url: string, outcome: Outcome): Promise<void> {
    await openUrls(this.table, crawl_id, [{ url, depth: 1, parent: '' }]);
    await closeUrl(this.table, crawl_id, url, { outcome, attempts: 1, links: 0 });
  }

  /** Packs what waits; ends the crawls that are over too, if `full`. */
  async pack(full = true): Promise<void> {
    await packIndex(this.deps, { index: INDEX, full }, UNHEARD);
  }

  /** Publishes what waits with the version that is held, or packs. */
  async publishHeld(): Promise<void> {
    await publishHeld(this.deps)({ type: 'publish_held', index: INDEX }, UNHEARD);
  }

  /** Drops the version that is held, or packs. */
  async dropHeld(): Promise<void> {
    await dropHeld(this.deps)({ type: 'drop_held', index: INDEX }, UNHEARD);
  }

  /** Publishes the version before the live one once more. */
  async goBack(): Promise<void> {
    const { parent, version } = (await this.live()) ?? {};
    if (parent === null || parent === undefined || version === undefined) return;
    const { objects } = this;
    const before = {
      manifest_key: parent.key,
      manifest_sha256: parent.sha256,
      sk: INDEX,
      version: version - 1,
    };
    const { shards, weights } = await readManifest(objects, before);
    await withLease(this.deps, INDEX, UNHEARD.signal, (lease, head) =>
      publish(this.deps, lease, head, { shards, weights, reason: 'a rollback', created_at_ms: 0 }),
    );
  }

  /** Forgets what is known to be packed and gathered. */
  async unsettle(): Promise<void> {
    await this.table.delete('indexes', { pk: 'settled', sk: INDEX });
  }

  async live(): Promise<Manifest | undefined> {
    const head = await readHead(this.table, INDEX);
    return isLive(head) ? readManifest(this.objects, head) : undefined;
  }

  /** The hashes of the live packs, and of those that are held; what is noted in the rows of pages, and reported of crawls. */
  async state(): Promise<MadeState> {
    const head = await readHead(this.table, INDEX);
    const held = head?.held && (await readHeld(this.objects, INDEX, head.held));
    const rows = (await Array.fromAsync(pageBatches(this.table, INDEX, false))).flat();
    const reports = Array.from({ length: this.#crawls }, async (_, n) => {
      const report = await this.objects.get(`reports/${INDEX}.${n + 1}.json`);
      return report === undefined ? undefined : JSON.parse(Buffer.from(report).toString());
    });
    return {
      packs: (await this.live())?.shards.map(({ pack }) => pack.sha256),
      held: held?.shards.map(({ pack }) => pack.sha256),
      rows: rows.map(({ url, state, mark, content_hash, near }) => ({
        url,
        state,
        mark,
        content_hash,
        near,
      })),
      reports: await Promise.all(reports),
    };
  }

  [Symbol.dispose](): void {
    this.#place[Symbol.dispose]();
  }

  async #write(
    n: number,
    fields: Readonly<Record<string, string | Outcome>> & { readonly outcome: Outcome },
  ): Promise<void> {
    const key = keyOf(n);
    const before = await this.table.get('pages', key);
    const set = { ...UNVISITED, url: urlOf(n), origin: 'crawl', ...fields };
    const crawl_id = this.#going_on;
    if (crawl_id !== undefined) await this.#visit(crawl_id, urlOf(n), fields.outcome);
    await this.table.put('pages', { ...before, ...key, ...set, ...(crawl_id && { crawl_id }) });
  }
}

/** Tasks done in place, and noted. */
class NotedCompute extends InlineCompute<BuildTasks> {
  readonly #tasks: string[];

  constructor(tasks: string[]) {
    super(buildTasks);
    this.#tasks = tasks;
  }

  override run<Name extends keyof BuildTasks>(
    name: Name,
    input: Parameters<BuildTasks[Name]>[0],
    options: { timeout_ms?: number; signal?: AbortSignal } = {},
  ): Promise<Awaited<ReturnType<BuildTasks[Name]>>> {
    this.#tasks.push(name);
    return super.run(name, input, options);
  }
}

function urlOf(n: number): string {
  return `https://${SITE}/${n}`;
}

function keyOf(n: number): { pk: string; sk: string } {
  return { pk: INDEX, sk: pageKey(urlOf(n)) };
}
