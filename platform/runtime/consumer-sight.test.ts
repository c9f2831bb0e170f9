import pino from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { Message } from '#messages/registry.ts';
import { embedded } from '../../test/embedded.ts';
import { Metrics } from './metrics.ts';
import { runWorker } from './run-worker.ts';
import { Discard, type Handlers, RetryLater, type WorkerDefinition } from './worker.ts';

const settings = { visibility_ms: 1000, max_failures: 2, max_receives: 100 };
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const sentMessage = z.object({ cause: z.string(), traceparent: z.string() });
const logLine = z.looseObject({ msg: z.string() });

/** A crawler on ports of its own, with its metrics and the lines that it logs. */
async function crawler(handlers: Handlers, more: Partial<WorkerDefinition> = {}) {
  const ports = await embedded();
  const metrics = new Metrics();
  const lines: z.infer<typeof logLine>[] = [];
  const log = pino({ level: 'trace' }, { write: (line) => void lines.push(logLine.parse(JSON.parse(line))) });
  const random = {
    // Back-offs are drawn from this: none of them waits long here.
    float: () => 0.05,
    id: () => ports.random.id(),
    uuid: () => ports.random.uuid(),
  };
  const worker: WorkerDefinition = {
    role: 'crawler',
    queue: 'crawl',
    concurrency: 2,
    handler_timeout_ms: 30_000,
    handlers,
    ...more,
  };
  const running = runWorker(worker, { ...ports, random, metrics, log }, settings);
  return {
    ports,
    metrics,
    lines,
    running,
    send: (...messages: Message[]) => ports.outbox.send(messages),
    ended: (outcome: string, type = 'crawl') => metrics.value('ended', { queue: 'crawl', type, outcome }),
    async [Symbol.asyncDispose]() {
      await running.stop(1000);
      await ports[Symbol.asyncDispose]();
    },
  };
}
const page = (path: string): Message => ({ type: 'crawl', site: 'site.gov', path });

describe('what can be seen of a worker', () => {
  it('is what became of each message', async () => {
    const tries = new Map<string, number>();
    await using subject = await crawler({
      crawl: async ({ path = '' }) => {
        const tried = (tries.get(path) ?? 0) + 1;
        tries.set(path, tried);
        if (path === '/early' && tried === 1) throw new RetryLater(1, 'too early');
        if (path === '/no') throw new Discard('never');
        if (path === '/bad') throw new Error('it broke');
      },
    });
    const { ports, metrics, ended } = subject;
    await subject.send(page('/good'), page('/early'), page('/no'), page('/bad'));
    await ports.queue.send(ports.names.of('crawl'), [{ body: 'not json' }]);
    await vi.waitFor(async () => {
      expect(await ended('done')).toBe(2);
      expect(await ended('dead')).toBe(2);
      expect(await ended('dead', 'unreadable')).toBe(1);
    });
    expect([await ended('put_off'), await ended('failed')]).toEqual([1, 1]);
    expect(await metrics.value('taken', { queue: 'crawl', type: 'crawl' })).toBe(6);
    expect(await metrics.value('taken', { type: 'unreadable' })).toBe(1);
    // One that is put off is another message when it comes back; one that failed is the same.
    expect(await metrics.value('age', { queue: 'crawl' })).toBe(6);
    expect(await metrics.value('handler', { type: 'crawl' })).toBe(6);
    expect(metrics.totals()).toEqual({ handled: 2, failed: 4, in_work: 0 });
  });

  it('is what it works on at this moment, and what it handed back', async () => {
    const begun: string[] = [];
    await using subject = await crawler({
      crawl: async ({ path = '' }, { signal }) => {
        begun.push(path);
        await new Promise((resolve) => {
          signal.addEventListener('abort', resolve, { once: true });
        });
        signal.throwIfAborted();
      },
    });
    await subject.send(...Array.from({ length: 4 }, (_, n) => page(`/${n}`)));
    await vi.waitFor(() => expect(begun).toHaveLength(2));
    expect(await subject.metrics.value('in_work', { queue: 'crawl' })).toBe(2);
    await subject.running.stop(10);
    expect(await subject.metrics.value('in_work')).toBe(0);
    expect([await subject.ended('returned'), await subject.ended('returned', 'unread')]).toEqual([2, 2]);
    expect(subject.metrics.totals()).toEqual({ handled: 0, failed: 0, in_work: 0 });
  });

  it('is whether it has the role that one has at a time', async () => {
    let active = false;
    await using subject = await crawler({ crawl: async () => {} }, { active: () => active });
    const held = () => subject.metrics.value('lease_held', { role: 'crawler' });
    expect(await held()).toBe(0);
    active = true;
    expect(await held()).toBe(1);
  });

  it('is a line that says which message it is about, in which crawl and trace', async () => {
    await using subject = await crawler({
      crawl: async (_, { log }) => log.info({ links: 3 }, 'links posted'),
    });
    const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;
    await subject.send({ ...page('/a'), id: 'first', crawl_id: 'site.gov.1', traceparent });
    await vi.waitFor(async () => expect(await subject.ended('done')).toBe(1));
    expect(subject.lines.find(({ msg }) => msg === 'links posted')).toMatchObject({
      worker: 'crawler',
      queue: subject.ports.names.of('crawl'),
      type: 'crawl',
      message_id: 'first',
      crawl_id: 'site.gov.1',
      trace_id: TRACE,
      links: 3,
    });
  });

  it('is the same of a message that failed, was put off, and is dead', async () => {
    let tries = 0;
    await using subject = await crawler({
      crawl: async () => {
        tries += 1;
        if (tries === 1) throw new RetryLater(1, 'too early');
        throw new Error('it broke');
      },
    });
    const about = { type: 'crawl', message_id: 'first', crawl_id: 'site.gov.1', trace_id: TRACE };
    const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;
    await subject.send({ ...page('/a'), id: 'first', crawl_id: 'site.gov.1', traceparent });
    await vi.waitFor(async () => expect(await subject.ended('dead')).toBe(1));
    for (const msg of ['put off', 'failed', 'message is dead'])
      expect(
        subject.lines.find((line) => line.msg === msg),
        msg,
      ).toMatchObject(about);
  });

  it('is the trace in all that it sends, when it gives a message up too', async () => {
    const expire = { type: 'expire_timer', site: 'site.gov' } as const;
    await using subject = await crawler(
      {
        crawl: async (_, { send }) => {
          await send(expire);
          throw new Discard('never');
        },
      },
      { onDead: (_, reason, { send }) => send({ type: 'cancel_timer', site: reason }) },
    );
    const { queue, names } = subject.ports;
    const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;
    await subject.send({ ...page('/a'), id: 'first', traceparent });
    await vi.waitFor(async () => expect((await queue.counts(names.of('timer'))).ready).toBe(2));
    const sent = await queue.peek(names.of('timer'), 2);
    for (const { body } of sent) {
      const message = sentMessage.parse(JSON.parse(body));
      expect(message.cause).toBe('first');
      expect(message.traceparent).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
    }
  });

  it('is one trace of what comes of a message that brought none', async () => {
    const seen: unknown[] = [];
    await using subject = await crawler({
      crawl: async (_, { send, log }) => {
        seen.push(log.bindings()['trace_id']);
        await send({ type: 'expire_timer', site: 'site.gov' });
        await send({ type: 'expire_timer', site: 'site.gov' });
      },
    });
    const { queue, names } = subject.ports;
    await queue.send(names.of('crawl'), [{ body: JSON.stringify(page('/a')) }]);
    await vi.waitFor(async () => expect((await queue.counts(names.of('timer'))).ready).toBe(2));
    const sent = await queue.peek(names.of('timer'), 2);
    const traces = sent.map(({ body }) => sentMessage.parse(JSON.parse(body)).traceparent.slice(3, 35));
    expect(seen).toHaveLength(1);
    expect(new Set(traces)).toEqual(new Set(seen));
  });
});
