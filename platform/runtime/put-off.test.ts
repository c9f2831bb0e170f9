import { expect, it, vi } from 'vitest';
import { embedded } from '../../test/embedded.ts';
import { readDeadLetter } from './dead-letter.ts';
import { Metrics } from './metrics.ts';
import { runWorker } from './run-worker.ts';
import { type Handler, RetryLater } from './worker.ts';

const settings = { visibility_ms: 1000, max_failures: 2, max_receives: 5 };
type Ports = Awaited<ReturnType<typeof embedded>>;

/** Hands one message of the FIFO queue to a handler until `until` holds. */
async function pack(ports: Ports, handler: Handler<'pack_full'>, until: () => unknown): Promise<void> {
  await ports.outbox.send([{ type: 'pack_full', site: 'site.gov', index: 'made' }]);
  const handlers = { pack_full: handler };
  const worker = {
    role: 'packer',
    queue: 'pack',
    concurrency: 1,
    handler_timeout_ms: 30_000,
    handlers,
  } as const;
  const running = runWorker(worker, { ...ports, metrics: new Metrics() }, settings);
  try {
    await vi.waitFor(until, { timeout: 8000, interval: 10 });
  } finally {
    await running.stop(2000);
  }
}

const counted = async ({ table, names }: Ports) =>
  (await table.query('failures', { pk: names.of('pack') })).rows;
const deadLetters = async ({ queue, names }: Ports) =>
  (await queue.peek(names.dead(names.of('pack')), 10)).map(({ body }) => readDeadLetter(body));

it('a message of a FIFO queue may be put off more often than it may be delivered', async () => {
  await using ports = await embedded();
  let tries = 0;
  const handler = async () => {
    tries += 1;
    if (tries <= 3 * settings.max_receives) throw new RetryLater(1, 'no room');
  };
  await pack(ports, handler, () => expect(tries).toBe(3 * settings.max_receives + 1));
  expect(await deadLetters(ports)).toEqual([]);
  expect(await counted(ports)).toEqual([]);
});

it('having been put off makes no failure, and hides none', async () => {
  await using ports = await embedded();
  let tries = 0;
  const handler = async () => {
    tries += 1;
    if (tries <= 7) throw new RetryLater(1, 'no room');
    throw new Error('it broke');
  };
  await pack(ports, handler, async () => expect(await deadLetters(ports)).toHaveLength(1));
  expect((await deadLetters(ports))[0]).toMatchObject({ code: 'failed', failures: settings.max_failures });
  expect(tries).toBe(7 + settings.max_failures);
});

it('a message of which its sender told no id is known by the same one however often it is put off', async () => {
  await using ports = await embedded();
  const real = ports.names.of('crawl');
  await ports.queue.send(real, [{ body: ' {"type": "crawl", "site": "site.gov", "later": {"key": 1}}' }]);
  const known: unknown[] = [];
  const sent = vi.spyOn(ports.queue, 'send');
  const crawl: Handler<'crawl'> = async (_, { origin }) => {
    known.push(origin.cause);
    if (known.length < 3) throw new RetryLater(1, 'too early');
  };
  const handlers = { crawl };
  const worker = {
    role: 'crawler',
    queue: 'crawl',
    concurrency: 1,
    handler_timeout_ms: 30_000,
    handlers,
  } as const;
  const running = runWorker(worker, { ...ports, metrics: new Metrics() }, settings);
  try {
    await vi.waitFor(() => expect(known).toHaveLength(3), { timeout: 8000, interval: 10 });
  } finally {
    await running.stop(2000);
  }
  const [id] = known;
  expect(known).toEqual([id, id, id]);
  const body = { type: 'crawl', site: 'site.gov', later: { key: 1 }, id };
  const bodies = sent.mock.calls.flatMap(([, messages]) => messages.map((copy) => copy.body));
  expect(bodies.map((text): unknown => JSON.parse(text))).toEqual([body, body]);
});
