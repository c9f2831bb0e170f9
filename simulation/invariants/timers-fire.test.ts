import { describe, expect, it } from 'vitest';
import { timerRow } from './testing/rows.ts';
import { ToldWorld } from './testing/told-world.ts';
import { timersFire } from './timers-fire.ts';

const KEY = { pk: 'timers', sk: 'docs one.test' };
const callback = (generation: number) => ({
  type: 'pack_incremental',
  site: 'one.test',
  index: 'docs',
  timer: { site: 'one.test', index: 'docs', generation },
});

function firing(): ToldWorld {
  const world = new ToldWorld(timersFire);
  world.row('timer-1', 'timers', timerRow());
  world.change('timer-1', 'timers', KEY, { state: 'firing', revision: 2 });
  return world;
}
const idle = { state: 'idle', revision: 3, mark: undefined };

describe('I3, the callbacks', () => {
  it('lets a timer rest that posted its callback', async () => {
    const world = firing();
    expect(world.sent('timer-1', world.names.of('pack'), callback(1))).toBeUndefined();
    expect(world.change('timer-1', 'timers', KEY, idle)).toBeUndefined();
    expect(await world.atRest()).toBeUndefined();
  });

  it('objects to one that rests and posted none', () => {
    expect(firing().change('timer-1', 'timers', KEY, idle)).toMatch('generation 1 was never sent');
  });

  it('lets one rest that was cancelled while it fired', () => {
    const world = firing();
    world.received('timer-2', world.names.of('timer'), {
      type: 'cancel_timer',
      site: 'one.test',
      index: 'docs',
    });
    expect(world.change('timer-2', 'timers', KEY, idle)).toBeUndefined();
  });

  it('objects to a callback of a generation that never fired', () => {
    const world = firing();
    expect(world.sent('timer-1', world.names.of('pack'), callback(2))).toMatch('which never fired');
  });

  it('objects at rest to a timer that is firing or overdue', async () => {
    expect(await firing().atRest()).toMatch('is firing still');
    const world = new ToldWorld(timersFire);
    world.row('timer-1', 'timers', timerRow());
    world.at_ms = 11_000;
    expect(await world.atRest()).toBeUndefined();
    world.at_ms = 12_001;
    expect(await world.atRest()).toMatch('expected to fire at 2,000 ms, 10001 ms ago, and did not');
  });
});
