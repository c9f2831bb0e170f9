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
      fc.constantFrom(' ', '\n', '. '),
      (list, space) => {
        const text = list.join(space);
        const marks = readMarks(wordMarks(text) ?? new Uint8Array());
        for (const { words, at } of marks) expect(wordCount(text.slice(0, at))).toBe(words);
        expect(marks.length).toBeGreaterThan(text.length > 4000 ? 1 : 0);
      },
    ),
    { numRuns: 30 },
  );
});

it.each([
  ['words', 'word '],
  ['paragraphs without spaces', '検索エンジンは、言葉を探す。'],
  ['full-width signs', '検索エンジン！言葉？'],
  ['long words', `${'0123456789abcdef'.repeat(4)}\n`],
  ['dots', 'Contents........................................................................ 12\n'],
  ['paths', 'path/of-a/file.txt;'],
])('they are near to each other among %s', (_, part) => {
  const text = part.repeat(30_000 / part.length);
  const marks = [...readMarks(wordMarks(text) ?? new Uint8Array()), { words: 0, at: text.length }];
  for (const [n, { at, words }] of marks.slice(0, -1).entries()) {
    expect((marks[n + 1]?.at ?? 0) - at).toBeLessThanOrEqual(3200);
    expect(wordCount(text.slice(0, at))).toBe(words);
  }
});

it('a short text has none', () => {
  expect(wordMarks('a word or two')).toBeUndefined();
});
