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
