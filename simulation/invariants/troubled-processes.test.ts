import { describe, expect, it } from 'vitest';
import type { Happening, ProcessChange } from '../kernel/event.ts';
import type { FaultKind } from '../kernel/fault.ts';
import { TroubledProcesses } from './troubled-processes.ts';

/** A process that a fault befell at 1000 ms. */
function befallen(kind: FaultKind) {
  const troubled = new TroubledProcesses();
  const tell = (at_ms: number, happening: Happening, by = 'crawler-1'): void =>
    troubled.on({ ...happening, by, at_ms });
  tell(1000, { type: 'fault', kind, number: 1, detail: 'crawler-1 table.get' }, 'world');
  return {
    change: (at_ms: number, change: ProcessChange, by?: string) =>
      tell(at_ms, { type: 'process', change, roles: [] }, by),
    over: (at_ms: number) => tell(at_ms, { type: 'faults_over' }, 'world'),
    until: () => troubled.until_ms('crawler-1'),
    last: () => troubled.last_ms,
  };
}

describe('processes in trouble', () => {
  it('are so for as long as the fault may last, and only those that it befell', () => {
    const troubled = new TroubledProcesses();
    expect([troubled.until_ms('crawler-1'), troubled.last_ms]).toEqual([-Infinity, -Infinity]);
    const { until, last } = befallen('pause');
    expect([until(), last()]).toEqual([61_100, 61_100]);
    expect(befallen('failed_before').until()).toBe(1100);
    expect(befallen('crash').until()).toBe(-Infinity);
  });

  it('stand still no longer than until they go on or die', () => {
    for (const kind of ['pause', 'lease_pause'] as const)
      for (const change of ['resumed', 'crashed', 'started'] as const) {
        const { change: tell, until, last } = befallen(kind);
        tell(1500, change, 'crawler-2');
        tell(1500, 'paused');
        expect(until()).toBeGreaterThan(40_000);
        tell(2000, change);
        expect([until(), last()]).toEqual([2100, 2100]);
      }
    const { change, until } = befallen('slow');
    change(2000, 'resumed');
    expect(until()).toBe(21_200);
  });

  it('are out of what lasts when faults are over, and of what is on its way when that has come', () => {
    const over = (kind: FaultKind): number => {
      const troubled = befallen(kind);
      troubled.over(3000);
      expect(troubled.last()).toBe(troubled.until());
      return troubled.until();
    };
    expect((['disk_full', 'pause', 'lease_pause'] as const).map(over)).toEqual([3100, 3100, 3100]);
    expect(over('partition')).toBe(8100);
    expect(over('slow')).toBe(21_200);
  });
});
