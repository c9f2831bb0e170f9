import pino from 'pino';
import { expect, it } from 'vitest';
import { ForwardingQueue } from '../../test/system/forwarding-queue.ts';
import { embedded } from '../../test/embedded.ts';
import type { Received, ReceiveOptions } from '#ports/queue.ts';
import { Metrics } from './metrics.ts';
import { runWorker } from './run-worker.ts';

/** Fills a receive with messages of one group, as SQS does: the embedded queue gives one of a group at a time. */
class FillingQueue extends ForwardingQueue {
  readonly #waiting: Received[] = [];
  /** Of each group, the messages that are out: none behind them is given. */
  readonly #out = new Map<string, Received>();

  hold(messages: readonly Received[]): void {
    this.#waiting.push(...messages);
  }

  override async receive(queue: string, options: ReceiveOptions): Promise<Received[]> {
    if (this.#out.size > 0 || this.#waiting.length === 0)
      return super.receive(queue, { ...options, wait_ms: 20 });
    const given = this.#waiting.slice(0, options.max);
    for (const message of given) this.#out.set(message.receipt, message);
    return given;
  }

  override delete(_: string, receipts: readonly string[]): Promise<void> {
    for (const receipt of receipts) {
      this.#out.delete(receipt);
      const at = this.#waiting.findIndex((message) => message.receipt === receipt);
      if (at !== -1) this.#waiting.splice(at, 1);
    }
    return Promise.resolve();
  }

  override extend(_: string, receipts: readonly string[], visibility_ms: number): Promise<void> {
    if (visibility_ms < 1000) for (const receipt of receipts) this.#out.delete(receipt);
    return Promise.resolve();
  }
}

it('works on one message of a FIFO group at a time, in order, though a receive could bring several and one fails', async () => {
  await using ports = await embedded();
  const queue = new FillingQueue(ports.queue);
  const bodies = [
    { type: 'delete_index', index: 'made' },
    { type: 'pack_full', site: 'site.gov', index: 'made' },
  ];
  queue.hold(
    bodies.map((body, n) => ({
      message_id: `m${n}`,
      receipt: `r${n}`,
      body: JSON.stringify(body),
      group: 'made',
      sent_at_ms: 0,
      receive_count: 1,
    })),
  );
  const done: string[] = [];
  const finished = Promise.withResolvers<void>();
  let tries = 0;
  let at_once = 0;
  const handle = async ({ type }: { type: string }): Promise<void> => {
    at_once += 1;
    expect(at_once).toBe(1);
    await ports.clock.sleep(20);
    at_once -= 1;
    if (type === 'delete_index' && (tries += 1) === 1) throw new Error('for the first time');
    done.push(type);
    if (done.length === bodies.length) finished.resolve();
  };
  const running = runWorker(
    {
      role: 'packer',
      queue: 'pack',
      concurrency: 2,
      handler_timeout_ms: 30_000,
      handlers: { delete_index: handle, pack_full: handle },
    },
    {
      ...ports,
      queue,
      // The back-off is drawn from it, and short.
      random: {
        ...ports.random,
        float: () => 0,
        id: () => ports.random.id(),
        uuid: () => ports.random.uuid(),
      },
      log: pino({ level: 'silent' }),
      metrics: new Metrics(),
    },
    { visibility_ms: 30_000, max_failures: 5, max_receives: 100 },
  );
  await finished.promise;
  await running.stop(1000);
  expect(done).toEqual(['delete_index', 'pack_full']);
});
