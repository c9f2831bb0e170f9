import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { pino } from 'pino';
import type { z } from 'zod';
import { FileObjectStore } from '#adapters/embedded/file-object-store.ts';
import { SqliteQueue } from '#adapters/embedded/sqlite-queue.ts';
import { SqliteTable } from '#adapters/embedded/sqlite-table.ts';
import { systemClock } from '#adapters/system/system-clock.ts';
import { systemRandom } from '#adapters/system/system-random.ts';
import { readConfig } from '#config';
import { EMPTY_DIFF } from '#core/pack/document-diff.ts';
import { type Manifest, heldManifestKey, manifestKey } from '#core/pack/manifest.ts';
import { SettingsCache } from '#core/settings/settings-cache.ts';
import { readManifest } from '#core/pack/read-manifest.ts';
import { headKey, readHead } from '#core/tables/heads.ts';
import type { Message } from '#messages/registry.ts';
import { queueNames } from '#runtime/queue-names.ts';
import { Metrics } from '#runtime/metrics.ts';
import { asTyped } from '#workers/orchestrator/as-typed.ts';
import { countedSearch } from '#workers/orchestrator/counted-search.ts';
import { SearchLog } from '#workers/orchestrator/search-log.ts';
import type {
  JointAnswer,
  JointRequest,
  SearchAnswer,
  SearchRequest,
} from '#workers/orchestrator/search-answer.ts';
import type { SuggestAnswer, SuggestRequest } from '#workers/orchestrator/suggest-answer.ts';
import { IndexNotFound } from '#workers/orchestrator/search-errors.ts';
import { httpApp } from '../http-app.ts';
import type { ClusterView, HttpServices } from '../services.ts';

/** The API over real tables, objects and queues in a folder of its own; what is sent is caught, and searchers are played. */
export interface HttpFixture extends AsyncDisposable {
  readonly app: Hono;
  readonly services: HttpServices;
  /** What was sent. */
  readonly sent: Message[];
  /** What was searched for. */
  readonly searches: SearchRequest[];
  /** Answers searches; refuses every index at first. */
  suggest: (request: SuggestRequest) => SuggestAnswer;
  answer: (request: SearchRequest) => SearchAnswer;
  /** What the orchestrator says. */
  cluster: ClusterView;
  /** Takes moves of packs; throw to refuse. */
  move: HttpServices['move'];
  /** Compares versions: by default there is no document in any. */
  compare: HttpServices['compare'];
  /** Has the gate hold a version beside the live one. @returns the sha256 of its manifest. */
  hold(index: string): Promise<string>;
  /** Awaited before messages count as sent; throw to fail. */
  beforeSend: () => Promise<void>;
  /** Publishes a version of an index, as the packer does. */
  publish(
    index: string,
    version: number,
    options?: { documents?: number; reason?: string },
  ): Promise<Manifest>;
}

export const IDLE_CLUSTER: ClusterView = { epoch: 1, settled: true, searchers: [], indexes: [], issues: [] };

export async function httpFixture(env: Record<string, string> = {}): Promise<HttpFixture> {
  const data = await mkdtemp(join(tmpdir(), 'sitepack-http-'));
  const table = new SqliteTable({ data });
  const objects = new FileObjectStore({ data });
  const queue = new SqliteQueue({ data, clock: systemClock, random: systemRandom });
  const config = readConfig({ SITEPACK_DATA: data, ...env });
  const names = queueNames(config.prefix);
  const sent: Message[] = [];
  const searches: SearchRequest[] = [];
  const settings = new SettingsCache(table, systemClock);
  const counting = new SearchLog({
    table,
    clock: systemClock,
    random: systemRandom,
    log: pino({ level: 'silent' }),
    maps: { map: () => 'not_ready' },
    settings,
    isActive: () => false,
    keep_days: config.keep_searches,
    query_times: config.query_times,
  });
  const search = async (request: SearchRequest): Promise<SearchAnswer> => {
    searches.push(request);
    return fixture.answer(request);
  };
  const searchAll = async ({ indexes, ...request }: JointRequest): Promise<JointAnswer> => {
    const [index = ''] = indexes;
    const { index: _, version, hits, ...answer } = await search({ ...request, index: indexes.join(',') });
    return {
      indexes: indexes.map((name) => ({ index: name, version })),
      ...answer,
      hits: hits.map((hit) => Object.assign({ index }, hit)),
    };
  };
  const services: HttpServices = {
    config,
    table,
    objects,
    queue,
    names,
    clock: systemClock,
    random: systemRandom,
    log: pino({ level: 'silent' }),
    metrics: new Metrics(),
    outbox: {
      async send(messages) {
        await fixture.beforeSend();
        sent.push(...messages);
      },
    },
    search: countedSearch(asTyped(search), counting),
    searchAll: countedSearch(asTyped(searchAll), counting),
    searchSettings: async (index) => (await settings.get(index)).search,
    async suggest(request) {
      return fixture.suggest(request);
    },
    searches: counting,
    cluster: () => fixture.cluster,
    move: (of) => fixture.move(of),
    compare: (request) => fixture.compare(request),
  };
  const fixture: HttpFixture = {
    app: httpApp(services),
    services,
    sent,
    searches,
    answer: ({ index }) => {
      throw new IndexNotFound(index);
    },
    suggest: ({ index, typed, limit }) => ({
      index,
      version: 1,
      typed,
      suggestions: ['Opening hours', 'Open data'].slice(0, limit),
      shards: { total: 1, answered: 1 },
    }),
    cluster: IDLE_CLUSTER,
    move: () => Promise.resolve(),
    compare: () => Promise.resolve(EMPTY_DIFF),
    beforeSend: () => Promise.resolve(),
    publish: (index, version, options) => publish(services, index, version, options ?? {}),
    hold: (index) => holdVersion(services, index),
    async [Symbol.asyncDispose]() {
      await queue.close();
      await table.close();
      await objects.close();
      await rm(data, { recursive: true, force: true });
    },
  };
  return fixture;
}

async function publish(
  { table, objects }: HttpServices,
  index: string,
  version: number,
  { documents = 10, reason = 'a test' }: { documents?: number; reason?: string },
): Promise<Manifest> {
  const before = await readHead(table, index);
  const sha256 = 'ab'.repeat(32);
  const pack = {
    sha256,
    key: `packs/${index}/0-of-1/${sha256}.sqlite.zst`,
    bytes: 4096,
    compressed_bytes: 1024,
    documents,
  };
  const manifest: Manifest = {
    format: 1,
    index,
    version,
    parent: before === undefined ? null : { key: before.manifest_key, sha256: before.manifest_sha256 },
    fence: 1,
    created_at_ms: 1_700_000_000_000 + version * 60_000,
    reason,
    shards: [{ name: '0-of-1', definition: { kind: 'hash', from: 0, to: 2 ** 32 }, pack }],
  };
  const bytes = Buffer.from(JSON.stringify(manifest));
  const manifest_sha256 = createHash('sha256').update(bytes).digest('hex');
  const manifest_key = manifestKey(index, version, manifest_sha256);
  await objects.put(manifest_key, bytes);
  const lease = { deleted: false, lease_owner: '', lease_sequence: 0, fence: 1 };
  await table.put('heads', { pk: 'heads', sk: index, version, manifest_key, manifest_sha256, ...lease });
  return manifest;
}

async function holdVersion({ table, objects }: HttpServices, index: string): Promise<string> {
  const head = await readHead(table, index);
  if (head === undefined) throw new Error(`there is no index "${index}"`);
  const live = await readManifest(objects, head);
  const bytes = Buffer.from(JSON.stringify({ ...live, version: live.version + 1 }));
  const manifest_sha256 = createHash('sha256').update(bytes).digest('hex');
  const manifest_key = heldManifestKey(index, manifest_sha256);
  await objects.put(manifest_key, bytes);
  const text = '6 of 10 documents (60 %) would be lost (6 gone); at most 5 may (30 %)';
  const held = {
    manifest_key,
    manifest_sha256,
    base: head.version,
    since_ms: 1_700_000_000_000,
    held_at_ms: 1_700_000_001_000,
    documents: 4,
    bytes: 4096,
    lost: 6,
    reasons: [{ code: 'lost', live: 10, found: 6, threshold: 5, text }],
  };
  await table.update('heads', headKey(index), { set: { held } });
  return manifest_sha256;
}

/** An answer with hits `from` to `to` (without it) of `total`. */
export function searchAnswer(
  request: SearchRequest,
  total: number,
  change: Partial<SearchAnswer> = {},
): SearchAnswer {
  const { index, query, offset, limit } = request;
  const count = Math.max(0, Math.min(limit, total - offset));
  return {
    index,
    version: 1,
    query,
    corrected: null,
    did_you_mean: null,
    match: 'all',
    total,
    have_all: total,
    hits: Array.from({ length: count }, (_, n) => ({
      id: `https://site.gov/guide/page-${offset + n + 1}`,
      url: `https://site.gov/guide/page-${offset + n + 1}`,
      title: `Page ${offset + n + 1}`,
      snippet: { text: `Some words about ${query} & more`, matches: [{ from: 17, to: 17 + query.length }] },
      score: 1 / (offset + n + 1),
      pinned: false,
      missing: [],
      section: null,
      published_at_ms: null,
      modified_at_ms: null,
      types: [],
      fields: {},
    })),
    shards: { total: 1, answered: 1 },
    facets: {},
    next: null,
    timings: { router_ms: 3.25, searcher_ms: 1.5, details_ms: 0 },
    ...change,
  };
}

/** Sends JSON. */
export function tell(app: Hono, method: string, path: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return Promise.resolve(app.request(path, { method, headers, body: JSON.stringify(body) }));
}

export function post(app: Hono, path: string, body: unknown): Promise<Response> {
  return tell(app, 'POST', path, body);
}

/** The body of an answer, in the shape that a test goes on with. */
export async function readJson<Schema extends z.ZodType>(
  response: Response,
  schema: Schema,
): Promise<z.output<Schema>> {
  return schema.parse(await response.json());
}
