import { describe, expect, it } from 'vitest';
import type { Outcome } from '../outcome.ts';
import { absentFaultLines, outcomeLines } from './outcome-text.ts';

function outcome(fields: Partial<Outcome> = {}): Outcome {
  return {
    seed: 7,
    digest: 'ab12',
    steps: 3,
    events: 2,
    virtual_ms: 61_204,
    faults: [{ kind: 'late', number: 17 }],
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
      '1 fault: late 17',
      'digest ab12',
    ]);
  });

  it('says which bounds of faults it came to', () => {
    const lines = outcomeLines(outcome({ bounds_reached: ['crash', 'late', 'all'] }));
    expect(lines).toContain('no more faults after 400, which is the most of a run');
    expect(lines).toContain('no more than 60 of a kind: crash, late');
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
