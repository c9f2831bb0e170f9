import { expect, test } from 'vitest';
import { SEED_MAX, seedsOf } from './seeds.ts';

test('seeds of a commit are its own, and the first ones stay when more are wanted', () => {
  const seeds = seedsOf('fc8e425aa0f3', 1000);
  expect(new Set(seeds).size).toBe(1000);
  expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed <= SEED_MAX)).toBe(true);
  expect(seedsOf('FC8E425AA0F3', 10)).toEqual(seeds.slice(0, 10));
  expect(seedsOf('fc8e425aa0f4', 10)).not.toEqual(seeds.slice(0, 10));
});
