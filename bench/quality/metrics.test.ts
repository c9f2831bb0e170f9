import { expect, it } from 'vitest';
import { ndcg, recall, reciprocalRank } from './metrics.ts';

const judgments = new Map([
  ['a', 2],
  ['b', 1],
  ['no', 0],
]);

it.each([
  [['a', 'b'], 1, 1, 1],
  [['b', 'a'], (1 + 3 / Math.log2(3)) / (3 + 1 / Math.log2(3)), 1, 1],
  [['no', 'x', 'a'], 3 / 2 / (3 + 1 / Math.log2(3)), 1 / 3, 0.5],
  [[], 0, 0, 0],
])('what %j is worth', (ids, gain, rank, found) => {
  expect(ndcg(ids, judgments)).toBeCloseTo(gain, 12);
  expect(reciprocalRank(ids, judgments)).toBe(rank);
  expect(recall(ids, judgments)).toBe(found);
});

it('what comes behind the first ten counts for recall alone, and behind the first hundred for nothing', () => {
  const others = (count: number) => Array.from({ length: count }, (_, n) => String(n));
  expect([ndcg, reciprocalRank, recall].map((of) => of([...others(10), 'a'], judgments))).toEqual([
    0, 0, 0.5,
  ]);
  expect(recall([...others(100), 'a'], judgments)).toBe(0);
});

it('where nothing is relevant, nothing is found', () => {
  expect([ndcg, reciprocalRank, recall].map((of) => of(['no'], new Map([['no', 0]])))).toEqual([0, 0, 0]);
});
