import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { z } from 'zod';
import { type Platform, openPlatform } from '#app/backend/platform.ts';
import { type Running, startWorkers } from '#app/compose.ts';
import { type CrawlReport, crawlReport } from '#app/http/crawl-view.ts';
import { readConfig } from '#config';
import type { Limits } from '#messages/message.ts';
import type { Message } from '#messages/registry.ts';
import { readCrawl } from '#core/tables/crawls.ts';
import { type FrontierRow, frontierRows } from '#core/tables/frontier.ts';
import { readHead } from '#core/tables/heads.ts';
import { readOrchestrator } from '#core/tables/nodes.ts';
import { hostOf, indexNameFor, pathOf, schemeOf } from '#core/crawl/url.ts';
import { type DeadLetter, readDeadLetter } from '#runtime/dead-letter.ts';
import { ROLES, type WorkerRole } from '#runtime/worker.ts';
import { BACKEND, type TestBackend, startBackend } from './backend.ts';
import { liveDocuments } from './live-packs.ts';
import { until } from './until.ts';
import { WorkerProcess } from './worker-process.ts';

/** Short times, so that a test need not wait long for what takes minutes in earnest. */
const QUICK = {
  SITEPACK_LOG: 'warn',
  SITEPACK_PORT: '0',
  SITEPACK_ALLOW_PRIVATE: '127.0.0.0/8',
  SITEPACK_DELAY_MS: '0',
  SITEPACK_HOST_CONCURRENCY: '64',
  SITEPACK_FETCH_TIMEOUT_MS: '2000',
  SITEPACK_RETRY_DELAY_MS: '50',
  SITEPACK_CRAWL_TIMEOUT_S: '2',
  SITEPACK_PAGE_TIMEOUT_S: '0.3',
  SITEPACK_LEASE_MS: '1500',
  SITEPACK_HEARTBEAT_MS: '300',
  SITEPACK_VISIBILITY_MS: '2000',
  SITEPACK_SEARCH_THREADS: '1',
};

export interface SystemOptions {
  /** SITEPACK_ variables beside, or in place of, the quick ones. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it stands on, when it is not for the run of the tests to say. */
  readonly backend?: 'embedded' | 'aws';
  /** Puts something between the workers of this process and their ports. */
  readonly wrap?: (platform: Platform) => Platform;
}

const searchAnswer = z.object({
  version: z.int(),
  match: z.enum(['all', 'any']),
  total: z.int(),
  hits: z.array(z.object({ id: z.string(), title: z.string(), snippet: z.object({ text: z.string() }) })),
  shards: z.object({ total: z.int(), answered: z.int() }),
});
export type Search = z.infer<typeof searchAnswer>;

/** One data folder, workers on it in this process or others, and ways to ask what came of it. */
export class TestSystem implements AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
  /** As the workers of this process have it. */
  readonly platform: Platform;
  readonly #bare: Platform;
  readonly #backend: TestBackend;
  readonly #started: { stop(): Promise<unknown> }[] = [];

  private constructor(
    env: Readonly<Record<string, string>>,
    bare: Platform,
    platform: Platform,
    backend: TestBackend,
  ) {
    this.env = env;
    this.#backend = backend;
    this.#bare = bare;
    this.platform = platform;
  }

  static async open(options: SystemOptions = {}): Promise<TestSystem> {
    const { env = {}, wrap = (platform) => platform } = options;
    const data = await mkdtemp(path.join(tmpdir(), 'sitepack-system-'));
    const backend = await startBackend(options.backend ?? BACKEND);
    const all = { ...QUICK, ...backend.env, ...env, SITEPACK_DATA: data };
    const log = pino(
      { level: process.env['SYSTEM_TEST_LOG'] ?? 'silent' },
      pino.destination({ dest: 2, sync: true }),
    );
    const bare = await openPlatform(readConfig(all), log);
    return new TestSystem(all, bare, wrap(bare), backend);
  }

  /** Starts workers in this process. */
  async start(
    roles: readonly WorkerRole[] = ROLES,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Running> {
    return this.startOn({ ...this.platform, config: readConfig({ ...this.env, ...env }) }, roles);
  }

  /** Starts workers in this process on a platform that was made from this one's. */
  async startOn(platform: Platform, roles: readonly WorkerRole[]): Promise<Running> {
    const running = await startWorkers(platform, { roles, port: 0 });
    this.#started.push(running);
    return running;
  }

  /** Starts workers in a process of their own. */
  spawn(roles: readonly WorkerRole[], env: Readonly<Record<string, string>> = {}): WorkerProcess {
    const worker = new WorkerProcess(roles, { ...this.env, ...env });
    this.#started.push({ stop: () => worker.kill() });
    return worker;
  }

  post(...messages: Message[]): Promise<void> {
    return this.#bare.outbox.send(messages);
  }

  /** Posts `index+crawl` for a URL. @returns the id of the crawl. */
  async crawl(
    url: string,
    options: { index?: string; limits?: Limits; domains?: string[]; hall_pass?: boolean } = {},
  ): Promise<string> {
    const { index = indexNameFor(hostOf(url)), ...rest } = options;
    const crawl_id = `${index}.${this.#bare.random.id()}`;
    await this.post({ type: 'index+crawl', ...addressOf(url), index, crawl_id, ...rest });
    return crawl_id;
  }

  /** Posts `index` for a URL. */
  index(url: string, index = indexNameFor(hostOf(url))): Promise<void> {
    return this.post({ type: 'index', ...addressOf(url), index });
  }

  /** Waits until a crawl is packed and reported. */
  async report(crawl_id: string, timeout_ms?: number): Promise<CrawlReport> {
    const { table, objects } = this.#bare;
    const what = `the end of crawl ${crawl_id}`;
    await until(what, async () => (await readCrawl(table, crawl_id))?.finished_at_ms, timeout_ms);
    const bytes = await objects.get(`reports/${crawl_id}.json`);
    return crawlReport.parse(JSON.parse(Buffer.from(bytes ?? '').toString()));
  }

  /** Crawls, waits, and gives the report. */
  async crawled(
    url: string,
    options: Parameters<TestSystem['crawl']>[1] & { timeout_ms?: number } = {},
  ): Promise<CrawlReport> {
    const { timeout_ms, ...rest } = options;
    return this.report(await this.crawl(url, rest), timeout_ms);
  }

  /** What became of every URL of a crawl. */
  async frontier(crawl_id: string): Promise<Map<string, FrontierRow>> {
    const rows = await Array.fromAsync(frontierRows(this.#bare.table, crawl_id, false));
    return new Map(rows.map((row) => [row.url, row]));
  }

  /** Content hashes by document id, from the packs of the live version. */
  documents(index: string): Promise<Map<string, string>> {
    return liveDocuments(this.#bare, index);
  }

  /** Waits for a version of an index that is later than `after`. @returns it. */
  version(index: string, after = 0, timeout_ms?: number): Promise<number> {
    const later = async () => {
      const version = (await readHead(this.#bare.table, index))?.version ?? 0;
      return version > after ? version : undefined;
    };
    return until(`a version of ${index} after ${after}`, later, timeout_ms);
  }

  /** Base URL of the active orchestrator. */
  async api(): Promise<string> {
    return until('an orchestrator', async () => {
      const row = await readOrchestrator(this.#bare.table);
      return row === undefined || row.owner === '' ? undefined : row.endpoint;
    });
  }

  /** Asks the API. @returns status and body, whatever the status. */
  async http(route: string, init: RequestInit = {}): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${await this.api()}${route}`, init);
    return { status: response.status, body: await response.json() };
  }

  async send(
    method: 'POST' | 'DELETE',
    route: string,
    body?: unknown,
  ): Promise<{ status: number; body: unknown }> {
    const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return this.http(route, { method, ...(body === undefined ? {} : json) });
  }

  /** Searches. @throws unless the answer is 200 and every shard answered. */
  async search(index: string, query: string, limit = 10): Promise<Search> {
    const { status, body } = await this.http(
      `/v1/indexes/${index}/search?q=${encodeURIComponent(query)}&limit=${limit}`,
    );
    if (status !== 200) throw new Error(`the search answers ${status}: ${JSON.stringify(body)}`);
    const answer = searchAnswer.parse(body);
    if (answer.shards.answered !== answer.shards.total)
      throw new Error(`${JSON.stringify(answer.shards)} answered`);
    return answer;
  }

  /** Waits until searches get a version, or a later one. */
  searchable(index: string, version = 0, timeout_ms?: number): Promise<number> {
    const view = z.object({ serving_version: z.int().nullable() });
    const serving = async () => {
      const { body } = await this.http(`/v1/indexes/${index}`);
      const { serving_version } = view.parse(body);
      return serving_version !== null && serving_version >= version ? serving_version : undefined;
    };
    return until(`version ${version} of ${index} to be searchable`, serving, timeout_ms);
  }

  /** Dead letters of a queue, given its logical name. */
  async deadLetters(queue: Parameters<Platform['names']['of']>[0]): Promise<DeadLetter[]> {
    const { names, queue: queues } = this.#bare;
    const lying = await queues.peek(names.dead(names.of(queue)), 1000);
    return lying.map(({ body }) => readDeadLetter(body)).filter((letter) => letter !== undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#started.map((started) => started.stop()));
    await this.#bare.close();
    await this.#backend[Symbol.asyncDispose]();
    await rm(this.#bare.config.data, { recursive: true, force: true });
  }
}

function addressOf(url: string) {
  return { site: hostOf(url), scheme: schemeOf(url), path: pathOf(url) };
}
