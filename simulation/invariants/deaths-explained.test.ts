import { describe, expect, it } from 'vitest';
import { deathsExplained } from './deaths-explained.ts';
import { ToldWorld } from './testing/told-world.ts';

const crawl = { type: 'crawl', site: 'one.test' };
const FAILED = { code: 'failed', reason: 'Error: it broke' };

function failing(times: number): { world: ToldWorld; queue: string } {
  const world = new ToldWorld(deathsExplained, { SITEPACK_MAX_FAILURES: '3' });
  const queue = world.names.of('crawl');
  for (let count = 1; count <= times; count += 1)
    expect(
      world.row('crawler-1', 'failures', { pk: queue, sk: 'one', count, reason: FAILED.reason }),
    ).toBeUndefined();
  return { world, queue };
}

describe('I9, what dies', () => {
  it('lets a message die that failed as often as it may', () => {
    const { world, queue } = failing(3);
    world.fault('crash', 'crawler-1 table.get');
    expect(world.died('crawler-1', queue, crawl, { ...FAILED, failures: 3 })).toBeUndefined();
  });

  it('objects to one that failed less often, or whose failures were not counted', () => {
    const { world, queue } = failing(2);
    world.fault('crash', 'crawler-1 table.get');
    expect(world.died('crawler-1', queue, crawl, { ...FAILED, failures: 2 })).toMatch(
      '2 were counted, and 3 are',
    );
    expect(world.died('crawler-1', queue, crawl, { ...FAILED, failures: 3 })).toMatch('after 3 failures');
  });

  it('objects to a death in a world in which nothing went wrong', () => {
    const { world, queue } = failing(3);
    expect(world.died('crawler-1', queue, crawl, { ...FAILED, failures: 3 })).toMatch(
      'nothing ever went wrong',
    );
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
    expect(world.died('packer-1', queue, rollback, death)).toBeUndefined();
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
