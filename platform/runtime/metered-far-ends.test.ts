import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { UndiciWeb } from '#adapters/net/web.ts';
import { systemClock } from '#adapters/system/system-clock.ts';
import { ThreadPool } from '#adapters/system/thread-pool.ts';
import { computeSuite } from '#ports/compute.suite.ts';
import { type Peer, PeerError } from '#ports/peer.ts';
import type { SuiteTasks } from '#ports/testing/suite-tasks.ts';
import { listenOnLoopback, webSuite } from '#ports/web.suite.ts';
import { meteredCompute } from './metered-compute.ts';
import { meteredPeer } from './metered-peer.ts';
import { meteredSearch } from './metered-search.ts';
import { meteredWeb } from './metered-web.ts';
import { Metrics } from './metrics.ts';

const metering = { metrics: new Metrics(), clock: systemClock };
const openWeb = (allow_private: readonly string[]) =>
  new UndiciWeb({ allow_private: [...allow_private], ports: [] });

webSuite('a metered undici', ({ allow_loopback }) =>
  meteredWeb(openWeb(allow_loopback ? ['127.0.0.0/8'] : []), metering),
);

const pool = new ThreadPool<SuiteTasks>({
  module: new URL('../ports/testing/suite-tasks.ts', import.meta.url),
  threads: 2,
  max_waiting: 4,
});
computeSuite('a metered ThreadPool', async () => meteredCompute(pool, metering));

it('every task of the suite was counted, by how it ended', async () => {
  expect(await metering.metrics.value('tasks', { task: 'fail', outcome: 'error' })).toBe(1);
  expect(await metering.metrics.value('tasks', { task: 'echo', outcome: 'ok' })).toBe(1);
});

it('requests to sites are counted by the class of their status, with their bytes, or by their error', async () => {
  const metrics = new Metrics();
  const server = createServer((request, response) => {
    response.writeHead(Number(request.url?.slice(1))).end('12345');
  });
  const origin = `http://127.0.0.1:${await listenOnLoopback(server)}`;
  const web = meteredWeb(openWeb(['127.0.0.0/8']), { metrics, clock: systemClock });
  const ask = (path: string) => web.request({ url: `${origin}${path}`, timeout_ms: 5000, max_bytes: 100 });
  try {
    for (const path of ['/200', '/201', '/404', '/503']) await ask(path);
    await expect(web.request({ url: 'nonsense', timeout_ms: 50, max_bytes: 1 })).rejects.toThrow(/nonsense/);
  } finally {
    await web.close();
    server.closeAllConnections();
    server.close();
  }
  const requests = (status: string) => metrics.value('web_requests', { status });
  expect(await Promise.all(['2xx', '4xx', '5xx', 'error'].map(requests))).toEqual([2, 1, 1, 1]);
  expect(await metrics.value('web_bytes')).toBe(20);
  expect(await metrics.value('web_errors', { code: 'bad_url' })).toBe(1);
});

it('a call to a peer is counted, and its error passed on as it is', async () => {
  const metrics = new Metrics();
  const failure = new PeerError('busy', 'no thread is free');
  const peer: Peer = {
    statistics: () => Promise.resolve({ documents: 0, length: 0, languages: [], words: {} }),
    suggest: () => Promise.resolve([]),
    near: () => Promise.resolve([]),
    search: () => Promise.resolve({ all: 0, any: 0, hits: [], facets: [], took_ms: 1 }),
    details: () => Promise.reject(failure),
    close: () => Promise.resolve(),
  };
  const metered = meteredPeer(peer, { metrics, clock: systemClock });
  const { signal } = new AbortController();
  const question = { index: 'i', pack: 'p', query: 'q' };
  await metered.search('http://x', { ...question, limit: 1, details_from: 0 }, signal);
  await expect(metered.details('http://x', { ...question, ids: [] }, signal)).rejects.toBe(failure);
  const calls = (operation: string, outcome: string) =>
    metrics.value('port_calls', { port: 'peer', operation, outcome });
  expect([await calls('search', 'ok'), await calls('details', 'error')]).toEqual([1, 1]);
});

it('a search is counted by how it ended, with the shards that took part', async () => {
  const metrics = new Metrics();
  const ends: Record<string, () => Promise<{ shards: { total: number; answered: number } }>> = {
    whole: () => Promise.resolve({ shards: { total: 3, answered: 3 } }),
    part: () => Promise.resolve({ shards: { total: 3, answered: 1 } }),
    bad: () => Promise.reject(Object.assign(new Error('bad'), { code: 'bad_query' })),
    strange: () => Promise.reject(Object.assign(new Error('disk'), { code: 'SQLITE_IOERR_17' })),
  };
  const metered = meteredSearch(
    ({ query }: { query: string; signal: AbortSignal }) => ends[query]?.() ?? Promise.reject(new Error('?')),
    { metrics, clock: systemClock },
  );
  const live = new AbortController().signal;
  await metered({ query: 'whole', signal: live });
  await metered({ query: 'part', signal: live });
  for (const query of ['bad', 'strange'])
    await expect(metered({ query, signal: live })).rejects.toThrow(/bad|disk/);
  await expect(metered({ query: 'bad', signal: AbortSignal.abort() })).rejects.toThrow('bad');
  const searches = (status: string) => metrics.value('searches', { status });
  const statuses = ['complete', 'partial', 'bad_query', 'error', 'aborted'];
  expect(await Promise.all(statuses.map(searches))).toEqual([1, 1, 1, 1, 1]);
  expect([await metrics.value('shards_asked'), await metrics.value('shards_answered')]).toEqual([6, 4]);
});
