import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodePostings } from '../impact/postings.ts';
import { Saturation } from './saturation.ts';
import type { FormList } from './units-in-pack.ts';
import { wholeMatches } from './whole-matches.ts';
import { PostingsCursor } from '../impact/postings.ts';
import { WordCursor } from './word-cursor.ts';

const DOCUMENTS = 3000;
const language_of = Uint8Array.from({ length: DOCUMENTS + 1 }, (_, document) => document % 3);
const lengths = new Uint8Array(DOCUMENTS + 1).fill(40);

/** Lists of any length: of one block, of many, of nearly all documents. */
const form = fc
  .record({
    every: fc.constantFrom(1, 2, 7, 100),
    from: fc.integer({ min: 1, max: DOCUMENTS }),
    weight: fc.constantFrom(1, 0.35),
    language: fc.constantFrom(undefined, 1, 2),
  })
  .map(({ every, from, weight, language }): FormList => {
    const documents: number[] = [];
    for (let document = from; document <= DOCUMENTS; document += every) documents.push(document);
    const frequencies = Uint8Array.from(documents, (document) => 1 + (document % 20));
    const bytes = encodePostings({ documents: Uint32Array.from(documents), frequencies }, lengths);
    const list = { bytes, count: documents.length, weight };
    return language === undefined ? list : Object.assign(list, { language });
  });
const clauses = fc.array(fc.array(form, { maxLength: 4 }), { minLength: 1, maxLength: 4 });

it('the documents that have all clauses are those that cursors find, and count the same to the last bit', () => {
  const saturation = new Saturation(lengths, 40, { k1: 1.2, b: 0.65 });
  fc.assert(
    fc.property(clauses, (asked) => {
      const { documents, frequencies } = wholeMatches(asked, language_of);
      const cursors = asked.map((forms) => {
        const open = forms.map(({ bytes, count, ...one }) => ({
          postings: new PostingsCursor(bytes, count),
          ...one,
        }));
        return new WordCursor(open, 1, saturation, language_of);
      });
      const expected: (readonly [number, number[]])[] = [];
      for (let document = 1; document <= DOCUMENTS; document += 1)
        if (cursors.every((cursor) => cursor.isIn(document)))
          expected.push([document, cursors.map((cursor) => cursor.score())]);
      const scores = Array.from(documents, (document, n): [number, number[]] => [
        document,
        frequencies.map((its) => saturation.of(its[n] ?? 0, document)),
      ]);
      expect(scores).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});

it('a clause that nothing stands for is had by none', () => {
  expect(wholeMatches([[]], language_of).documents).toHaveLength(0);
});
