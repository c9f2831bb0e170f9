import { describe, expect, it } from 'vitest';
import { poisonDies } from './poison-dies.ts';
import { ToldWorld } from './testing/told-world.ts';

const POISON = 'poison-1 is no JSON {';

function poisoned(): { world: ToldWorld; queue: string } {
  const world = new ToldWorld(poisonDies);
  const queue = world.names.of('crawl');
  // The same message in the told events; the stores hold a copy of their own.
  world.tell('client-1', { type: 'sent', queue, message_id: 'one', body: POISON, delay_ms: 0 });
  return { world, queue };
}

describe('I9', () => {
  it('wants poison to end in the dead letters, with its reason', async () => {
    const { world, queue } = poisoned();
    expect(await world.atRest()).toMatch('poison-1 is no JSON { has no dead letter');
    world.received('crawler-1', queue, POISON);
    world.died('crawler-1', queue, POISON, { code: 'not_json', reason: ' ' });
    expect(await world.atRest()).toMatch('no dead letter with a reason');
    world.died('crawler-1', queue, POISON, { code: 'not_json', reason: 'the body is not JSON' });
    expect(await world.atRest()).toMatch(/^sim-crawl holds poison-1/);
    await world.queue.remove(queue);
    await world.queue.create(queue);
    expect(await world.atRest()).toBeUndefined();
  });

  it('objects to poison that is tried again as if it had failed', () => {
    const { world, queue } = poisoned();
    const row = { pk: queue, sk: 'one', count: 1, reason: 'Error: it broke' };
    expect(world.row('crawler-1', 'failures', row)).toMatch('counted as a failure');
    expect(world.row('crawler-1', 'failures', { ...row, sk: 'two' })).toBeUndefined();
  });

  it('objects to poison that comes again though nothing went wrong', () => {
    const { world, queue } = poisoned();
    expect(world.received('crawler-1', queue, POISON)).toBeUndefined();
    world.at_ms = 1000;
    expect(world.received('crawler-2', queue, POISON, 'one', 2)).toMatch('nothing had befallen crawler-1');
  });

  it('lets it come again after something befell whoever took it, and nobody else', () => {
    const after = (befalls: (world: ToldWorld) => void): string | undefined => {
      const { world, queue } = poisoned();
      world.at_ms = 1000;
      world.received('crawler-1', queue, POISON);
      world.at_ms = 2000;
      befalls(world);
      world.at_ms = 3000;
      return world.received('crawler-2', queue, POISON, 'one', 2);
    };
    expect(after((world) => world.fault('receipt_lost', 'crawler-1 sim-crawl'))).toBeUndefined();
    expect(
      after((world) => world.tell('crawler-1', { type: 'process', change: 'stopped', roles: ['crawler'] })),
    ).toBeUndefined();
    expect(after((world) => world.fault('crash', 'crawler-2 queue.send'))).toMatch('came again');
    const before = (ms: number): string | undefined => {
      const { world, queue } = poisoned();
      world.fault('failed_after', 'crawler-1 queue.receive');
      world.at_ms = ms;
      world.received('crawler-1', queue, POISON);
      return world.received('crawler-2', queue, POISON, 'one', 2);
    };
    expect(before(20_000)).toBeUndefined();
    expect(before(21_000)).toMatch('came again');
    expect(after((world) => world.fault('doubled', 'sim-crawl'))).toMatch('came again');
  });

  it('objects at rest to work that is left in a queue, and to no registration', async () => {
    const world = new ToldWorld(poisonDies);
    world.sent('searcher-1', world.names.of('orchestrator'), {
      type: 'register',
      searcher_id: 'd0498830-ca58-42a9-800f-f774993f1f3b',
      free_space: 1,
      endpoint: 'http://searcher-1.test/searcher',
      datacenter: 'default',
      machine: { cores: 2, memory_mb: 1, load: 0, disk_mb: 1 },
      packs: [],
      sequence: 1,
    });
    expect(await world.atRest()).toBeUndefined();
    world.sent('client-1', world.names.of('index'), { type: 'index', site: 'one.test' });
    expect(await world.atRest()).toMatch('sim-index holds {"type":"index"');
  });
});
