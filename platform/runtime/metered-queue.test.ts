import { describe, expect, it } from 'vitest';
import { queueSuite } from '#ports/queue.suite.ts';
import { SendFailed } from '#ports/queue.ts';
import { embedded } from '../../test/embedded.ts';
import { meteredQueue } from './metered-queue.ts';
import { Metrics } from './metrics.ts';

const suite_metrics = new Metrics();

queueSuite(
  'a metered SqliteQueue',
  async () => {
    const ports = await embedded();
    const metering = { metrics: suite_metrics, clock: ports.clock };
    return {
      queue: meteredQueue(ports.queue, metering, ports.names),
      dispose: () => ports[Symbol.asyncDispose](),
    };
  },
  { tells_oldest: true },
);

it('every operation of the suite was counted', async () => {
  for (const operation of [
    'create',
    'remove',
    'list',
    'send',
    'receive',
    'extend',
    'delete',
    'counts',
    'peek',
  ]) {
    expect(await suite_metrics.value('port_calls', { port: 'queue', operation }), operation).toBeGreaterThan(
      0,
    );
  }
});

describe('a metered queue', () => {
  it('counts what was sent, by the logical name of the queue', async () => {
    await using ports = await embedded();
    const metrics = new Metrics();
    const { names } = ports;
    const queue = meteredQueue(ports.queue, { metrics, clock: ports.clock }, names);
    const searcher = names.searcher('0d0e6a1c');
    for (const real of [searcher, names.dead(searcher), 'strange']) await queue.create(real);
    await queue.send(names.of('crawl'), [{ body: 'a' }, { body: 'b' }]);
    await queue.send(names.dead(names.of('pack')), [{ body: 'a', group: 'g', dedup_id: 'd' }]);
    for (const real of [searcher, names.dead(searcher), 'strange']) await queue.send(real, [{ body: 'a' }]);
    const sent = (queue: string) => metrics.value('sent', { queue });
    expect(await Promise.all(['crawl', 'pack-dead', 'searcher', 'searcher-dead', 'other'].map(sent))).toEqual(
      [2, 1, 1, 1, 1],
    );
    expect(await metrics.value('sent')).toBe(6);
  });

  it('counts what came through of a send that failed in part, and passes the failure on', async () => {
    await using ports = await embedded();
    const metrics = new Metrics();
    const failure = new SendFailed('x', [{ position: 1, reason: 'no' }]);
    const failing = new Proxy(ports.queue, {
      get: (target, name) => (name === 'send' ? () => Promise.reject(failure) : Reflect.get(target, name)),
    });
    const queue = meteredQueue(failing, { metrics, clock: ports.clock }, ports.names);
    const three = [{ body: 'a' }, { body: 'b' }, { body: 'c' }];
    await expect(queue.send(ports.names.of('crawl'), three)).rejects.toBe(failure);
    expect(await metrics.value('sent', { queue: 'crawl' })).toBe(2);
    expect(await metrics.value('port_calls', { operation: 'send', outcome: 'error' })).toBe(1);
    expect(await metrics.value('port_calls', { operation: 'send', outcome: 'ok' })).toBe(0);
  });
});
