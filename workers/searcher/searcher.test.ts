import { cpSync, existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { systemClock } from '#adapters/system/system-clock.ts';
import { InlineCompute } from '#adapters/system/inline-compute.ts';
import { ThreadPool } from '#adapters/system/thread-pool.ts';
import { type SearchTasks, searchTasks } from '#core/pack/search-tasks.ts';
import { page, temporaryFolder } from '#core/pack/testing/documents.ts';
import type { Message, MessageOf } from '#messages/registry.ts';
import { type Compute, ComputeBusy, ComputeTimeout } from '#ports/compute.ts';
import { Rig, unloadOf } from './testing/rig.ts';

function words(version: number, count: number): ReturnType<typeof page>[] {
  return Array.from({ length: count }, (_, n) =>
    page({ path: `/${n}`, title: `version ${version}`, body: 'common words '.repeat(20) }),
  );
}

/** Tasks in place, the first `search_pack` of which waits until it is let go. */
class HeldCompute extends InlineCompute<SearchTasks> {
  readonly begun = Promise.withResolvers<void>();
  readonly go = Promise.withResolvers<void>();

  override async run<Name extends keyof SearchTasks>(
    name: Name,
    input: Parameters<SearchTasks[Name]>[0],
  ): Promise<Awaited<ReturnType<SearchTasks[Name]>>> {
    if (name === 'search_pack') {
      this.begun.resolve();
      await this.go.promise;
    }
    return super.run(name, input);
  }
}

describe('a searcher', () => {
  it('has a queue of its own from its start to its end', async () => {
    await using rig = new Rig();
    const searcher = await rig.start();
    expect(searcher.worker.queue).toEqual({ name: `sitepack-searcher-${searcher.id}` });
    const names = [`sitepack-searcher-${searcher.id}`, `sitepack-searcher-${searcher.id}-dead`];
    expect([...rig.queues]).toEqual(names);
    await searcher.close();
    expect([...rig.queues]).toEqual([]);
  });

  it('leaves its dead letters, also those that are not counted yet', async () => {
    await using rig = new Rig();
    const letter = { message_id: 'm', receipt: '', body: '{}', group: undefined };
    const dead: string[] = [];
    for (const left of [
      () => (rig.letters = 1),
      () => {
        rig.letters = 0;
        rig.front = [{ ...letter, sent_at_ms: 0, receive_count: 1 }];
      },
    ]) {
      const searcher = await rig.start();
      dead.push(`sitepack-searcher-${searcher.id}-dead`);
      left();
      await searcher.close();
      expect([...rig.queues]).toEqual(dead);
    }
  });

  it('registers with each heartbeat, and says goodbye', async () => {
    await using rig = new Rig();
    const searcher = await rig.start();
    const stop = new AbortController();
    const running = searcher.worker.background?.[0]?.run(rig.handling(stop.signal));
    await rig.clock.settle();
    const message = await rig.publish(words(1, 1));
    await rig.handle(searcher, message);
    rig.free_bytes = 5.9 * 2 ** 20;
    await rig.clock.advance(2000);
    stop.abort();
    await running;
    const registrations = rig.sent.filter(({ type }) => type === 'register');
    const packs = [{ index: 'site.gov', shard: '0-of-1', pack: message.pack }];
    const { id: searcher_id, endpoint } = searcher;
    expect(registrations).toMatchObject([
      {
        searcher_id,
        endpoint,
        sequence: 1,
        free_space: 1024,
        packs: [],
        machine: { cores: 2 },
        datacenter: 'default',
      },
      { sequence: 2, free_space: 5, packs },
      { sequence: 3, packs, leaving: true },
    ]);
    expect(registrations[1]).not.toHaveProperty('leaving');
  });

  it('goes on registering when one registration could not be sent', async () => {
    await using rig = new Rig();
    const searcher = await rig.start();
    const stop = new AbortController();
    const handling = rig.handling(stop.signal);
    let tries = 0;
    const send = async (...messages: readonly Message[]): Promise<void> => {
      tries += 1;
      if (tries === 1) throw new Error('the queue is away');
      await handling.send(...messages);
    };
    const running = searcher.worker.background?.[0]?.run({ ...handling, send });
    await rig.clock.advance(2000);
    stop.abort();
    await running;
    expect(rig.sent).toMatchObject([{ sequence: 2 }, { sequence: 3, leaving: true }]);
  });

  it('drops a pack only after the query that runs on it', async () => {
    const compute = new HeldCompute(searchTasks);
    await using rig = new Rig(compute);
    const searcher = await rig.start();
    const message = await rig.publish(words(1, 3));
    await rig.handle(searcher, message);
    const running = rig.search(searcher, message, 'words');
    await compute.begun.promise;
    const unloading = rig.handle(searcher, unloadOf(message));
    await rig.clock.settle();
    await expect(rig.search(searcher, message, 'words')).rejects.toMatchObject({ code: 'pack_not_served' });
    expect(existsSync(rig.path(`${message.pack}.sqlite`))).toBe(true);
    expect(rig.sent).toMatchObject([{ type: 'loaded' }]);
    compute.go.resolve();
    expect((await running).all).toBe(3);
    await unloading;
    expect(rig.sent).toMatchObject([{ type: 'loaded' }, { type: 'unloaded' }]);
    expect(readdirSync(rig.folder.path)).toEqual([]);
  });

  it.each([
    ['busy', new ComputeBusy(100)],
    ['timeout', new ComputeTimeout('search_pack', 2000)],
    ['failed', new Error('database disk image is malformed')],
  ])('tells a router that it is %s', async (code, error) => {
    const queries: Compute<SearchTasks> = new InlineCompute(searchTasks);
    await using rig = new Rig();
    const searcher = await rig.start({ queries });
    const message = await rig.publish(words(1, 1));
    await rig.handle(searcher, message);
    queries.run = () => Promise.reject(error);
    await expect(rig.search(searcher, message, 'words')).rejects.toMatchObject({ code });
  });

  it('killed while it loads leaves nothing but parts, which the next one clears away', async () => {
    await using rig = new Rig();
    using copy = temporaryFolder();
    const searcher = await rig.start();
    const kept = await rig.publish(words(1, 3));
    await rig.handle(searcher, kept);
    const message = await rig.publish(words(2, 300));
    const { promise: halfway, resolve: reached } = Promise.withResolvers<void>();
    const stop = new AbortController();
    rig.objects.halfway = () => {
      reached();
      return new Promise((_, reject) => {
        stop.signal.addEventListener('abort', () => reject(new Error('stopped')));
      });
    };
    const loading = rig.handle(searcher, message, stop.signal);
    await halfway;
    await expect.poll(() => existsSync(rig.path(`${message.pack}.sqlite.part`))).toBe(true);
    // What a process that is killed here leaves on disk.
    cpSync(rig.folder.path, copy.path, { recursive: true });
    stop.abort();
    await expect(loading).rejects.toThrow(/stopped|abort/iu);
    expect(readdirSync(copy.path).toSorted()).toEqual(
      [`${kept.pack}.json`, `${kept.pack}.sqlite`, `${message.pack}.sqlite.part`].toSorted(),
    );
    const next = await rig.start({ scratch: rig.scratch(copy.path) });
    expect(readdirSync(copy.path).toSorted()).toEqual([`${kept.pack}.json`, `${kept.pack}.sqlite`]);
    expect((await rig.search(next, kept, 'words')).all).toBe(3);
  });

  it('ends a heavy query at its timeout, and answers others and registers meanwhile', async () => {
    const module = new URL('testing/heavy-tasks.ts', import.meta.url);
    await using rig = new Rig(new ThreadPool<SearchTasks>({ module, threads: 2, max_waiting: 100 }));
    const searcher = await rig.start({ settings: { ...rig.settings, search_timeout_ms: 1000 } });
    const message = await rig.publish(words(1, 3));
    await rig.handle(searcher, message);
    let ended = false;
    const heavy = rig.search(searcher, message, 'heavy').finally(() => {
      ended = true;
    });
    const stop = new AbortController();
    const beating = searcher.worker.background?.[0]?.run(rig.handling(stop.signal));
    for (let n = 0; n < 20; n += 1) expect((await rig.search(searcher, message, 'words')).all).toBe(3);
    await rig.clock.advance(4000);
    expect(rig.sent.filter(({ type }) => type === 'register')).toHaveLength(3);
    expect(ended).toBe(false);
    await expect(heavy).rejects.toMatchObject({ code: 'timeout' });
    expect((await rig.search(searcher, message, 'words')).all).toBe(3);
    stop.abort();
    await beating;
  });

  it('swaps packs under load without one failed query', async () => {
    const pool = (): ThreadPool<SearchTasks> =>
      new ThreadPool({
        module: new URL('../../core/pack/tasks.ts', import.meta.url),
        threads: 2,
        max_waiting: 1000,
      });
    await using checks = pool();
    await using rig = new Rig(pool());
    const searcher = await rig.start({ checks, clock: systemClock });
    const versions: MessageOf<'load'>[] = [];
    for (let version = 1; version <= 6; version += 1)
      versions.push(await rig.publish(words(version, 50 + version)));
    const [first] = versions;
    if (first === undefined) throw new Error('six versions were published');
    await rig.handle(searcher, first);
    const state = { live: first, asked: 0, done: false };
    const ask = async (): Promise<void> => {
      while (!state.done) {
        const version = versions.indexOf(state.live) + 1;
        const { all, hits } = await rig.search(searcher, state.live, 'common words');
        state.asked += 1;
        expect([all, hits[0]?.details?.title]).toEqual([50 + version, `version ${version}`]);
      }
    };
    const asking = Promise.all(Array.from({ length: 8 }, ask));
    for (const next of versions.slice(1)) {
      await rig.handle(searcher, next);
      const before = state.live;
      state.live = next;
      const sent = state.asked;
      // Whoever asked by the map of before has its answer by then.
      await expect.poll(() => state.asked, { interval: 5 }).toBeGreaterThanOrEqual(sent + 16);
      await rig.handle(searcher, unloadOf(before));
    }
    state.done = true;
    await asking;
    expect(rig.sent.map(({ type }) => type)).toEqual([
      'loaded',
      ...versions.slice(1).flatMap(() => ['loaded', 'unloaded']),
    ]);
    expect(readdirSync(rig.folder.path)).toHaveLength(2);
  });
});
