import type { HoldReason } from '#core/cluster/hold-reason.ts';
import { type Manifest, countBytes, countDocuments } from '#core/pack/manifest.ts';
import { readManifest } from '#core/pack/read-manifest.ts';
import { versionChain } from '#core/pack/version-chain.ts';
import { hasCrawls } from '#core/tables/crawls.ts';
import { type Head, isLive, readHead, readHeads } from '#core/tables/heads.ts';
import { type Index, listIndexes, readIndex } from '#core/tables/indexes.ts';
import { readSchedule } from '#core/tables/schedules.ts';
import { Problem } from './problem.ts';
import { checkIndexName } from './parameters.ts';
import type { HttpServices } from './services.ts';

type Ports = Pick<HttpServices, 'config' | 'table' | 'objects' | 'cluster'>;

/** An index as `/v1/indexes` shows it. */
export interface IndexView {
  readonly index: string;
  /** The newest version; 0 before the first. */
  readonly version: number;
  /** What searches get; null while none is up, or the orchestrator is another process. */
  readonly serving_version: number | null;
  readonly documents: number;
  /** Of its packs, uncompressed. */
  readonly bytes: number;
  readonly shards: number;
  /** Per shard, wanted. */
  readonly replicas: number;
  readonly created_at_ms: number | null;
  /** When the newest version was made. */
  readonly updated_at_ms: number | null;
  /** Why packing waits, when it does. */
  readonly waiting: string | null;
  /** The version that the publish gate holds, if there is one. */
  readonly held: HeldView | null;
}

/** An index as `/v1/indexes/{index}` shows it. */
export interface IndexDetails extends IndexView {
  /**
   * When its next crawl is due by its schedule; null where none is set, and until the timer has looked at one that was set
   * just now.
   */
  readonly next_crawl_at_ms: number | null;
}

export interface HeldView {
  /** sha256 of its manifest: what it is called by whoever publishes or drops it. */
  readonly manifest: string;
  /** The version that was live when it was made. */
  readonly base: number;
  readonly held_at_ms: number;
  readonly documents: number;
  readonly bytes: number;
  /** Documents of the live version that it has not. */
  readonly lost: number;
  readonly reasons: readonly HoldReason[];
}

/** An index as the tables know it: one of the two is there at least. */
export interface KnownIndex {
  readonly name: string;
  readonly row: Index | undefined;
  readonly head: Head | undefined;
}

/**
 * Looks up an index. One that is being crawled for the first time is known too.
 * @throws {Problem} `bad_index_name`, `index_not_found`
 */
export async function findIndex(ports: Pick<Ports, 'table'>, name: string): Promise<KnownIndex> {
  checkIndexName(name);
  const [row, head] = await Promise.all([readIndex(ports.table, name), readHead(ports.table, name)]);
  if (row === undefined && !isLive(head) && !(await hasCrawls(ports.table, name))) {
    throw new Problem('index_not_found', `there is no index "${name}"`);
  }
  return { name, row, head };
}

/** Every index, by name. */
export async function allIndexes(ports: Pick<Ports, 'table'>): Promise<KnownIndex[]> {
  const known = new Map<string, KnownIndex>();
  for (const row of await listIndexes(ports.table)) known.set(row.sk, { name: row.sk, row, head: undefined });
  for await (const head of readHeads(ports.table)) {
    const row = known.get(head.sk)?.row;
    if (isLive(head) || row !== undefined) known.set(head.sk, { name: head.sk, row, head });
  }
  return [...known.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The live manifest; undefined before the first version. */
export async function liveManifest(
  ports: Pick<Ports, 'objects'>,
  known: KnownIndex,
): Promise<Manifest | undefined> {
  return isLive(known.head) ? readManifest(ports.objects, known.head) : undefined;
}

export async function indexView(ports: Ports, known: KnownIndex): Promise<IndexView> {
  const manifest = await liveManifest(ports, known);
  const { row } = known;
  return {
    index: known.name,
    version: manifest?.version ?? 0,
    serving_version: servingVersion(ports, known.name),
    documents: manifest === undefined ? 0 : countDocuments(manifest),
    bytes: manifest === undefined ? 0 : countBytes(manifest),
    shards: manifest?.shards.length ?? row?.shards ?? 0,
    replicas: ports.config.replicas,
    created_at_ms: row?.created_at_ms ?? null,
    updated_at_ms: manifest?.created_at_ms ?? null,
    waiting: row?.waiting ?? null,
    held: heldView(known),
  };
}

export async function indexDetails(ports: Ports, known: KnownIndex): Promise<IndexDetails> {
  const [view, schedule] = await Promise.all([
    indexView(ports, known),
    readSchedule(ports.table, known.name),
  ]);
  return { ...view, next_crawl_at_ms: schedule?.next_ms ?? null };
}

/** What the publish gate holds of an index. */
export function heldView({ head }: KnownIndex): HeldView | null {
  if (head?.held === undefined) return null;
  const { manifest_sha256, base, held_at_ms, documents, bytes, lost, reasons } = head.held;
  return { manifest: manifest_sha256, base, held_at_ms, documents, bytes, lost, reasons };
}

/** The version that searches get, as the orchestrator of this process knows it. */
export function servingVersion(ports: Pick<Ports, 'cluster'>, index: string): number | null {
  return ports.cluster().indexes.find((entry) => entry.index === index)?.serving ?? null;
}

/** The versions that can be gone back to and the live one, the newest first, at most `limit`. */
export async function keptVersions(
  ports: Pick<Ports, 'objects'>,
  live: Manifest,
  limit: number,
): Promise<Manifest[]> {
  const versions: Manifest[] = [];
  for await (const manifest of versionChain(ports.objects, live)) {
    versions.push(manifest);
    if (versions.length === limit) break;
  }
  return versions;
}
