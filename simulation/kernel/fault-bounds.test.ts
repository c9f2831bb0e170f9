import { describe, expect, it } from 'vitest';
import { FAULT_KINDS, type FaultFilter, type FaultKind, Faults, MOST_FAULTS, MOST_OF_KIND } from './fault.ts';
import { seeded } from './seeded.ts';

/** Enough for any rate to come to the bound of its kind. */
const OCCASIONS = 40_000;

/** The faults of a world in which kinds have many occasions, one kind after the other. */
function manyOccasions(kinds: readonly FaultKind[], filter: FaultFilter = {}) {
  const faults = new Faults(seeded(3), filter);
  const happened: FaultKind[] = [];
  faults.onFault = (kind) => void happened.push(kind);
  for (const kind of kinds) for (let n = 0; n < OCCASIONS; n += 1) faults.happens(kind, 'somebody');
  return { reached: faults.reached, happened };
}

describe('the bounds of faults', () => {
  const { happened, reached } = manyOccasions(FAULT_KINDS);
  const first = happened[0] ?? 'doubled';

  it('let so many happen, of each kind and of all', () => {
    expect(happened).toHaveLength(MOST_FAULTS);
    expect(happened.filter((kind) => kind === first)).toHaveLength(MOST_OF_KIND);
  });

  it('are told when more would have gone wrong', () => {
    expect(reached[0]).toBe(first);
    expect(reached.at(-1)).toBe('all');
    expect(manyOccasions([first]).reached).toEqual([first]);
  });

  it('are not reached by what is left out', () => {
    expect(manyOccasions([first], { without: new Set([first]) })).toEqual({ reached: [], happened: [] });
  });
});
