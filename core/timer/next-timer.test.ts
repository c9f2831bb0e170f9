import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Timer } from '#core/tables/timers.ts';
import type { TimerEvent } from './machine.ts';
import { nextTimer } from './next-timer.ts';

const site = { index: 'site.gov', site: 'site.gov' };
const full = { queue: 'pack', message: { type: 'pack_full', site: 'site.gov' } } as const;
const incremental = { queue: 'pack', message: { type: 'pack_incremental', site: 'site.gov' } } as const;
const FACTOR = 10;

/** The row after a sequence of events. */
function after(...events: TimerEvent[]): Timer | undefined {
  let row: Timer | undefined;
  for (const event of events)
    row = { ...nextTimer(row, site, event, FACTOR), revision: (row?.revision ?? 0) + 1 };
  return row;
}
const start = (now_ms: number): TimerEvent => ({ type: 'start', now_ms, timeout_ms: 10_000, callback: full });
const reset = (now_ms: number): TimerEvent => ({
  type: 'reset',
  now_ms,
  timeout_ms: 2000,
  callback: incremental,
});

describe('the timer of a site', () => {
  it('runs from a start and falls due after its timeout', () => {
    const timer = after(start(1000));
    expect(timer).toMatchObject({ state: 'running', generation: 1, deadline_ms: 11_000, callback: full });
    expect(timer?.mark).toBe('000000000011000');
  });

  it('gets its own timeout anew by a reset, and keeps its callback', () => {
    expect(after(start(1000), reset(5000))).toMatchObject({
      deadline_ms: 15_000,
      callback: full,
      generation: 1,
    });
  });

  it('is started by a reset when there is none, with the callback of that', () => {
    expect(after(reset(1000))).toMatchObject({ state: 'running', deadline_ms: 3000, callback: incremental });
  });

  it('is upgraded by a start after it was started by a reset', () => {
    expect(after(reset(1000), start(2000))).toMatchObject({
      deadline_ms: 12_000,
      callback: full,
      generation: 1,
    });
  });

  it('fires at its greatest age at the latest, however often it is reset', () => {
    const resets = Array.from({ length: 200 }, (_, n) => reset(1000 + n * 1000));
    expect(after(start(1000), ...resets)).toMatchObject({ deadline_ms: 1000 + 10_000 * FACTOR });
  });

  it('does not fire before its deadline', () => {
    expect(after(start(1000), { type: 'due', now_ms: 10_999 })).toMatchObject({ state: 'running' });
    expect(after(start(1000), { type: 'due', now_ms: 11_000 })).toMatchObject({ state: 'firing' });
  });

  it('is due at once when it is expired, and idle when it is cancelled', () => {
    expect(after(start(1000), { type: 'expire', now_ms: 2000 })).toMatchObject({
      state: 'running',
      deadline_ms: 2000,
    });
    expect(after(start(1000), { type: 'cancel' })).toMatchObject({ state: 'idle' });
    expect(after(start(1000), { type: 'cancel' })?.mark).toBeUndefined();
  });

  it('falls due again while it fires, for a worker that vanished before it posted', () => {
    const firing = after(start(0), { type: 'due', now_ms: 10_000 });
    expect(firing?.mark).toBe('000000000015000');
    expect(after(start(0), { type: 'due', now_ms: 10_000 }, { type: 'due', now_ms: 15_000 })).toMatchObject({
      state: 'firing',
      generation: 1,
    });
  });

  it('leaves its worker the time to fire it, whatever comes meanwhile', () => {
    const firing = after(start(0), { type: 'due', now_ms: 10_000 });
    const expired = after(start(0), { type: 'due', now_ms: 10_000 }, { type: 'expire', now_ms: 10_001 });
    expect(expired).toEqual({ ...firing, revision: 3 });
  });

  it('is brought back by a check when the clock that set it was wrong, and only then', () => {
    const hour_ms = 3_600_000;
    const honest = after(start(0));
    expect(after(start(0), { type: 'check', now_ms: 5 })).toEqual({ ...honest, revision: 2 });
    const astray = after(start(hour_ms), { type: 'check', now_ms: 1000 });
    expect(astray).toMatchObject({ state: 'running', deadline_ms: 11_000, mark: '000000000011000' });
    expect(after(start(hour_ms), reset(1000))).toMatchObject({ deadline_ms: 11_000 });
    const firing = after(
      start(hour_ms),
      { type: 'due', now_ms: 2 * hour_ms },
      { type: 'check', now_ms: 1000 },
    );
    expect(firing).toMatchObject({ state: 'firing', mark: '000000000006000' });
  });

  it('is looked at no more once it has fired', () => {
    const firing = after(start(0), { type: 'due', now_ms: 10_000 });
    if (firing === undefined) throw new Error('there is no timer');
    // As the worker calls it: the row names its site.
    expect(nextTimer(firing, firing, { type: 'fired' }, FACTOR)).not.toHaveProperty('mark');
  });

  it('counts its generations on when it starts again after it fired', () => {
    const again = after(start(0), { type: 'due', now_ms: 10_000 }, { type: 'fired' }, reset(20_000));
    expect(again).toMatchObject({ state: 'running', generation: 2, callback: incremental });
  });

  it('does nothing when it is expired, cancelled or looked at while idle', () => {
    for (const event of [
      { type: 'expire', now_ms: 5 },
      { type: 'cancel' },
      { type: 'due', now_ms: 5 },
    ] as const) {
      expect(after(event)).toMatchObject({ state: 'idle', generation: 0 });
    }
  });

  it('never fires before the last reset plus its timeout, save at its greatest age or when expired', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 4000 }), { maxLength: 60 });
    fc.assert(
      fc.property(gaps, (steps) => {
        let now_ms = 0;
        const events: TimerEvent[] = [start(0)];
        for (const step of steps) events.push(reset((now_ms += step)));
        const timer = after(...events);
        const promised_ms = Math.min(now_ms + 10_000, 10_000 * FACTOR);
        expect(timer?.deadline_ms).toBeGreaterThanOrEqual(promised_ms);
        expect(timer?.deadline_ms).toBeLessThanOrEqual(10_000 * FACTOR);
      }),
    );
  });
});
