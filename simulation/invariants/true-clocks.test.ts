import { describe, expect, it } from 'vitest';
import type { Happening } from '../kernel/event.ts';
import type { FaultKind } from '../kernel/fault.ts';
import { TrueClocks } from './true-clocks.ts';

function clocks() {
  const watched = new TrueClocks();
  const by = 'timer-1';
  const tell = (at_ms: number, happening: Happening): void => watched.on({ ...happening, by, at_ms });
  return {
    fault: (kind: FaultKind) => tell(1000, { type: 'fault', kind, number: 1, detail: by }),
    start: (at_ms: number) => tell(at_ms, { type: 'process', change: 'started', roles: ['timer'] }),
    over: (at_ms: number) => tell(at_ms, { type: 'faults_over' }),
    later: (at_ms: number) => tell(at_ms, { type: 'object_deleted', key: 'one' }),
    isTrue: (since_ms?: number) => watched.isTrue(by, since_ms),
  };
}

describe('true clocks', () => {
  it('are those that did not jump in this life', () => {
    const { fault, isTrue, start, later } = clocks();
    expect(isTrue()).toBe(true);
    fault('clock_jump');
    later(900_000);
    expect(isTrue()).toBe(false);
    start(900_001);
    expect(isTrue()).toBe(true);
  });

  it('are those that jumped as well, when faults are over and what was on its way has come', () => {
    const { fault, isTrue, over, later } = clocks();
    fault('clock_jump');
    over(10_000);
    later(33_600);
    expect(isTrue()).toBe(false);
    later(33_601);
    expect(isTrue()).toBe(true);
    expect(isTrue(33_600)).toBe(false);
  });

  it('are not those that drift, for the whole life that was drawn so', () => {
    const { fault, isTrue, over, later, start } = clocks();
    fault('clock_drift');
    expect(isTrue()).toBe(true);
    start(2000);
    over(10_000);
    later(900_000);
    expect(isTrue()).toBe(false);
    start(900_001);
    expect(isTrue()).toBe(true);
  });
});
