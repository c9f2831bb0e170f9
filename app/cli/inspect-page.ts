import type { Platform } from '#app/backend/platform.ts';
import { allIndexes, findIndex, liveManifest } from '#app/http/index-view.ts';
import { holds } from '#core/cluster/shard-range.ts';
import { hostOf, indexNameFor, pageKey } from '#core/crawl/url.ts';
import type { Manifest } from '#core/pack/manifest.ts';
import { latestCrawls } from '#core/tables/crawls.ts';
import { type FrontierRow, readUrls } from '#core/tables/frontier.ts';
import { readHead } from '#core/tables/heads.ts';
import { PENDING, type Page, readPage } from '#core/tables/pages.ts';

type Ports = Pick<Platform, 'table' | 'objects'>;

/** Crawls of an index that are looked into. */
const MOST_CRAWLS = 10;

/** What an index knows of a page. */
export interface PageInIndex {
  readonly index: string;
  readonly page: {
    readonly state: Page['state'];
    readonly origin: Page['origin'];
    readonly outcome: NonNullable<Page['outcome']> | null;
    readonly fetched_at_ms: number | null;
    readonly content_hash: string | null;
    /** Its last change waits to be packed. */
    readonly pending: boolean;
  } | null;
  /** Where it falls in the live version; null before the first one. */
  readonly live: { readonly version: number; readonly shard: string; readonly pack: string } | null;
  /** Whether the live pack has it, by its row: the pack is not opened. */
  readonly in_live_pack: 'yes' | 'no' | 'pending';
  /** The latest crawl of the index that came across the page, with its row of it; the latest one if none did. */
  readonly crawl: {
    readonly crawl_id: string;
    readonly state: string;
    readonly seen: Pick<FrontierRow, 'depth' | 'parent' | 'outcome' | 'attempts'> | null;
  } | null;
}

/**
 * Looks a page up in one index, or in every index that has come across it; in the index of its host's name if none has.
 * @param url canonical.
 * @throws {Problem} when there is no index of the name given.
 */
export async function inspectPage(ports: Ports, url: string, index?: string): Promise<PageInIndex[]> {
  if (index !== undefined) {
    await findIndex(ports, index);
    return [await lookInto(ports, index, url)];
  }
  const own = indexNameFor(hostOf(url));
  const others = (await allIndexes(ports)).map(({ name }) => name).filter((name) => name !== own);
  const found: PageInIndex[] = [];
  for (const name of [own, ...others]) {
    const facts = await lookInto(ports, name, url);
    found.push(...(isKnown(facts) || name === own ? [facts] : []));
  }
  const known = found.filter(isKnown);
  return known.length > 0 ? known : found;
}

/** A page as an index knows it. */
export interface KnownPage {
  readonly url: string;
  readonly index: string;
}

/** Where a page that is not known where it was looked for is known: in any index, by http or https. @param url canonical. */
export async function findElsewhere(ports: Ports, url: string): Promise<KnownPage[]> {
  const other = url.startsWith('https:') ? url.replace(/^https:/, 'http:') : url.replace(/^http:/, 'https:');
  const names = new Set((await allIndexes(ports)).map(({ name }) => name));
  // Its first crawl may be under way: the index is not listed then.
  names.add(indexNameFor(hostOf(url)));
  const found: KnownPage[] = [];
  for (const index of names)
    for (const candidate of [url, other])
      if (isKnown(await lookInto(ports, index, candidate))) found.push({ url: candidate, index });
  return found;
}

/** Whether the index, or one of its latest crawls, has come across the page. */
export function isKnown({ page, crawl }: PageInIndex): boolean {
  return page !== null || (crawl !== null && crawl.seen !== null);
}

async function lookInto(ports: Ports, index: string, url: string): Promise<PageInIndex> {
  const { table } = ports;
  const [page, head, crawls] = await Promise.all([
    readPage(table, index, pageKey(url)),
    readHead(table, index),
    crawlsWithRow(table, index, url),
  ]);
  const crawl = crawls.find(({ row }) => row !== undefined) ?? crawls[0];
  const manifest = await liveManifest(ports, { name: index, row: undefined, head });
  return {
    index,
    page: page === undefined ? null : pageFacts(page),
    live: manifest === undefined ? null : placeIn(manifest, url),
    in_live_pack: manifest === undefined ? 'no' : inLivePack(page),
    crawl: crawl === undefined ? null : { ...crawl.facts, seen: seenFacts(crawl.row) },
  };
}

/** The latest crawls of an index, the latest first, each with its row of the page. */
async function crawlsWithRow(table: Ports['table'], index: string, url: string) {
  const crawls = await latestCrawls(table, index, MOST_CRAWLS);
  return Promise.all(
    crawls.map(async ({ sk, state }) => {
      const [row] = await readUrls(table, sk, [url]);
      return { facts: { crawl_id: sk, state }, row };
    }),
  );
}

function pageFacts(page: Page): PageInIndex['page'] {
  return {
    state: page.state,
    origin: page.origin,
    outcome: page.outcome ?? null,
    fetched_at_ms: page.fetched_at_ms ?? null,
    content_hash: page.content_hash ?? null,
    pending: page.mark === PENDING,
  };
}

function seenFacts(row: FrontierRow | undefined): NonNullable<PageInIndex['crawl']>['seen'] {
  if (row === undefined) return null;
  const { depth, parent, outcome, attempts } = row;
  return { depth, parent, outcome, attempts };
}

function placeIn(manifest: Manifest, url: string): PageInIndex['live'] {
  const shard = manifest.shards.find(({ definition }) => holds(definition, url));
  if (shard === undefined) throw new Error(`no shard of ${manifest.index} holds ${url}: they leave a gap`);
  return { version: manifest.version, shard: shard.name, pack: shard.pack.sha256 };
}

/** A row without its mark says what the version has that was packed last; while it waits, it says what is to come. */
function inLivePack(page: Page | undefined): PageInIndex['in_live_pack'] {
  if (page === undefined) return 'no';
  if (page.mark === PENDING) return 'pending';
  return page.state === 'present' ? 'yes' : 'no';
}
