import { expect, it } from 'vitest';
import { comparisonsOf } from './comparisons.ts';

it('tells how often each law compared something, be it a made one or a class of its own', () => {
  class Counting {
    readonly name = 'I1';
    readonly #count = 3;
    comparisons(): number {
      return this.#count;
    }
  }
  const makers = ['pageAccounted', 'timersFire', 'timerSteps'].map((name) => ({ name }));
  const laws = [new Counting(), { name: 'I3', comparisons: () => 12 }, { name: 'I3', comparisons: () => 0 }];
  expect(comparisonsOf(makers, laws)).toEqual({
    'I1 pageAccounted': 3,
    'I3 timersFire': 12,
    'I3 timerSteps': 0,
  });
});
