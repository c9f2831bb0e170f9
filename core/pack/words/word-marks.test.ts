import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { readMarks, wordMarks } from './word-marks.ts';
import { wordCount } from './plain-text.ts';

it('marks tell how many words are before a place in a long text', () => {
  const word = fc.oneof(
    fc.constantFrom('a', 'naïve', '検索エンジン', 'x-y', '…'),
    fc.string({ unit: 'grapheme' }),
  );
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 900, maxLength: 1500 }),
      fc.constantFrom(' ', '\n'),
      (list, space) => {
        const text = list.join(space);
        const marks = readMarks(wordMarks(text) ?? new Uint8Array());
        for (const { words, at } of marks) expect(wordCount(text.slice(0, at))).toBe(words);
        expect(marks.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 30 },
  );
});

it('a short text has none', () => {
  expect(wordMarks('a word or two')).toBeUndefined();
});
