import { describe, expect, it } from 'vitest';
import { INVARIANTS } from './invariants.ts';
import { ToldWorld } from './testing/told-world.ts';

describe('every law', () => {
  it.each(INVARIANTS.map((make) => ({ make, name: make.name })))(
    'tells how often it compared: $name',
    ({ make }) => {
      const world = new ToldWorld(make);
      expect(world.comparisons).toBe(0);
    },
  );
});
