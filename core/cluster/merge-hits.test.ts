import { expect, it } from 'vitest';
import { mergeHits } from './merge-hits.ts';

const PAGE = { offset: 0, limit: 10 };
/** What a shard tells of so many documents with all words, and with any. */
const shard = (all: number, any: number | null) => ({ all, any, hits: [], facets: [] });

it('documents with some of the words are counted unless a hundred have all; those are told by themselves', () => {
  expect(mergeHits([shard(50, 1000), shard(49, 2000)], PAGE)).toMatchObject({ total: 3000, have_all: 99 });
  expect(mergeHits([shard(50, 1000), shard(50, 2000)], PAGE)).toMatchObject({ total: 100, have_all: 100 });
  expect(mergeHits([shard(100, null), shard(0, 2000)], PAGE)).toMatchObject({ total: 100, have_all: 100 });
  expect(mergeHits([shard(0, 7), undefined], PAGE)).toMatchObject({ match: 'any', total: 7, have_all: 0 });
  const sort = { by: 'date', descending: true };
  expect(mergeHits([shard(1, 7)], { ...PAGE, sort })).toMatchObject({ total: 1, have_all: 1 });
});

it('of a group that hit is given which is the best when it was looked at twice, of the few that were', () => {
  const hit = (id: string, base: number, score: number, group = 'g') => ({
    id,
    base,
    score,
    group,
    whole: true,
    missing: [],
  });
  const ids = (...lists: ReturnType<typeof hit>[][]) =>
    mergeHits(
      lists.map((hits) => Object.assign(shard(hits.length, 0), { hits })),
      PAGE,
    ).hits.map(({ id }) => id);
  expect(ids([hit('a', 9, 9), hit('c', 5, 5, 'other')], [hit('b', 8, 10)])).toEqual(['b', 'c']);
  const many = [hit('a', 9, 9), hit('b', 8, 8), hit('c', 7, 7), hit('d', 6, 6.5), hit('e', 5, 20)];
  expect(ids(many.slice(0, 2), many.slice(2))).toEqual(['a']);
});
