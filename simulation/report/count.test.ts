import { expect, it } from 'vitest';
import { counted, countedWere } from './count.ts';

it('things are counted as people say it', () => {
  expect([0, 1, 1234].map((number) => counted(number, 'run'))).toEqual(['0 runs', '1 run', '1,234 runs']);
  expect([0, 1, 2].map((number) => countedWere(number, 'pack'))).toEqual([
    '0 packs were',
    '1 pack was',
    '2 packs were',
  ]);
});
