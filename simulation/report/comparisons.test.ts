import { expect, it } from 'vitest';
import { comparisonsOf } from './comparisons.ts';

it('tells how often each law compared something, of those that count it', () => {
  const makers = ['pageAccounted', 'timersFire', 'timerSteps'].map((name) => ({ name }));
  const laws = [{ name: 'I1' }, { name: 'I3', comparisons: () => 12 }, { name: 'I3', comparisons: () => 0 }];
  expect(comparisonsOf(makers, laws)).toEqual({ 'I3 timersFire': 12, 'I3 timerSteps': 0 });
});
