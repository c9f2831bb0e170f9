import { describe, expect, it } from 'vitest';
import { timerRow } from './testing/rows.ts';
import { ToldWorld } from './testing/told-world.ts';
import { timerSteps } from './timer-steps.ts';

const KEY = { pk: 'timers', sk: 'docs one.test' };
const START_MS = 1_700_000_000_000;

function running(fields = {}): ToldWorld {
  const world = new ToldWorld(timerSteps, { SITEPACK_TIMER_MAX_FACTOR: '3' });
  expect(world.row('timer-1', 'timers', timerRow(fields))).toBeUndefined();
  return world;
}

const FIRING = { state: 'firing', revision: 2, mark: '001700000007000' };

describe('I3, step by step', () => {
  it('lets a timer run, fire when it is due, and rest', () => {
    const world = running();
    world.at_ms = 1000;
    const later = { revision: 2, deadline_ms: START_MS + 3000, mark: '001700000003000' };
    expect(world.change('timer-1', 'timers', KEY, later)).toBeUndefined();
    world.at_ms = 3001;
    expect(world.change('timer-2', 'timers', KEY, { ...FIRING, revision: 3 })).toBeUndefined();
    expect(
      world.change('timer-2', 'timers', KEY, { state: 'idle', revision: 4, mark: undefined }),
    ).toBeUndefined();
  });

  it('objects to one that fires before it is due, unless the clock of its process jumped', () => {
    expect(running().change('timer-1', 'timers', KEY, FIRING)).toMatch(
      /it fired \(running before\), and was expected to do so at 2,000 ms or later$/,
    );
    const world = running();
    world.fault('clock_jump', 'timer-1 table.get');
    expect(world.change('timer-1', 'timers', KEY, FIRING)).toBeUndefined();
  });

  it('objects to one that fires again while somebody fires it', () => {
    const world = running();
    world.at_ms = 2500;
    expect(world.change('timer-1', 'timers', KEY, FIRING)).toBeUndefined();
    world.at_ms = 3000;
    expect(world.change('timer-2', 'timers', KEY, { ...FIRING, revision: 3 })).toMatch('7,000 ms or later');
  });

  it('objects to a start that forgets its generation', () => {
    const world = running({ state: 'running' });
    world.at_ms = 2500;
    world.change('timer-1', 'timers', KEY, FIRING);
    world.change('timer-1', 'timers', KEY, { state: 'idle', revision: 3, mark: undefined });
    const again = timerRow({
      revision: 4,
      started_at_ms: START_MS + 2500,
      deadline_ms: START_MS + 4500,
    });
    expect(world.row('timer-1', 'timers', again)).toMatch('it is of generation 1, and would be of 2');
  });

  it('objects to a timer that is dropped, unless a cancel_timer came', () => {
    const idle = { state: 'idle', revision: 2, mark: undefined };
    expect(running().change('timer-1', 'timers', KEY, idle)).toMatch('nobody cancelled it');
    const world = running();
    world.received('timer-1', 'sim-timer', { type: 'cancel_timer', site: 'one.test', index: 'docs' });
    expect(world.change('timer-1', 'timers', KEY, idle)).toBeUndefined();
  });

  it('lets each delivery of a message excuse one step, and only until it is done with', () => {
    const [queue, cancel] = ['sim-timer', { type: 'cancel_timer', site: 'one.test', index: 'docs' }];
    const [one, other] = [{ deadline_ms: START_MS + 1500 }, { deadline_ms: START_MS + 1000 }];
    const expire = { ...cancel, type: 'expire_timer' };
    const world = running();
    world.received('timer-1', queue, expire);
    expect(world.change('timer-1', 'timers', KEY, { ...one, revision: 2 })).toBeUndefined();
    expect(world.change('timer-1', 'timers', KEY, { ...other, revision: 3 })).toMatch('nobody expired it');
    const again = running();
    again.received('timer-1', queue, expire);
    again.received('timer-1', queue, expire, 'copy');
    expect(again.change('timer-1', 'timers', KEY, { ...one, revision: 2 })).toBeUndefined();
    expect(again.change('timer-1', 'timers', KEY, { ...other, revision: 3 })).toBeUndefined();
    const retried = running();
    retried.received('timer-1', queue, expire);
    retried.fault('retried', 'timer-1 table.put');
    expect(retried.change('timer-1', 'timers', KEY, { ...one, revision: 2 })).toBeUndefined();
    expect(retried.change('timer-1', 'timers', KEY, { ...other, revision: 3 })).toBeUndefined();
    const third = { deadline_ms: START_MS + 900, revision: 4 };
    expect(retried.change('timer-1', 'timers', KEY, third)).toMatch('nobody expired it');
    const late = running();
    late.received('timer-1', queue, cancel);
    late.done('timer-1', queue, cancel);
    const idle = { state: 'idle', revision: 2, mark: undefined };
    expect(late.change('timer-1', 'timers', KEY, idle)).toMatch('nobody cancelled it');
  });

  it('objects to a deadline that goes back, unless an expire_timer came', () => {
    const sooner = { deadline_ms: START_MS + 1000, revision: 2 };
    expect(running().change('timer-1', 'timers', KEY, sooner)).toMatch('nobody expired it');
    const world = running();
    world.received('timer-1', 'sim-timer', { type: 'expire_timer', site: 'one.test', index: 'docs' });
    expect(world.change('timer-1', 'timers', KEY, sooner)).toBeUndefined();
  });

  it('objects to a deadline past the greatest age, and to a write on what another has changed', () => {
    const late = { deadline_ms: START_MS + 6001, revision: 2 };
    expect(running().change('timer-1', 'timers', KEY, late)).toMatch(
      'expected was its greatest age at 6,000 ms or sooner',
    );
    expect(
      running().change('timer-1', 'timers', KEY, { revision: 1, generation: 1, callback: null }),
    ).toMatch('revision 1 follows on 1');
  });

  it('objects to a row that goes', () => {
    expect(running().deleted('timer-1', 'timers', KEY)).toMatch('no timer any more');
  });
});
