import { addLosses, lostBy, type Losses } from '#core/cluster/lost-by.ts';
import type { PageToCompare } from '#core/pack/compare-pages.ts';
import type { PackRef, ShardEntry } from '#core/pack/manifest.ts';
import { linkContext, ruledOutBy } from '#core/crawl/admit-link.ts';
import { scopeOf } from '#core/crawl/scope.ts';
import { isBlinding } from '#core/crawl/summary.ts';
import { hostOf } from '#core/crawl/url.ts';
import { linkRulesOf } from '#core/settings/link-rules-of.ts';
import { activeCrawls } from '#core/tables/crawls.ts';
import { PENDING, type Page, pageBatches } from '#core/tables/pages.ts';
import { readSettings } from '#core/tables/settings.ts';
import type { Handling } from '#runtime/worker.ts';
import { type Left, LeftBehind, leavesPages } from './left-behind.ts';
import type { Settled } from '#core/tables/settled.ts';
import { ComparedPages, type Remaining } from './compared-pages.ts';
import type { LinkGraph } from './link-graph.ts';
import { Staging } from './staging.ts';
import type { OverCrawl } from './over-crawls.ts';
import { type Covered, type Covering, withoutUnreached } from './without-unreached.ts';
import type { PackerDeps } from './worker.ts';

/** A shard of the version to come: its pack in the live version, if there is one. */
export type OpenShard = Pick<ShardEntry, 'name' | 'definition'> & { readonly pack: PackRef | undefined };

/** What a change set is made from. */
export interface ChangeBase {
  readonly index: string;
  /** Of the live version. */
  readonly shards: readonly OpenShard[];
  /** Those that are over and end with this version. */
  readonly crawls: readonly OverCrawl[];
  /** Shards of a version that is held: what waits with it is left out. */
  readonly held: readonly ShardEntry[] | undefined;
  /** Where links between documents are noted, if what they say is to be gathered: then every page is looked at. */
  readonly graph: LinkGraph | undefined;
  /** What is known to be packed and gathered already, if that is asked. */
  readonly settled: Settled | undefined;
  /** Share of its text that a page may lose by a crawl that goes on. */
  readonly shrunk_share: number;
}

/** What differs from the live version, staged on disk per shard. */
export interface ChangeSet extends AsyncDisposable {
  /** Shards that must be built: path and bytes of their staging file. */
  readonly touched: ReadonlyMap<string, { readonly path: string; readonly bytes: number }>;
  /** Documents that go, by site. */
  readonly lost: ReadonlyMap<string, Losses>;
  /** Documents that the crawls which are over looked at, and those of them that they could not read. */
  readonly known: number;
  readonly failed: number;
  /** Documents that crawls which are over found gone, by crawl. */
  readonly gone: ReadonlyMap<string, number>;
  /** Pages that crawls which are over and were cut did not reach, by crawl. */
  readonly left: ReadonlyMap<string, Left>;
  /** Pages left out because they wait with the version that is held. */
  readonly left_out: number;
  /**
   * Whether all that was compared and differs is staged. What a crawl saw gone that goes on is not compared: so no digest
   * has it, and the one with it, once that crawl is over, is another.
   */
  readonly is_whole: boolean;
  readonly staging: Staging;
  /** What pages are noted to be near to, by URL; of all pages, if all were looked at. */
  readonly near: ReadonlyMap<string, string>;
  /** Of the pages that were compared, with these packs in place of the live ones: see {@link Settled}. */
  digests(shards: readonly OpenShard[]): string[];
}

/**
 * Compares pages with the live version and stages the differences. Looked at are the pages that wait, and those in the
 * scope of a crawl that is over: what it did not reach, or was kept from by rules, is marked absent first, so that it
 * is known whatever happens.
 *
 * Two kinds of pages wait on. What a crawl saw gone that is not over, or saw with so much less text that an index of
 * such pages would be held: so that all of its loss is judged at once, and not slice by slice. And what the version
 * that is held has as the page's row says, unless a crawl that is over says so anew: what came in since goes live
 * meanwhile.
 *
 * The live packs say what is live, not the rows: so a packing that crashed half-way, or a version rolled back, needs
 * no special care. They are asked shard by shard, once all rows are read, and not where the same pages were compared with
 * the same pack before. Memory holds one batch of rows; the others and the documents lie in files.
 */
export async function changeSet(
  deps: PackerDeps,
  base: ChangeBase,
  handling: Pick<Handling, 'signal' | 'log' | 'send'>,
): Promise<ChangeSet> {
  await using unfinished = new AsyncDisposableStack();
  const { crawls, index, graph } = base;
  const active = await activeCrawls(deps.table, index);
  const over = new Set(crawls.map(({ crawl }) => crawl.sk));
  const going_on = new Set(active.map(({ sk }) => sk).filter((crawl_id) => !over.has(crawl_id)));
  const changes = unfinished.use(new Changes(deps, base, { over, going_on }, handling));
  const scopes = await scopesOf(deps, index, crawls);
  const now_ms = deps.clock.now();
  const behind = new Map(
    crawls
      .filter(({ crawl }) => leavesPages(crawl))
      .map(({ crawl }) => [crawl.sk, new LeftBehind(crawl, now_ms)]),
  );
  for await (const batch of pageBatches(deps.table, index, graph === undefined && crawls.length === 0)) {
    handling.signal.throwIfAborted();
    const wanted: Covered[] = [];
    for (const page of batch) {
      await graph?.noteAlias(page);
      if (page.near !== undefined) changes.near.set(page.url, page.near);
      const covering = scopes.filter(({ covers }) => covers(page.url));
      if (page.mark !== PENDING && covering.length === 0) continue;
      wanted.push({ page, covering });
    }
    const pages = await withoutUnreached(deps, wanted, active);
    pages.forEach((page, n) => {
      for (const { crawl } of wanted[n]?.covering ?? []) behind.get(crawl.sk)?.add(page);
    });
    const judged = pages.map((page, n) => ({
      page,
      // One that was dropped just now is another object.
      isJudged: page !== wanted[n]?.page || isJudged(page, wanted[n].covering, over),
    }));
    await changes.add(judged.filter(({ page }) => page.state !== 'unknown'));
  }
  for (const [crawl_id, { left }] of behind) changes.left.set(crawl_id, left);
  await changes.compare();
  unfinished.move();
  return changes;
}

/** Which pages each crawl answers for, and which of them the rules of the index keep out of it. */
async function scopesOf(
  { table }: Pick<PackerDeps, 'table'>,
  index: string,
  crawls: readonly OverCrawl[],
): Promise<(Covering & { readonly covers: (url: string) => boolean })[]> {
  if (crawls.length === 0) return [];
  const rules = linkRulesOf((await readSettings(table, index)).settings);
  return crawls.map(({ crawl, complete, spared }) => ({
    crawl,
    complete,
    ...(spared === undefined ? {} : { spared }),
    covers: scopeOf(crawl),
    ruledOut: ruledOutBy(rules, linkContext(crawl)),
  }));
}

/** A page, and whether a crawl that is over says what is to become of it. */
interface Judged {
  readonly page: Page;
  readonly isJudged: boolean;
}

/** One that did not see the whole site speaks for the pages that it visited. */
function isJudged(
  { crawl_id = '' }: Page,
  covering: Covered['covering'],
  over: ReadonlySet<string>,
): boolean {
  return over.has(crawl_id) || covering.some(({ complete }) => complete);
}

interface CrawlIds {
  readonly over: ReadonlySet<string>;
  readonly going_on: ReadonlySet<string>;
}

class Changes implements ChangeSet {
  readonly lost = new Map<string, Losses>();
  readonly near = new Map<string, string>();
  known = 0;
  failed = 0;
  readonly gone = new Map<string, number>();
  readonly left = new Map<string, Left>();
  left_out = 0;
  is_whole = true;
  readonly #base: ChangeBase;
  readonly #crawls: CrawlIds;
  readonly #compared: ComparedPages;
  readonly staging: Staging;

  constructor(
    deps: PackerDeps,
    base: ChangeBase,
    crawls: CrawlIds,
    handling: Pick<Handling, 'signal' | 'log' | 'send'>,
  ) {
    this.#base = base;
    this.#crawls = crawls;
    this.#compared = new ComparedPages(deps, base.shards, handling.signal);
    this.staging = new Staging(deps, handling, base.graph);
  }

  get touched(): Staging['touched'] {
    return this.staging.touched;
  }

  digests(shards: readonly OpenShard[]): string[] {
    return shards.map((shard) => this.#compared.digestOf(shard));
  }

  /** Adds pages that are to be compared. */
  async add(pages: readonly Judged[]): Promise<void> {
    const finished = pages.filter(({ page }) => !this.#isUnfinished(page));
    await this.#compared.put(
      finished.map(({ page, isJudged: judged }) => {
        return { page, judged, visited: this.#visited(page), measured: this.#isMeasured(page) };
      }),
    );
  }

  /** Stages those pages whose document in the live pack is another one. */
  async compare(): Promise<void> {
    const { shards, held } = this.#base;
    // What waits with a version that is held differs, and may do so no longer.
    const settled = held === undefined ? this.#base.settled : undefined;
    for (const [n, shard] of shards.entries()) {
      const isSettled = settled !== undefined && settled.shards[n] === this.#compared.digestOf(shard);
      if (isSettled) this.#note(this.#compared.countsIfSame(shard));
      else await this.#compare(shard);
    }
    // What is built behind this needs the room.
    await this.#compared[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#compared[Symbol.asyncDispose]();
    await this.staging[Symbol.asyncDispose]();
  }

  async #compare(shard: OpenShard): Promise<void> {
    this.#note(await this.#compared.compareWithLive(shard));
    const held = this.#base.held?.find(({ name }) => name === shard.name);
    if (held !== undefined) this.left_out += await this.#compared.leaveOutHeld(shard, held.pack);
    if (this.left_out > 0) this.is_whole = false;
    for await (const different of this.#compared.remaining(shard)) await this.#stage(shard, different);
  }

  #note({ known, failed }: Pick<ChangeSet, 'known' | 'failed'>): void {
    this.known += known;
    this.failed += failed;
  }

  async #stage(shard: OpenShard, different: readonly Remaining[]): Promise<void> {
    const pages = different.map(({ page }) => page);
    const absent = pages.filter(({ state }) => state === 'absent');
    for (const page of absent) this.#noteLost(page);
    await this.staging.remove(shard.name, absent);
    const present = pages.filter(({ state }) => state === 'present');
    const staged = await this.staging.put(shard.name, present, this.#leastBytes(different));
    if (staged < present.length) this.is_whole = false;
  }

  /** Bytes of text that pages of crawls which go on must have left, to go live before these are over. */
  #leastBytes(different: readonly Remaining[]): ReadonlyMap<string, number> {
    const kept_share = 1 - this.#base.shrunk_share;
    const measured = different.filter(({ page }) => this.#isMeasured(page));
    return new Map(measured.map(({ page, live_bytes }) => [page.url, live_bytes * kept_share]));
  }

  #isMeasured({ state, crawl_id = '' }: Page): boolean {
    return this.#base.shrunk_share < 1 && state === 'present' && this.#crawls.going_on.has(crawl_id);
  }

  /** Seen gone by a crawl that goes on: it will tell when it is over. */
  #isUnfinished({ state, crawl_id = '' }: Page): boolean {
    return state === 'absent' && this.#crawls.going_on.has(crawl_id);
  }

  #visited({ outcome, crawl_id = '' }: Page): PageToCompare['visited'] {
    if (!this.#crawls.over.has(crawl_id)) return 'no';
    return outcome !== undefined && isBlinding(outcome) ? 'failed' : 'read';
  }

  #noteLost({ url, outcome, crawl_id = '' }: Page): void {
    const site = hostOf(url);
    if (outcome?.kind === 'gone' && this.#crawls.over.has(crawl_id))
      this.gone.set(crawl_id, (this.gone.get(crawl_id) ?? 0) + 1);
    this.lost.set(site, addLosses(this.lost.get(site) ?? {}, { [lostBy(outcome)]: 1 }));
  }
}
