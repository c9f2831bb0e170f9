import { describe, expect, it } from 'vitest';
import type { FaultKind } from '../kernel/fault.ts';
import { deathsExplained } from './deaths-explained.ts';
import { ToldWorld } from './testing/told-world.ts';

const crawl = { type: 'crawl', site: 'one.test' };
const FAILED = { code: 'failed', reason: 'Error: it broke' };

function failing(times: number): { world: ToldWorld; queue: string } {
  const world = new ToldWorld(deathsExplained, { SITEPACK_MAX_FAILURES: '3' });
  const queue = world.names.of('crawl');
  for (let count = 1; count <= times; count += 1) {
    world.received('crawler-1', queue, crawl);
    world.fault('failed_before', 'crawler-1 table.get');
    const failure = { pk: queue, sk: 'one', receipt: `r${count}`, count, reason: FAILED.reason };
    expect(world.row('crawler-1', 'failures', failure)).toBeUndefined();
  }
  return { world, queue };
}

describe('I9, what dies', () => {
  it('lets a message die that failed as often as it may', () => {
    const { world, queue } = failing(3);
    expect(world.died('crawler-1', queue, crawl, { ...FAILED, failures: 3 })).toBeUndefined();
  });

  it('lets several deliveries of it die, and the last of them when the count has begun anew', () => {
    const { world, queue } = failing(3);
    world.deleted('crawler-1', 'failures', { pk: queue, sk: 'one' });
    world.received('crawler-1', queue, crawl);
    world.fault('failed_before', 'crawler-1 table.get');
    const failure = { pk: queue, sk: 'one', receipt: 'r4', count: 1, reason: FAILED.reason };
    expect(world.row('crawler-1', 'failures', failure)).toBeUndefined();
    expect(world.died('crawler-1', queue, crawl, { ...FAILED, failures: 3 })).toBeUndefined();
  });

  it('objects to one that failed less often, or whose failures were not counted', () => {
    const { world, queue } = failing(2);
    expect(world.died('crawler-1', queue, crawl, { ...FAILED, failures: 2 })).toMatch(
      '2 were counted, and 3 are',
    );
    expect(world.died('crawler-1', queue, crawl, { ...FAILED, failures: 3 })).toMatch('after 3 failures');
  });

  it('objects to a failure that nothing can explain which befell its process since it took the message', () => {
    const told = (befalls: (world: ToldWorld, queue: string) => void): string | undefined => {
      const world = new ToldWorld(deathsExplained);
      const queue = world.names.of('crawl');
      world.at_ms = 1000;
      befalls(world, queue);
      world.at_ms = 70_000;
      return world.row('crawler-1', 'failures', { pk: queue, sk: 'one', count: 1, reason: FAILED.reason });
    };
    const take = (world: ToldWorld, queue: string): void => void world.received('crawler-1', queue, crawl);
    expect(told(take)).toMatch('and nothing befell crawler-1 since it took it');
    // Another process, a fault by which nothing fails, and one that was over.
    for (const [kind, detail] of [
      ['failed_before', 'crawler-2 table.get'],
      ['doubled', 'crawler-1'],
      ['crash', 'crawler-1 table.get'],
    ] as const) {
      const strange = told((world, queue) => {
        take(world, queue);
        world.fault(kind, detail);
      });
      expect(strange).toMatch('nothing befell crawler-1');
    }
    const before = (kind: FaultKind, later_ms: number): string | undefined =>
      told((world, queue) => {
        world.fault(kind, 'crawler-1 table.get');
        world.at_ms += later_ms;
        take(world, queue);
      });
    expect(before('throttled', 200)).toMatch('nothing befell crawler-1');
    expect(before('pause', 50_000)).toBeUndefined();
    expect(before('pause', 61_000)).toMatch('nothing befell crawler-1');
    const ended = (ends: (world: ToldWorld, queue: string) => void): string | undefined =>
      told((world, queue) => {
        take(world, queue);
        world.fault('failed_before', 'crawler-1 table.get');
        ends(world, queue);
      });
    const start = { type: 'process', change: 'started', roles: ['crawler'] } as const;
    expect(ended((world) => void world.tell('crawler-1', start))).toMatch('nothing befell crawler-1');
    expect(ended((world) => void world.tell('crawler-2', start))).toBeUndefined();
    expect(ended((world, queue) => void world.done('crawler-1', queue, crawl))).toMatch('nothing befell');
  });

  it('takes a failure that is counted twice for one delivery as one', () => {
    const { world, queue } = failing(1);
    const again = (receipt: string): string | undefined =>
      world.row('crawler-1', 'failures', { pk: queue, sk: 'one', receipt, count: 1, reason: FAILED.reason });
    world.deleted('crawler-1', 'failures', { pk: queue, sk: 'one' });
    expect(again('r1')).toBeUndefined();
    world.deleted('crawler-1', 'failures', { pk: queue, sk: 'one' });
    expect(again('r2')).toMatch('nothing befell crawler-1');
  });

  it('objects to a message that dies as unreadable, senseless or worn out and is no poison', () => {
    const { world, queue } = failing(0);
    for (const code of ['not_json', 'discarded', 'too_many_receives'])
      expect(world.died('crawler-1', queue, crawl, { code, reason: 'so' })).toMatch(
        'nobody posted it as poison',
      );
    expect(world.died('crawler-1', queue, 'poison-7 {', { code: 'not_json', reason: 'so' })).toBeUndefined();
    expect(world.died('crawler-1', queue, crawl, { code: 'failed', reason: '' })).toMatch('without a reason');
  });

  it('lets a rollback be discarded that a client asked for', () => {
    const { world } = failing(0);
    const queue = world.names.of('pack');
    const rollback = { type: 'rollback', index: 'docs' };
    const death = { code: 'discarded', reason: 'there is no version to go back to' };
    expect(world.died('packer-1', queue, rollback, death)).toMatch('nobody posted it');
    world.asks({ action: 'rollback', index: 'docs' });
    expect(world.died('packer-1', queue, rollback, death)).toMatch('nobody posted it');
    world.received('packer-1', queue, rollback);
    expect(world.died('packer-1', queue, rollback, death)).toBeUndefined();
    expect(world.died('world', queue, rollback, death)).toBeUndefined();
    expect(world.died('packer-1', queue, rollback, death)).toMatch('nobody posted it');
  });

  it('objects to failures that are bugs, and to failures that are not counted one by one', () => {
    const { world, queue } = failing(1);
    const row = { pk: queue, sk: 'one', count: 3, reason: 'Error: it broke' };
    expect(world.row('crawler-1', 'failures', row)).toMatch(
      'failure 3 of message one of sim-crawl follows on 1',
    );
    const bug = { pk: queue, sk: 'two', count: 1, reason: 'TypeError: x is not a function' };
    expect(world.row('crawler-1', 'failures', bug)).toMatch('failed by a bug');
  });
});
