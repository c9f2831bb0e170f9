import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { anchorText, chosenTexts, mostTargets, roundedLinks } from './anchor-text.ts';

it.each([
  ['» More …', 'more'],
  ['Opening Hours', 'opening hours'],
  ['(PDF, 2 MB)', 'pdf, 2 mb'],
  ['Cafe\u0301', 'café'],
  ['›››', ''],
  ['', ''],
])('the text %j is counted as %j', (text, counted) => {
  expect(anchorText(text)).toBe(counted);
});

it('counting a text twice changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 50 }), (text) => {
      expect(anchorText(anchorText(text))).toBe(anchorText(text));
    }),
  );
});

it('the most frequent texts are kept, in an order that does not tell which is', () => {
  expect(chosenTexts(['prices', 'tickets', 'éclairs', 'admission'])).toBe(
    'admission\nprices\ntickets\néclairs',
  );
  const many = Array.from({ length: 50 }, (_, n) => `text ${n + 10}`);
  expect(chosenTexts(many).split('\n')).toEqual(many.slice(0, 32));
  const long = Array.from({ length: 20 }, (_, n) => `${n + 10}${'x'.repeat(198)}`);
  expect(chosenTexts(long).split('\n')).toEqual(long.slice(0, 9));
  expect(chosenTexts([])).toBe('');
});

it.each([
  [0, 3],
  [30, 3],
  [55, 5],
  [100, 10],
  [1e6, 10],
])('in an index of %d documents a text may lead to %d', (documents, targets) => {
  expect(mostTargets(documents)).toBe(targets);
});

it('links are counted to two binary digits, down', () => {
  const counts = [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 15, 16, 23, 24, 100, 1000];
  expect(counts.map(roundedLinks)).toEqual([0, 1, 2, 3, 4, 4, 6, 6, 8, 8, 12, 12, 16, 16, 24, 96, 768]);
  fc.assert(
    fc.property(fc.nat(), (pages) => {
      expect(roundedLinks(pages)).toBeLessThanOrEqual(pages);
      expect(roundedLinks(pages) * 1.5).toBeGreaterThanOrEqual(pages);
      expect(roundedLinks(pages + 1)).toBeGreaterThanOrEqual(roundedLinks(pages));
    }),
  );
});
