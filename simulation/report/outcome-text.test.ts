import { describe, expect, it } from 'vitest';
import type { Outcome } from '../outcome.ts';
import { absentFaultLines, outcomeLines, shrunkLines } from './outcome-text.ts';

function outcome(fields: Partial<Outcome> = {}): Outcome {
  return {
    seed: 7,
    digest: 'ab12',
    steps: 3,
    events: 2,
    virtual_ms: 61_204,
    faults: [{ kind: 'late', number: 17, at_ms: 57_100.7, detail: 'timer-1 queue.send index' }],
    bounds_reached: [],
    coverage: {},
    comparisons: {},
    ...fields,
  };
}

describe('a run in a few lines', () => {
  it('says what it was and that all holds', () => {
    expect(outcomeLines(outcome())).toEqual([
      'seed 7: all invariants hold',
      '3 steps, 2 events, 61,204 virtual ms',
      '1 fault',
      '  late 17 at 57,100 ms: timer-1 queue.send index',
      'digest ab12',
    ]);
  });

  it('has a line for each fault where they are few, else how many there were of each kind', () => {
    const faults = Array.from({ length: 21 }, (_, n) => {
      const kind = n < 2 ? 'crash' : 'late';
      return { kind, number: n + 1, at_ms: n, detail: 'timer-1' } as const;
    });
    expect(outcomeLines(outcome({ faults: faults.slice(1) }))).toHaveLength(4 + 20);
    expect(outcomeLines(outcome({ faults }))).toContain('21 faults: 2 crash, 19 late');
    expect(outcomeLines(outcome({ faults: [] }))).toContain('0 faults');
  });

  it('says which bounds of faults it came to', () => {
    const lines = outcomeLines(outcome({ bounds_reached: ['crash', 'late', 'all'] }));
    expect(lines).toContain('no more faults after 400, which is the most of a run');
    expect(lines).toContain('no more than 60 of a kind: crash, late');
  });
});

describe('a run that was shrunk', () => {
  it('has a line for each fault that is left, before the violation', () => {
    const violation = { invariant: 'I4', at_ms: 58_077.9, text: 'wrong', event_number: 9 };
    const filter = { only: new Set([17]) };
    const shrunk = { filter, outcome: outcome({ violation }), runs: 1, isCutShort: true };
    expect(shrunkLines(shrunk, { seed: 7 })).toEqual([
      'shrunk in 1 run to 1 fault; fewer might do',
      '  late 17 at 57,100 ms: timer-1 queue.send index',
      'I4 is violated at 58,077 ms, event 9: wrong',
      'npm run -s simulate -- --seed 7 --faults 17 --trace',
    ]);
  });
});

describe('faults that were asked for by number', () => {
  it('are told when they did not come up', () => {
    const [line] = absentFaultLines(outcome(), { only: new Set([900, 17, 3]) });
    expect(line).toMatch(/^did not come up: faults 3, 900; /);
  });

  it('are not when all did, or none was asked for', () => {
    expect(absentFaultLines(outcome(), { only: new Set([17]) })).toEqual([]);
    expect(absentFaultLines(outcome(), {})).toEqual([]);
  });
});
