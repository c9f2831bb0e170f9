import { describe, expect, it, vi } from 'vitest';
import type { ClusterView, HttpServices } from '../services.ts';
import { addReachedHost } from '#core/tables/crawl-hosts.ts';
import { cancelCrawl, finishCrawl, openCrawl } from '#core/tables/crawls.ts';
import { openUrls } from '#core/tables/frontier.ts';
import { writeProcess } from '#core/tables/processes.ts';
import { NO_PROGRESS, writeTally } from '#core/tables/tallies.ts';
import { type Timer, dueMark, timerKey, writeTimer } from '#core/tables/timers.ts';
import { ensureIndex, setWaiting } from '#core/tables/indexes.ts';
import { type HttpFixture, IDLE_CLUSTER, httpFixture } from '../testing/http-fixture.ts';
import { bury } from '../testing/bury.ts';
import type { AdminState } from './admin-state.ts';
import { AdminCollector } from './collector.ts';

const MIB = 2 ** 20;

function adminState(services: HttpServices): Promise<AdminState> {
  return new AdminCollector(services).look();
}

async function startCrawl(
  { services }: HttpFixture,
  crawl_id = 'site.gov.a',
  started_at_ms = 1000,
  domains: readonly string[] = ['site.gov'],
) {
  const { table } = services;
  await ensureIndex(table, 'site.gov', { shards: 1 }, 1);
  const start = { crawl_id, index: 'site.gov', site: 'site.gov', scheme: 'https', path: '/' } as const;
  const limits = { depth: 3, pages: 100 };
  const crawl = await openCrawl(table, { ...start, domains, limits }, started_at_ms);
  await openUrls(table, crawl_id, [{ url: 'https://site.gov/', depth: 0, parent: '' }]);
  return crawl;
}

function runningTimer(site: string, deadline_ms: number): Omit<Timer, 'revision'> {
  return {
    ...timerKey(site, site),
    mark: dueMark(deadline_ms),
    index: site,
    site,
    state: 'running',
    generation: 3,
    started_by: 'start',
    started_at_ms: 1,
    timeout_ms: 10,
    deadline_ms,
    callback: { queue: 'pack', message: { type: 'pack_full', index: site, site } },
  };
}

async function prepareQueues({ services }: HttpFixture): Promise<void> {
  for (const name of services.names.all) await services.queue.create(name);
}

describe('the state for the admin page', () => {
  it('has a crawl that moves with its progress, and its hosts as the workers treat them', async () => {
    await using fixture = await httpFixture();
    const { table, clock } = fixture.services;
    await startCrawl(fixture);
    const tally = { found: 9, fetched: 5, failed: 1, skipped: 1, bytes: 4096, refused_links: { rule: 2 } };
    await writeTally(table, 'site.gov.a', 'w', tally);
    const now_ms = clock.now();
    const flight = (id: string, start_at_ms: number, until_ms: number) => ({ id, start_at_ms, until_ms });
    const flights = [
      flight('begun', now_ms - 100, now_ms + 30_000),
      flight('ahead', now_ms + 20_000, now_ms + 50_000),
      flight('lost', now_ms - 60_000, now_ms - 30_000),
    ];
    const schedule = { next_at_ms: now_ms + 20_000, flights, penalty_until_ms: now_ms + 40_000 };
    await table.put('hosts', { pk: 'slots', sk: 'site.gov', revision: 1, schedule });
    const { crawls } = await adminState(fixture.services);
    expect(crawls).toEqual({
      items: [
        {
          crawl_id: 'site.gov.a',
          index: 'site.gov',
          url: 'https://site.gov/',
          state: 'running',
          limits: { depth: 3, pages: 100 },
          started_at_ms: 1000,
          progress: { ...tally, pages_per_s: 0 },
          pages_per_s_now: null,
          waiting: null,
          hosts: {
            items: [
              {
                host: 'site.gov',
                in_flight: 1,
                ahead: 1,
                next_slot_at_ms: now_ms + 20_000,
                blocked_until_ms: now_ms + 40_000,
              },
            ],
            total: 1,
            cut: false,
          },
        },
      ],
      total: 1,
      cut: false,
    });
  });

  it('shows the hosts that a crawl has reached below its domains', async () => {
    await using fixture = await httpFixture();
    const { table } = fixture.services;
    const crawl = await startCrawl(fixture, 'site.gov.a', 1000, ['site.gov', '*.site.gov']);
    await addReachedHost(table, crawl.sk, 0, 'docs.site.gov');
    const schedule = { next_at_ms: 0, flights: [], penalty_until_ms: 0 };
    for (const sk of ['site.gov', 'docs.site.gov'])
      await table.put('hosts', { pk: 'slots', sk, revision: 1, schedule });
    const [moving] = (await adminState(fixture.services)).crawls.items;
    expect(moving?.hosts.items.map(({ host }) => host)).toEqual(['site.gov', 'docs.site.gov']);
  });

  it('moves a crawl to those that ended, with its tally, as soon as it is packed', async () => {
    await using fixture = await httpFixture();
    const { table } = fixture.services;
    const crawl = await startCrawl(fixture);
    await writeTally(table, crawl.sk, 'w', { ...NO_PROGRESS, found: 4, fetched: 3, failed: 1 });
    const collector = new AdminCollector(fixture.services);
    expect((await collector.look()).crawls.total).toBe(1);
    await finishCrawl(table, crawl, { version: 1 }, 5000);
    collector.refresh();
    const { crawls, finished } = await collector.look();
    expect(crawls.items).toEqual([]);
    expect(finished.items).toMatchObject([
      {
        crawl_id: 'site.gov.a',
        state: 'done',
        finished_at_ms: 5000,
        version: 1,
        progress: { fetched: 3, failed: 1 },
      },
    ]);
  });

  it('tells the rate of the last seconds from its second look on', async () => {
    await using fixture = await httpFixture();
    const { table } = fixture.services;
    let now_ms = 0;
    const clock = { ...fixture.services.clock, monotonic: () => now_ms };
    await startCrawl(fixture);
    const collector = new AdminCollector({ ...fixture.services, clock });
    const none = { ...NO_PROGRESS, found: 100 };
    await writeTally(table, 'site.gov.a', 'w', { ...none, fetched: 10 });
    await collector.look();
    now_ms += 2000;
    await writeTally(table, 'site.gov.a', 'w', { ...none, fetched: 50 });
    expect((await collector.look()).crawls.items).toMatchObject([{ pages_per_s_now: 20 }]);
  });

  it('finds a crawl whose index has nothing but a timer yet', async () => {
    await using fixture = await httpFixture();
    const { table } = fixture.services;
    await startCrawl(fixture);
    await table.delete('indexes', { pk: 'indexes', sk: 'site.gov' });
    expect((await adminState(fixture.services)).crawls.total).toBe(0);
    await writeTimer(table, runningTimer('site.gov', 5000), undefined);
    expect((await adminState(fixture.services)).crawls.total).toBe(1);
  });

  it('shows a cancelled crawl until it is packed', async () => {
    await using fixture = await httpFixture();
    await startCrawl(fixture);
    await cancelCrawl(fixture.services.table, 'site.gov.a');
    expect((await adminState(fixture.services)).crawls.items).toMatchObject([{ state: 'cancelled' }]);
  });

  it('lists at most 50 crawls, the latest first, and says how many there are', async () => {
    await using fixture = await httpFixture();
    for (let n = 0; n < 53; n += 1) await startCrawl(fixture, `site.gov.${String(n).padStart(3, '0')}`, n);
    const { crawls } = await adminState(fixture.services);
    expect({ ...crawls, items: crawls.items.length }).toEqual({ items: 50, total: 53, cut: true });
    expect(crawls.items[0]?.crawl_id).toBe('site.gov.052');
  });

  it('counts what lies in the queues, those of searchers too, with the dead letters of each', async () => {
    await using fixture = await httpFixture();
    const { queue, names, clock } = fixture.services;
    await prepareQueues(fixture);
    const before_ms = clock.now();
    await queue.send(names.of('crawl'), [{ body: '1' }, { body: '2' }, { body: '3', delay_ms: 60_000 }]);
    await queue.receive(names.of('crawl'), { max: 1, wait_ms: 0, visibility_ms: 60_000 });
    await queue.create(names.searcher('0a1b2c3d-4e5f'));
    await queue.create(names.dead(names.searcher('0a1b2c3d-4e5f')));
    await bury(fixture.services, 'crawl', ['{}']);
    const { queues } = await adminState(fixture.services);
    expect(queues.items.map(({ name }) => name)).toEqual([
      'index',
      'crawl',
      'timer',
      'pack',
      'orchestrator',
      'searcher 0a1b2c3d',
    ]);
    const crawl = queues.items[1];
    expect(crawl).toMatchObject({ ready: 1, delayed: 1, in_flight: 1, dead: 1 });
    expect(crawl?.oldest_sent_at_ms).toBeGreaterThanOrEqual(before_ms);
    expect(queues.items[0]).toMatchObject({ ready: 0, oldest_sent_at_ms: null, dead: 0 });
  });

  it('says that the age of the oldest message is unknown where the service does not tell', async () => {
    await using fixture = await httpFixture();
    vi.spyOn(fixture.services.queue, 'counts').mockResolvedValue({ ready: 2, delayed: 0, in_flight: 0 });
    vi.spyOn(fixture.services.queue, 'peek').mockResolvedValue([]);
    const { queues } = await adminState(fixture.services);
    expect(queues.items[0]).toMatchObject({ ready: 2, oldest_sent_at_ms: 'unknown' });
  });

  it('has timers in the order in which they fire', async () => {
    await using fixture = await httpFixture();
    for (const [site, deadline_ms] of [
      ['b.gov', 9000],
      ['a.gov', 5000],
    ] as const) {
      await writeTimer(fixture.services.table, runningTimer(site, deadline_ms), undefined);
    }
    expect((await adminState(fixture.services)).timers).toEqual({
      items: [
        {
          index: 'a.gov',
          site: 'a.gov',
          state: 'running',
          generation: 3,
          fires: 'pack_full',
          deadline_ms: 5000,
        },
        {
          index: 'b.gov',
          site: 'b.gov',
          state: 'running',
          generation: 3,
          fires: 'pack_full',
          deadline_ms: 9000,
        },
      ],
      total: 2,
      cut: false,
    });
  });

  it('has the first 100 dead letters, bodies cut, and counts the others', async () => {
    await using fixture = await httpFixture();
    await prepareQueues(fixture);
    await bury(
      fixture.services,
      'crawl',
      Array.from({ length: 90 }, () => `{"type":"crawl"}`),
    );
    await bury(
      fixture.services,
      'timer',
      Array.from({ length: 30 }, () => 'x'.repeat(5000)),
    );
    const { dead } = await adminState(fixture.services);
    expect({ ...dead, items: dead.items.length }).toEqual({ items: 100, total: 120, cut: true });
    expect(dead.items[0]).toMatchObject({ type: 'crawl', code: 'failed', failures: 5, body_cut: false });
    expect(dead.items[99]).toMatchObject({ type: null, body: 'x'.repeat(4000), body_cut: true });
  });

  it('looks at dead letters only when their number has changed, and once in half a minute', async () => {
    await using fixture = await httpFixture();
    await prepareQueues(fixture);
    await bury(fixture.services, 'crawl', ['{}']);
    const peek = vi.spyOn(fixture.services.queue, 'peek');
    let now_ms = 0;
    const clock = { ...fixture.services.clock, monotonic: () => now_ms };
    const collector = new AdminCollector({ ...fixture.services, clock });
    for (let look = 0; look < 10; look += 1) {
      await collector.look();
      now_ms += 1000;
    }
    expect(peek).toHaveBeenCalledTimes(1);
    await bury(fixture.services, 'crawl', ['{}']);
    expect((await collector.look()).dead).toMatchObject({ items: { length: 1 }, total: 2, cut: true });
    now_ms = 30_000;
    expect((await collector.look()).dead).toMatchObject({ items: { length: 2 }, total: 2, cut: false });
    expect(peek).toHaveBeenCalledTimes(2);
  });

  it('looks at dead letters again at once when something was changed, even while it looked', async () => {
    await using fixture = await httpFixture();
    const { queue, names } = fixture.services;
    await prepareQueues(fixture);
    const [id] = await bury(fixture.services, 'crawl', ['{}']);
    const collector = new AdminCollector(fixture.services);
    const old = await queue.peek(names.dead(names.of('crawl')), 10);
    const peek = vi.spyOn(queue, 'peek').mockImplementationOnce(async () => {
      // While this look is under way, somebody drops the letter, and another one comes.
      collector.refresh();
      return old;
    });
    expect((await collector.look()).dead.items).toMatchObject([{ id }]);
    await collector.look();
    expect(peek).toHaveBeenCalledTimes(2);
    collector.refresh();
    await collector.look();
    expect(peek).toHaveBeenCalledTimes(3);
  });

  it('looks at dead letters again when it failed to', async () => {
    await using fixture = await httpFixture();
    await prepareQueues(fixture);
    await bury(fixture.services, 'crawl', ['{}']);
    let now_ms = 0;
    const clock = { ...fixture.services.clock, monotonic: () => now_ms };
    const collector = new AdminCollector({ ...fixture.services, clock });
    vi.spyOn(fixture.services.queue, 'peek').mockRejectedValueOnce(new Error('no network'));
    expect((await collector.look()).troubles).toEqual([{ part: 'queues', message: 'no network' }]);
    now_ms = 1000;
    expect(await collector.look()).toMatchObject({ troubles: [], dead: { items: [{ type: null }] } });
  });

  it('has indexes with their versions, and why packing waits', async () => {
    await using fixture = await httpFixture();
    await fixture.publish('site.gov', 4, { documents: 20 });
    await ensureIndex(fixture.services.table, 'new.gov', { shards: 2 }, 1);
    await setWaiting(fixture.services.table, 'new.gov', 'no room');
    const held = await fixture.hold('site.gov');
    const shard = { version: 3, shard: '0-of-1', pack: 'ab'.repeat(32), bytes: 4096, replicas: [] };
    fixture.cluster = {
      ...IDLE_CLUSTER,
      indexes: [{ index: 'site.gov', latest: 4, serving: 3, next: 4, shards: [shard] }],
    };
    const { indexes } = await adminState(fixture.services);
    expect(indexes.items).toMatchObject([
      { index: 'new.gov', live: 0, serving: null, documents: 0, shards: 2, waiting: 'no room', held: null },
      {
        index: 'site.gov',
        live: 4,
        serving: 3,
        loading: 4,
        documents: 20,
        bytes: 4096,
        held: { manifest: held },
      },
    ]);
  });

  it('puts replicas on their searchers, and counts a pack that two versions share once', async () => {
    await using fixture = await httpFixture();
    const replica = (searcher: string, state: 'active' | 'backfilling') => ({ searcher, state });
    const shard = { shard: '0-of-1', bytes: 3 * MIB };
    fixture.cluster = {
      epoch: 2,
      settled: true,
      searchers: [
        {
          id: 'one',
          endpoint: 'http://127.0.0.1:1',
          datacenter: 'default',
          free_mb: 10,
          packs: 3,
          silent_ms: 5,
        },
      ],
      indexes: [
        {
          index: 'site.gov',
          latest: 2,
          serving: 1,
          next: 2,
          shards: [
            { ...shard, version: 1, pack: 'same', replicas: [replica('one', 'active')] },
            { ...shard, version: 2, pack: 'same', replicas: [replica('one', 'active')] },
            { ...shard, version: 2, shard: '1-of-1', pack: 'new', replicas: [replica('one', 'backfilling')] },
          ],
        },
      ],
      issues: [{ code: 'no_room', index: 'site.gov', shard: null, message: 'full', age_ms: 3000 }],
    } satisfies ClusterView;
    const { searchers, issues, orchestrator } = await adminState(fixture.services);
    expect(orchestrator).toMatchObject({ here: true, epoch: 2, settled: true });
    expect(issues.items).toMatchObject([{ code: 'no_room', message: 'full' }]);
    expect(searchers.items).toMatchObject([
      {
        id: 'one',
        used_bytes: 3 * MIB,
        reserved_bytes: 3 * MIB,
        free_bytes: 10 * MIB,
        tiles: {
          total: 2,
          items: [
            { version: 2, state: 'active' },
            { shard: '1-of-1', state: 'backfilling' },
          ],
        },
      },
    ]);
  });

  it('tells processes that live from those that do not, and who is the orchestrator', async () => {
    await using fixture = await httpFixture();
    const { table, clock } = fixture.services;
    const common = { host: 'm', pid: 1, started_at_ms: 1, version: '1', datacenter: 'd' };
    const told = [
      { id: 'a', roles: ['orchestrator'], silent_ms: 0, endpoint: 'http://127.0.0.1:1' },
      { id: 'b', roles: ['crawler'], silent_ms: 40_000, endpoint: '' },
      { id: 'c', roles: ['packer'], silent_ms: 90_000, endpoint: '' },
    ];
    for (const { silent_ms, ...rest } of told) {
      const seen_at_ms = clock.now() - silent_ms;
      await writeProcess(table, { ...common, ...rest, seen_at_ms, handled: 3, failed: 0, in_work: 1 });
    }
    const role = { owner: 'a', sequence: 1, epoch: 7, endpoint: 'http://127.0.0.1:1' };
    await table.put('nodes', { pk: 'roles', sk: 'orchestrator', ...role });
    fixture.cluster = { ...IDLE_CLUSTER, epoch: null };
    const { processes, orchestrator } = await adminState(fixture.services);
    expect(processes.items.map(({ id, state, active }) => ({ id, state, active }))).toEqual([
      { id: 'a', state: 'alive', active: true },
      { id: 'b', state: 'silent', active: false },
      { id: 'c', state: 'gone', active: false },
    ]);
    expect(orchestrator).toMatchObject({ here: false, endpoint: 'http://127.0.0.1:1', epoch: 7 });
  });

  it('keeps what it had of a part that cannot be read, and says so', async () => {
    await using fixture = await httpFixture();
    const { table } = fixture.services;
    await startCrawl(fixture);
    const collector = new AdminCollector(fixture.services);
    await collector.look();
    await table.put('timers', { pk: 'timers', sk: 'x', mark: '000000000000001', state: 'odd' });
    collector.refresh();
    const { troubles, crawls } = await collector.look();
    expect(troubles).toMatchObject([{ part: 'timers', message: expect.stringContaining('row timers x') }]);
    expect(crawls.total).toBe(1);
    await table.delete('timers', { pk: 'timers', sk: 'x' });
    collector.refresh();
    expect((await collector.look()).troubles).toEqual([]);
  });
});
