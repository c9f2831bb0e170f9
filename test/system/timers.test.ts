import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type MessageOf, parseMessage } from '#messages/registry.ts';
import { nextDue, timersOf } from '#core/tables/timers.ts';
import { TestSystem } from './harness.ts';
import { html } from './made-pages.ts';
import { MadeSite } from './site.ts';
import { until } from './until.ts';

/** What a timer posted, and when it was seen. */
interface Firing {
  readonly message: MessageOf<'pack_full'>;
  readonly at_ms: number;
}

/** Takes what lies in the queue of the packer, as fast as it comes. */
class Firings implements AsyncDisposable {
  readonly seen: Firing[] = [];
  readonly #stop = new AbortController();
  readonly #taking: Promise<void>;

  constructor(system: TestSystem) {
    this.#taking = this.#take(system);
  }

  of(site: string): readonly Firing[] {
    return this.seen.filter(({ message }) => message.site === site);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#taking;
  }

  async #take({ platform: { queue, names } }: TestSystem): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const options = { max: 10, wait_ms: 1000, visibility_ms: 30_000, signal };
      for (const { body, receipt } of await queue.receive(names.of('pack'), options)) {
        const message = parseMessage(body);
        if (message.type === 'pack_full') this.seen.push({ message, at_ms: Date.now() });
        await queue.delete(names.of('pack'), [receipt]);
      }
    }
  }
}

const start = (site: string, timeout: number): MessageOf<'start_timer'> => ({
  type: 'start_timer',
  site,
  index: 'made',
  timeout,
  callback_queue: 'pack',
  callback_msg: { type: 'pack_full', site, index: 'made' },
});
const reset = (site: string): MessageOf<'reset_timer'> => ({
  type: 'reset_timer',
  site,
  index: 'made',
  timeout: 0.2,
});

describe('the timer of a site', { timeout: 60_000 }, () => {
  it('fires its timeout after the last reset, and not before', async () => {
    await using system = await TestSystem.open();
    await using firings = new Firings(system);
    await system.start(['timer']);
    await system.post(start('a.gov', 0.6));
    let last_ms = 0;
    for (let n = 0; n < 5; n += 1) {
      await sleep(200);
      last_ms = Date.now();
      await system.post(reset('a.gov'));
    }
    const [firing] = await until('the firing', async () => firings.seen.length > 0 && firings.seen);
    expect(firing?.at_ms).toBeGreaterThanOrEqual(last_ms + 600);
    expect(firing?.at_ms).toBeLessThan(last_ms + 3000);
    expect(firing?.message).toMatchObject({ type: 'pack_full', site: 'a.gov', timer: { generation: 1 } });
  });

  it('fires at its greatest age however often it is reset', async () => {
    await using system = await TestSystem.open({ env: { SITEPACK_TIMER_MAX_FACTOR: '3' } });
    await using firings = new Firings(system);
    await system.start(['timer']);
    const started_ms = Date.now();
    await system.post(start('a.gov', 0.4));
    await until('the firing', async () => {
      await system.post(reset('a.gov'));
      return firings.seen.length > 0;
    });
    const after_ms = (firings.seen[0]?.at_ms ?? 0) - started_ms;
    expect(after_ms).toBeGreaterThanOrEqual(1200);
    expect(after_ms).toBeLessThan(4000);
  });

  it('fires once, though two workers look after it', async () => {
    await using system = await TestSystem.open();
    await using firings = new Firings(system);
    await system.start(['timer']);
    await system.start(['timer']);
    const sites = Array.from({ length: 40 }, (_, n) => `site${n}.gov`);
    for (const generation of [1, 2]) {
      await system.post(...sites.map((site) => start(site, 0.3)));
      await until(`generation ${generation}`, async () => firings.seen.length >= sites.length * generation);
    }
    await sleep(300);
    for (const site of sites) {
      expect(
        firings.of(site).map(({ message }) => message.timer?.generation),
        site,
      ).toEqual([1, 2]);
    }
    // What has fired is not looked at again.
    expect(await nextDue(system.platform.table)).toBeUndefined();
  });

  it('is not lost when its worker is killed, and fires when there is one again', async () => {
    await using system = await TestSystem.open();
    const worker = system.spawn(['timer']);
    const sites = Array.from({ length: 20 }, (_, n) => `site${n}.gov`);
    await system.post(...sites.map((site) => start(site, 1.5)));
    await worker.ready();
    await until(
      'the timers to be set',
      async () => (await timersOf(system.platform.table, 'made')).length === sites.length,
    );
    await worker.kill();
    await using firings = new Firings(system);
    await system.start(['timer']);
    const fired = () => new Set(firings.seen.map(({ message }) => message.site));
    await until('the firings', async () => fired().size >= sites.length);
    expect([...fired()].toSorted()).toEqual(sites.toSorted());
  });

  it('drops its callback when it is cancelled, and fires at once when it is expired', async () => {
    await using system = await TestSystem.open();
    await using firings = new Firings(system);
    await system.start(['timer']);
    await system.post(start('a.gov', 0.5), start('b.gov', 600));
    await until(
      'the timers to be set',
      async () => (await timersOf(system.platform.table, 'made')).length === 2,
    );
    await system.post({ type: 'cancel_timer', site: 'a.gov', index: 'made' });
    await system.post({ type: 'expire_timer', site: 'b.gov', index: 'made' });
    await until('the firing', async () => firings.of('b.gov').length === 1);
    await sleep(600);
    expect(firings.seen).toHaveLength(1);
  });
});

describe('a firing that is posted twice', { timeout: 60_000 }, () => {
  it('is packed once', async () => {
    await using site = await MadeSite.start();
    for (const name of ['a', 'b']) site.set(`/${name}`, { body: html({ title: name, text: name }) });
    await using system = await TestSystem.open();
    // No timer worker: the test posts what one would.
    await system.start(['indexer', 'packer']);
    const pack = (generation: number) => {
      const timer = { site: site.host, index: 'made', generation };
      return system.post({ type: 'pack_incremental', site: site.host, index: 'made', timer });
    };
    const read = (path: string) => until(`${path} to be read`, async () => site.asked(path).length > 0);
    const settled = () =>
      until('the packer to be done', async () => {
        const { ready, in_flight } = await system.platform.queue.counts(system.platform.names.of('pack'));
        return ready + in_flight === 0;
      });
    const indexed = () =>
      until('the indexer to be done', async () => {
        const { ready, in_flight } = await system.platform.queue.counts(system.platform.names.of('index'));
        return ready + in_flight === 0;
      });
    await system.index(site.url('/a'), 'made');
    await read('/a');
    await indexed();
    await pack(1);
    await settled();
    expect(await system.documents('made')).toEqual(site.documents(['/a']));
    await system.index(site.url('/b'), 'made');
    await read('/b');
    await indexed();
    await pack(1);
    await settled();
    expect(await system.documents('made')).toEqual(site.documents(['/a']));
    await pack(2);
    await settled();
    expect(await system.documents('made')).toEqual(site.documents(['/a', '/b']));
  });
});
