import { describe, expect, it } from 'vitest';
import { resetsApplied } from './resets-applied.ts';
import { timerRow } from './testing/rows.ts';
import { ToldWorld } from './testing/told-world.ts';

const KEY = { pk: 'timers', sk: 'docs one.test' };
const START_MS = 1_700_000_000_000;
const reset = { type: 'reset_timer', site: 'one.test', index: 'docs' };

/** A timer runs for two seconds; after one a reset is taken. */
function resetTaken(): { world: ToldWorld; queue: string } {
  const world = new ToldWorld(resetsApplied, { SITEPACK_TIMER_MAX_FACTOR: '3' });
  const queue = world.names.of('timer');
  world.row('timer-1', 'timers', timerRow());
  world.at_ms = 1000;
  world.received('timer-1', queue, reset);
  return { world, queue };
}

describe('I3, the resets', () => {
  it('lets a reset be deleted that was applied, or that found the timer at its greatest age', () => {
    const { world, queue } = resetTaken();
    world.at_ms = 1010;
    world.change('timer-1', 'timers', KEY, { deadline_ms: START_MS + 3005, revision: 2 });
    expect(world.done('timer-1', queue, reset)).toBeUndefined();
    world.change('timer-1', 'timers', KEY, { deadline_ms: START_MS + 6000, revision: 3 });
    world.at_ms = 5000;
    world.received('timer-1', queue, reset);
    expect(world.done('timer-1', queue, reset)).toBeUndefined();
  });

  it('objects to one that is deleted before it counts', () => {
    const { world, queue } = resetTaken();
    expect(world.done('timer-1', queue, reset)).toMatch(
      'timer-1 is done with a reset_timer of docs one.test',
    );
  });

  it('lets one be deleted that was put off or given up, or that a process with a wrong clock took', () => {
    const later = resetTaken();
    later.world.sent('timer-1', later.queue, reset);
    expect(later.world.done('timer-1', later.queue, reset)).toBeUndefined();
    const dead = resetTaken();
    dead.world.died('timer-1', dead.queue, reset, { code: 'failed', reason: 'it broke' });
    expect(dead.world.done('timer-1', dead.queue, reset)).toBeUndefined();
    const wrong = resetTaken();
    wrong.world.fault('clock_jump', 'timer-1 table.get');
    wrong.world.tell('world', { type: 'faults_over' });
    wrong.world.at_ms = 90_000;
    expect(wrong.world.done('timer-1', wrong.queue, reset)).toBeUndefined();
    wrong.world.received('timer-1', wrong.queue, reset);
    expect(wrong.world.done('timer-1', wrong.queue, reset)).toMatch('timer-1 is done with a reset_timer');
  });

  it('lets a start be ignored whose crawl is over, and no other', () => {
    const start = {
      type: 'start_timer',
      site: 'one.test',
      index: 'docs',
      timeout: 10,
      callback_queue: 'pack',
      callback_msg: { type: 'pack_full', site: 'one.test', index: 'docs', crawl_id: 'docs.c' },
    };
    const { world, queue } = resetTaken();
    world.received('timer-1', queue, start, 'two');
    expect(world.done('timer-1', queue, start, 'two')).toMatch('start_timer');
    world.tell('packer-1', {
      type: 'row',
      table: 'crawls',
      before: { pk: 'docs', sk: 'docs.c', mark: 'active' },
      after: { pk: 'docs', sk: 'docs.c' },
    });
    world.received('timer-1', queue, start, 'three');
    expect(world.done('timer-1', queue, start, 'three')).toBeUndefined();
  });
});
