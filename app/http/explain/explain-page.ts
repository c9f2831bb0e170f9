import { mapConcurrently } from '#app/map-concurrently.ts';
import type { ReplicaState } from '#core/cluster/snapshot.ts';
import { holds } from '#core/cluster/shard-range.ts';
import { cleanLink } from '#core/crawl/clean-link.ts';
import { hostOf, indexNameFor, schemeOf } from '#core/crawl/url.ts';
import type { Manifest } from '#core/pack/manifest.ts';
import { linkRulesOf } from '#core/settings/link-rules-of.ts';
import type { FrontierRow } from '#core/tables/frontier.ts';
import { readHead } from '#core/tables/heads.ts';
import { PENDING, type Page } from '#core/tables/pages.ts';
import { readSettings } from '#core/tables/settings.ts';
import { readTimers } from '../admin/read-timers.ts';
import { crawledIndexes } from '../crawled-indexes.ts';
import { allIndexes, findIndex, liveManifest } from '../index-view.ts';
import { checkIndexName } from '../parameters.ts';
import type { HttpServices } from '../services.ts';
import { type Aliases, aliasesOf } from './aliases-of.ts';
import { type Sighting, isSeen, lookFor } from './sighting.ts';
import { type WayStep, wayTo } from './way-to.ts';

type Ports = Pick<HttpServices, 'table' | 'objects' | 'cluster'>;

/** Indexes that are looked into for one answer. */
export const MOST_INDEXES = 200;
/** Of those that know the page, told of in full; where else it is known is named. */
const MOST_TOLD = 20;
/** Rows of crawls that are looked through for aliases, for one answer. */
const MOST_ROWS = 10_000;

/** What an index knows of a page. */
export interface PageInIndex {
  readonly index: string;
  /** By which it is known there: as it was asked for, or as crawls clean it. */
  readonly url: string;
  readonly page: {
    readonly state: Page['state'];
    readonly origin: Page['origin'];
    readonly outcome: NonNullable<Page['outcome']> | null;
    /** When its site last answered for it. */
    readonly asked_at_ms: number | null;
    readonly content_hash: string | null;
    /** The visits in a row that could not reach it; null when the last one could. */
    readonly failing: NonNullable<Page['failing']> | null;
    /** Its last change waits to be packed. */
    readonly pending: boolean;
    /** Another page whose text is near to its own, as the last full packing has found it. */
    readonly near: string | null;
  } | null;
  /** Where it falls in the live version; null before the first one, and for a page that is not known. */
  readonly live: {
    readonly version: number;
    /** Why the version was made. */
    readonly reason: string;
    readonly shard: string;
    readonly pack: string;
    /** Those of the pack; none where the orchestrator is another process. */
    readonly replicas: readonly { readonly searcher: string; readonly state: ReplicaState }[];
  } | null;
  /**
   * Whether the version packed last had it, as its row says; no pack is opened. A rollback leaves rows as they are: what
   * it took away, the row says to be packed, until a crawl is over.
   */
  readonly packed_by_row: 'yes' | 'no' | 'pending';
  /** The latest crawl of the index that came across the page, with its row of it; the latest one if none did. */
  readonly crawl: {
    readonly crawl_id: string;
    readonly state: string;
    readonly seen: {
      readonly depth: number;
      /** Nothing led to it, or to the page that points to it: how deep it lies nobody knows. */
      readonly known: boolean;
      /** The page that it was found on; empty for the start page, and for one that was known before and nothing led to. */
      readonly parent: string;
      readonly outcome: NonNullable<FrontierRow['outcome']> | null;
      readonly attempts: number;
      /** From the start page to the page that it was found on. */
      readonly way: readonly WayStep[];
      /** The way begins in the middle: it is longer than is told. */
      readonly way_cut: boolean;
    } | null;
  } | null;
  /** The other URLs by which that crawl came to it; null unless they were asked for, and where no crawl came across it. */
  readonly aliases: Aliases | null;
}

/** A page as an index knows it. */
export interface KnownPage {
  readonly url: string;
  readonly index: string;
}

/** What is known of a page, and how far it was looked for. */
export interface ExplainedPage {
  /**
   * In the indexes that have come across it, at most {@link MOST_TOLD}; if none has, in the one that was looked into first.
   */
  readonly pages: readonly PageInIndex[];
  /** Where it is known besides; where it is known by the other scheme, or in others than the index named, if not here. */
  readonly elsewhere: readonly KnownPage[];
  /** Indexes that were not looked into, for there are more than {@link MOST_INDEXES}. */
  readonly indexes_left: number;
}

/**
 * Looks a page up in one index, or in every index that has come across it; in the index of its host's name if none has.
 * Bounded: some calls for each of {@link MOST_INDEXES}, a few at a time, and a manifest for those alone that are told of.
 * @param url canonical.
 * @param options.aliases whether its aliases are looked for, which takes a look at all URLs of a crawl.
 * @throws {Problem} when there is no index of the name given.
 */
export async function explainPage(
  ports: Ports,
  url: string,
  index?: string,
  { aliases = false }: { readonly aliases?: boolean } = {},
): Promise<ExplainedPage> {
  if (index !== undefined) checkIndexName(index);
  const first = index ?? indexNameFor(hostOf(url));
  const urls = [url, byOtherScheme(url)];
  const here = await lookFor(ports.table, first, urls);
  const [asked] = here;
  if (asked === undefined) throw new Error(`${url} was not looked for`);
  if (index !== undefined && isSeen(asked))
    return { pages: [await told(ports, asked, aliases ? MOST_ROWS : 0)], elsewhere: [], indexes_left: 0 };
  // A single page that could not be read makes no index, and is known all the same.
  if (index !== undefined) await findIndex(ports, index);
  const { names, left } = await otherIndexes(ports, first);
  const others = await mapConcurrently(names, (name) => lookFor(ports.table, name, urls));
  const seen = [here, ...others].flat().filter(isSeen);
  const same = seen.filter((sighting) => schemeOf(sighting.url) === schemeOf(url));
  const isFound = index === undefined && same.length > 0;
  const pages = isFound ? same.slice(0, MOST_TOLD) : [asked];
  const elsewhere = (isFound ? same.slice(MOST_TOLD) : seen).map((page) => ({
    url: page.url,
    index: page.index,
  }));
  const rows = aliases ? Math.floor(MOST_ROWS / pages.length) : 0;
  return {
    pages: await mapConcurrently(pages, (sighting) => told(ports, sighting, rows)),
    elsewhere,
    indexes_left: left,
  };
}

/** Whether the index, or one of its latest crawls, has come across the page. */
export function isKnown({ page, crawl }: PageInIndex): boolean {
  return page !== null || (crawl !== null && crawl.seen !== null);
}

function byOtherScheme(url: string): string {
  return url.startsWith('https:') ? url.replace(/^https:/, 'http:') : url.replace(/^http:/, 'https:');
}

/** Those that are looked into beside the first one: at first those at which something is at work. */
async function otherIndexes(ports: Ports, first: string): Promise<{ names: string[]; left: number }> {
  const [known, timers] = await Promise.all([allIndexes(ports), readTimers(ports)]);
  const names = crawledIndexes(known, timers.items).filter((name) => name !== first);
  return { names: names.slice(0, MOST_INDEXES - 1), left: Math.max(0, names.length - (MOST_INDEXES - 1)) };
}

/** @param rows of its crawl that are looked through for aliases. */
async function told(ports: Ports, sighting: Sighting, rows: number): Promise<PageInIndex> {
  const { index, url, page, crawl, row } = sighting;
  const head = isSeen(sighting) ? await readHead(ports.table, index) : undefined;
  const manifest = await liveManifest(ports, { name: index, row: undefined, head });
  return {
    index,
    url,
    page: page === undefined ? null : pageFacts(page),
    live: manifest === undefined ? null : placeIn(ports, manifest, url),
    packed_by_row: manifest === undefined ? 'no' : packedByRow(page),
    crawl:
      crawl === undefined
        ? null
        : { crawl_id: crawl.sk, state: crawl.state, seen: await seenFacts(ports.table, row) },
    aliases: row === undefined || rows === 0 ? null : await aliases(ports, index, row, url, rows),
  };
}

async function aliases(
  { table }: Ports,
  index: string,
  row: FrontierRow,
  url: string,
  most_rows: number,
): Promise<Aliases> {
  const { drop } = linkRulesOf((await readSettings(table, index)).settings);
  const page = { crawl_id: row.pk, url, clean: (to: string) => cleanLink(to, drop) };
  return aliasesOf(table, page, most_rows);
}

function pageFacts(page: Page): PageInIndex['page'] {
  return {
    state: page.state,
    origin: page.origin,
    outcome: page.outcome ?? null,
    asked_at_ms: page.asked_at_ms ?? null,
    content_hash: page.content_hash ?? null,
    failing: page.failing ?? null,
    pending: page.mark === PENDING,
    near: page.near ?? null,
  };
}

async function seenFacts(
  table: Ports['table'],
  row: FrontierRow | undefined,
): Promise<NonNullable<PageInIndex['crawl']>['seen']> {
  if (row === undefined) return null;
  const { depth, known = false, parent, outcome = null, attempts = 0 } = row;
  const { way, cut } = await wayTo(table, row);
  return { depth, known, parent, outcome, attempts, way, way_cut: cut };
}

function placeIn(ports: Ports, manifest: Manifest, url: string): NonNullable<PageInIndex['live']> {
  const shard = manifest.shards.find(({ definition }) => holds(definition, url));
  if (shard === undefined) throw new Error(`no shard of ${manifest.index} holds ${url}: they leave a gap`);
  const pack = shard.pack.sha256;
  const known = ports.cluster().indexes.find(({ index }) => index === manifest.index)?.shards;
  const replicas = known?.find((copy) => copy.pack === pack)?.replicas ?? [];
  return { version: manifest.version, reason: manifest.reason, shard: shard.name, pack, replicas };
}

/** A row without its mark says what the version has that was packed last; while it waits, it says what is to come. */
function packedByRow(page: Page | undefined): PageInIndex['packed_by_row'] {
  if (page === undefined) return 'no';
  if (page.mark === PENDING) return 'pending';
  return page.state === 'present' ? 'yes' : 'no';
}
