import { expect, it } from 'vitest';
import { encodePostings, PostingsCursor } from '../impact/postings.ts';
import { Saturation } from './saturation.ts';
import { missingOf, partsOf, wordScores } from './score-parts.ts';
import { WordCursor } from './word-cursor.ts';

const LENGTHS = new Uint8Array(6).fill(1);
const saturation = new Saturation(LENGTHS, 1, { k1: 1, b: 0 });
const clauses = ['tide', 'moon'].map((text) => ({ text, units: [], times: 1 }));

/** Of each clause the documents that have it, once each. */
function cursors(...lists: readonly (readonly number[])[]): WordCursor[] {
  return lists.map((documents, n) => {
    const postings = {
      documents: Uint32Array.from(documents),
      frequencies: new Uint8Array(documents.length).fill(1),
    };
    const cursor = new PostingsCursor(encodePostings(postings, LENGTHS), documents.length);
    return new WordCursor([{ postings: cursor, weight: 1 }], 2 * (n + 1), saturation);
  });
}

it('what documents have not is told as it was typed, whatever their order', () => {
  expect(missingOf([5, 1, 3], clauses, cursors([1, 3], [3, 4]))).toEqual(
    new Map([
      [1, ['moon']],
      [3, []],
      [5, ['tide', 'moon']],
    ]),
  );
});

it('words score by what they are worth, where a document has them', () => {
  const best = [
    { document: 4, score: 9 },
    { document: 1, score: 8 },
  ];
  expect(wordScores(best, clauses, cursors([1, 3], [4]))).toEqual(
    new Map([
      [
        1,
        [
          { text: 'tide', score: 1 },
          { text: 'moon', score: 0 },
        ],
      ],
      [
        4,
        [
          { text: 'tide', score: 0 },
          { text: 'moon', score: 2 },
        ],
      ],
    ]),
  );
});

it('what of a score by words is not of them is for how many there are', () => {
  const bonus = { title: 1, heading: 5, proximity: 2, links: 3, depth: 4 };
  const words = [
    { text: 'tide', score: 1.5 },
    { text: 'moon', score: 0.5 },
  ];
  expect(partsOf(7, words, bonus)).toEqual({ words, has: 5, ...bonus });
});
