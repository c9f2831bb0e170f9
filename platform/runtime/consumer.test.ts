import pino from 'pino';
import { describe, expect, it, vi } from 'vitest';
import type { Message } from '#messages/registry.ts';
import { embedded } from '../../test/embedded.ts';
import { readDeadLetter } from './dead-letter.ts';
import { Metrics } from './metrics.ts';
import { runWorker } from './run-worker.ts';
import { Discard, type Handlers, RetryLater, type WorkerDefinition } from './worker.ts';

const settings = { visibility_ms: 1000, max_failures: 3, max_receives: 100 };
type Ports = Awaited<ReturnType<typeof embedded>>;

function crawlerWith(handlers: Handlers, more: Partial<WorkerDefinition> = {}): WorkerDefinition {
  return { role: 'crawler', queue: 'crawl', concurrency: 4, handler_timeout_ms: 30_000, handlers, ...more };
}
const crawl = (path: string): Message => ({ type: 'crawl', site: 'site.gov', path });

/** Runs a worker until `until` holds, then stops it. */
async function run(ports: Ports, worker: WorkerDefinition, until: () => unknown): Promise<void> {
  // Back-offs are drawn from this: none of them waits long here.
  const random = {
    ...ports.random,
    float: () => 0.05,
    id: () => ports.random.id(),
    uuid: () => ports.random.uuid(),
  };
  const running = runWorker(worker, { ...ports, random, metrics: new Metrics() }, settings);
  try {
    await vi.waitFor(until, { timeout: 8000, interval: 10 });
  } finally {
    await running.stop(2000);
  }
}

async function deadLetters({ queue, names }: Ports, of: string) {
  const letters = await queue.peek(names.dead(of), 10);
  return letters.map(({ body }) => readDeadLetter(body));
}

describe('the consume loop', () => {
  it('buries a message whose reason is longer than a queue takes', async () => {
    await using ports = await embedded();
    await ports.outbox.send([crawl('/a')]);
    const worker = crawlerWith({
      crawl: () => Promise.reject(new Discard('x'.repeat(300_000))),
    });
    const queue = ports.names.of('crawl');
    await run(ports, worker, async () => expect(await deadLetters(ports, queue)).toHaveLength(1));
    const [letter] = await deadLetters(ports, queue);
    expect(letter?.reason).toHaveLength(2000);
  });

  it('tells of an error that another one hid, which came of clearing up after it', async () => {
    await using ports = await embedded();
    await ports.outbox.send([crawl('/a')]);
    const worker = crawlerWith({
      crawl: () =>
        Promise.reject(new SuppressedError(new Error('not removed'), new Error('not read'), 'hidden')),
    });
    const queue = ports.names.of('crawl');
    const letters = () => deadLetters(ports, queue);
    await run(ports, worker, async () => expect(await letters()).toHaveLength(1));
    expect((await letters())[0]?.reason).toBe('Error: not read');
  });

  it('hands each message to the handler of its type and deletes it afterwards', async () => {
    await using ports = await embedded();
    const seen: string[] = [];
    await ports.outbox.send([crawl('/a'), crawl('/b')]);
    await run(ports, crawlerWith({ crawl: async (message) => void seen.push(message.path ?? '') }), () =>
      expect(seen).toHaveLength(2),
    );
    expect(seen.toSorted()).toEqual(['/a', '/b']);
    expect(await ports.queue.counts(ports.names.of('crawl'))).toEqual({ ready: 0, delayed: 0, in_flight: 0 });
  });

  it('marks what a handler sends as caused by its message', async () => {
    await using ports = await embedded();
    await ports.outbox.send([{ ...crawl('/a'), id: 'first' }]);
    const worker = crawlerWith({ crawl: (_, { send }) => send({ type: 'expire_timer', site: 'site.gov' }) });
    await run(ports, worker, async () =>
      expect((await ports.queue.counts(ports.names.of('timer'))).ready).toBe(1),
    );
    const [sent] = await ports.queue.peek(ports.names.of('timer'), 1);
    expect(JSON.parse(sent?.body ?? '')).toMatchObject({
      type: 'expire_timer',
      cause: 'first',
      id: expect.any(String),
    });
  });

  it('sends what is no message to the dead letters at once, with the reason, and goes on with the rest', async () => {
    await using ports = await embedded();
    const real = ports.names.of('crawl');
    const bodies = [
      'not json',
      '{"site":"site.gov"}',
      '{"type":"crawll","site":"a"}',
      '{"type":"crawl","site":"HTTP://X"}',
      '{"type":"update","index":"a","version":1}',
    ];
    await ports.queue.send(
      real,
      bodies.map((body) => ({ body })),
    );
    await ports.outbox.send([crawl('/good')]);
    const seen: unknown[] = [];
    await run(ports, crawlerWith({ crawl: async (message) => void seen.push(message.path) }), async () => {
      expect(seen).toEqual(['/good']);
      expect(await deadLetters(ports, real)).toHaveLength(5);
    });
    const letters = (await deadLetters(ports, real)).toSorted((a, b) =>
      (a?.code ?? '').localeCompare(b?.code ?? ''),
    );
    expect(letters.map((letter) => letter?.code)).toEqual([
      'bad_field',
      'no_type',
      'not_json',
      'unknown_type',
      'wrong_queue',
    ]);
    expect(letters[0]?.reason).toContain('"site"');
    expect(letters[0]?.body).toBe(bodies[3]);
  });

  it('tries a failing message again and gives it up after its failures, telling the worker', async () => {
    await using ports = await embedded();
    const dead: string[] = [];
    let tries = 0;
    await ports.outbox.send([crawl('/bad')]);
    const worker = crawlerWith(
      {
        crawl: async () => {
          tries += 1;
          throw new Error('it broke');
        },
      },
      { onDead: async (message, reason) => void dead.push(`${message.type}: ${reason}`) },
    );
    await run(ports, worker, async () =>
      expect(await deadLetters(ports, ports.names.of('crawl'))).toHaveLength(1),
    );
    expect(tries).toBe(settings.max_failures);
    expect(dead).toEqual(['crawl: Error: it broke']);
    expect((await deadLetters(ports, ports.names.of('crawl')))[0]).toMatchObject({
      code: 'failed',
      failures: 3,
    });
  });

  it('does not count being put off as a failure', async () => {
    await using ports = await embedded();
    let tries = 0;
    await ports.outbox.send([crawl('/early')]);
    const handler = async () => {
      tries += 1;
      if (tries < 8) throw new RetryLater(5, 'too early');
    };
    await run(ports, crawlerWith({ crawl: handler }), () => expect(tries).toBe(8));
    expect(await deadLetters(ports, ports.names.of('crawl'))).toEqual([]);
  });

  it('gives up what was delivered too often, whatever became of it, and tells the worker', async () => {
    await using ports = await embedded();
    await ports.outbox.send([crawl('/deadly')]);
    const real = ports.names.of('crawl');
    for (let n = 0; n <= settings.max_receives; n += 1) {
      const [taken] = await ports.queue.receive(real, { max: 1, wait_ms: 0, visibility_ms: 60_000 });
      await ports.queue.extend(real, [taken?.receipt ?? ''], 0);
    }
    const dead: string[] = [];
    let begun = 0;
    const worker = crawlerWith(
      {
        crawl: async () => {
          begun += 1;
        },
      },
      { onDead: async (message) => void dead.push(message.type) },
    );
    await run(ports, worker, async () => expect(await deadLetters(ports, real)).toHaveLength(1));
    expect((await deadLetters(ports, real))[0]).toMatchObject({ code: 'too_many_receives' });
    expect({ begun, dead }).toEqual({ begun: 0, dead: ['crawl'] });
  });

  it('cuts a body that fits no dead letter, and says so', async () => {
    await using ports = await embedded();
    const real = ports.names.of('crawl');
    await ports.queue.send(real, [{ body: '"'.repeat(262_000) }]);
    await run(ports, crawlerWith({ crawl: async () => {} }), async () =>
      expect(await deadLetters(ports, real)).toHaveLength(1),
    );
    const [letter] = await deadLetters(ports, real);
    expect(letter?.reason).toContain('262000 characters, is cut');
    expect(letter?.body.length).toBeGreaterThan(10_000);
  });

  it('ends a discarded message at once', async () => {
    await using ports = await embedded();
    await ports.outbox.send([crawl('/no')]);
    const worker = crawlerWith({
      crawl: async () => {
        throw new Discard('never');
      },
    });
    await run(ports, worker, async () =>
      expect(await deadLetters(ports, ports.names.of('crawl'))).toHaveLength(1),
    );
    expect((await deadLetters(ports, ports.names.of('crawl')))[0]).toMatchObject({
      code: 'discarded',
      reason: 'never',
      failures: 0,
    });
  });

  it('keeps a message hidden for as long as its handler runs', async () => {
    await using ports = await embedded();
    let begun = 0;
    let ended = 0;
    await ports.outbox.send([crawl('/slow')]);
    const handler = async () => {
      begun += 1;
      await ports.clock.sleep(2500);
      ended += 1;
    };
    await run(ports, crawlerWith({ crawl: handler }), () => expect(ended).toBe(1));
    expect(begun).toBe(1);
  });

  it('aborts a handler at its deadline and counts that as a failure', async () => {
    await using ports = await embedded();
    await ports.outbox.send([crawl('/hang')]);
    const handler = async (_: unknown, { signal }: { signal: AbortSignal }) => {
      await ports.clock.sleep(60_000, signal);
      signal.throwIfAborted();
    };
    const worker = crawlerWith({ crawl: handler }, { handler_timeout_ms: 200 });
    await run(ports, worker, async () =>
      expect(await deadLetters(ports, ports.names.of('crawl'))).toHaveLength(1),
    );
    expect((await deadLetters(ports, ports.names.of('crawl')))[0]?.reason).toContain(
      'was not done after 200 ms',
    );
  });

  it('hands back at stop what it did not begin, and what does not end in time, without counting a failure', async () => {
    await using ports = await embedded();
    await ports.outbox.send(Array.from({ length: 6 }, (_, n) => crawl(`/${n}`)));
    let begun = 0;
    const handler = async (_: unknown, { signal }: { signal: AbortSignal }) => {
      begun += 1;
      await ports.clock.sleep(60_000, signal);
      signal.throwIfAborted();
    };
    const running = runWorker(
      crawlerWith({ crawl: handler }, { concurrency: 2 }),
      { ...ports, metrics: new Metrics() },
      settings,
    );
    await vi.waitFor(() => expect(begun).toBe(2));
    await running.stop(50);
    expect(await ports.queue.counts(ports.names.of('crawl'))).toMatchObject({
      ready: 6,
      delayed: 0,
      in_flight: 0,
    });
    const { rows } = await ports.table.query('failures', { pk: ports.names.of('crawl') });
    expect(rows).toEqual([]);
  });

  it('comes to its end when the queue takes nothing back, and says so', async () => {
    await using ports = await embedded();
    const lines: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
    await ports.outbox.send(Array.from({ length: 6 }, (_, n) => crawl(`/${n}`)));
    const extend = () => Promise.reject(new Error('the queue is down'));
    const queue = new Proxy(ports.queue, {
      get: (target, name) => {
        if (name === 'extend') return extend;
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const seen = { begun: 0, ended: 0, loop: 'runs' };
    const handler = async () => {
      seen.begun += 1;
      await ports.clock.sleep(150);
      seen.ended += 1;
    };
    const loop = async ({ signal }: { signal: AbortSignal }) => {
      await ports.clock.sleep(60_000, signal);
      seen.loop = 'ended';
    };
    const worker = crawlerWith(
      { crawl: handler },
      { concurrency: 2, background: [{ name: 'beside', run: loop }] },
    );
    const running = runWorker(worker, { ...ports, queue, log, metrics: new Metrics() }, settings);
    await vi.waitFor(() => expect(seen.begun).toBe(2));
    await running.stop(2000);
    expect(seen).toEqual({ begun: 2, ended: 2, loop: 'ended' });
    expect(lines.join('')).toMatch(/the queue is down.*could not be handed back/);
  });

  it('takes nothing while it is a standby', async () => {
    await using ports = await embedded();
    let active = false;
    const seen: string[] = [];
    await ports.outbox.send([crawl('/a')]);
    const worker = crawlerWith(
      { crawl: async (message) => void seen.push(message.path ?? '') },
      { active: () => active },
    );
    const running = runWorker(worker, { ...ports, metrics: new Metrics() }, settings);
    await ports.clock.sleep(200);
    expect(seen).toEqual([]);
    active = true;
    await vi.waitFor(() => expect(seen).toEqual(['/a']));
    await running.stop(1000);
  });
});
