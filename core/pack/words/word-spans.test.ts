import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { wordsOf } from './plain-text.ts';
import { wordSpans } from './word-spans.ts';

function parts(text: string): [string, string][] {
  return wordSpans(text).map(({ word, from, to }) => [word, text.slice(from, to)]);
}

it('words are told with what stands for them in the text', () => {
  expect(parts('Naïve “Straße”, x²')).toEqual([
    ['naive', 'Naïve'],
    ['strasse', 'Straße'],
    ['x2', 'x²'],
  ]);
  expect(parts('検索エンジン is fast')).toEqual([
    ['検索', '検索'],
    ['エンジン', 'エンジン'],
    ['is', 'is'],
    ['fast', 'fast'],
  ]);
  expect(parts('สวัสดีครับ')).toEqual([
    ['สวัสดี', 'สวัสดี'],
    ['ครับ', 'ครับ'],
  ]);
  for (const typed of ['검색 엔진', 'cafe fiancé', 'Ελλάς ήλιος', 'हिन्दी में'])
    for (const form of ['NFC', 'NFD'])
      expect(parts(typed.normalize(form)).map(([, part]) => part)).toEqual(typed.normalize(form).split(' '));
  expect(parts('ﬁne 𝔘nicode')).toEqual([
    ['fine', 'ﬁne'],
    ['unicode', '𝔘nicode'],
  ]);
});

it('they are the words of the index, in the order of the text and within it, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      const spans = wordSpans(text);
      expect(spans.map(({ word }) => word)).toEqual(wordsOf(text));
      let before = 0;
      for (const { from, to } of spans) {
        expect(from).toBeGreaterThanOrEqual(before);
        expect(to).toBeGreaterThan(from);
        expect(to).toBeLessThanOrEqual(text.length);
        before = from;
      }
    }),
  );
});

it('what stands for a word is found in text of any length without spaces', () => {
  const piece = fc.constantFrom(
    'สวัสดีครับ',
    'ข้อความภาษาไทย',
    'ພາສາລາວ',
    'ភាសាខ្មែរ',
    'မြန်မာဘာသာ',
    '検索エンジン',
    'ﾊﾟｰｸ',
    '…',
    '한국어'.normalize('NFD'),
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 200, maxLength: 600 }), (pieces) => {
      for (const [word, part] of parts(pieces.join(''))) expect(wordsOf(part).join('')).toBe(word);
    }),
    { numRuns: 10 },
  );
});

it('a long text without spaces takes as long as many short ones', () => {
  const short = 'สวัสดีครับนี่คือการทดสอบ';
  const fastest = (text: string): number =>
    Math.min(
      ...Array.from({ length: 3 }, () => {
        const start = performance.now();
        wordSpans(text);
        return performance.now() - start;
      }),
    );
  expect(fastest(short.repeat(800))).toBeLessThan(10 * fastest(`${short} `.repeat(800)));
});
