import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { mergeAnswers } from './merge-answers.ts';

it('has the hits with all words, and of a shard without any nothing', () => {
  const answers = [
    { match: 'any', hits: [{ id: 'some', score: 9 }] },
    { match: 'all', hits: [{ id: 'b', score: 1 }] },
    {
      match: 'all',
      hits: [
        { id: 'a', score: 1 },
        { id: 'c', score: 0.5 },
      ],
    },
  ] as const;
  expect(mergeAnswers(answers, 2)).toEqual(['a', 'b']);
  expect(mergeAnswers([answers[0]], 2)).toEqual(['some']);
  expect(mergeAnswers([], 2)).toEqual([]);
});

it('is the same however the documents are parted', () => {
  const document = fc.record({
    id: fc.string(),
    score: fc.integer({ min: 0, max: 5 }),
    all: fc.boolean(),
    shard: fc.nat(2),
  });
  const documents = fc.uniqueArray(document, { selector: ({ id }) => id, maxLength: 30 });
  fc.assert(
    fc.property(documents, fc.integer({ min: 1, max: 10 }), (found, limit) => {
      const answered = (mine: typeof found) => {
        const all = mine.filter((one) => one.all);
        return all.length > 0
          ? ({ match: 'all', hits: all } as const)
          : ({ match: 'any', hits: mine } as const);
      };
      const shards = [0, 1, 2].map((n) => answered(found.filter(({ shard }) => shard === n)));
      expect(mergeAnswers(shards, limit)).toEqual(mergeAnswers([answered(found)], limit));
    }),
  );
});
