import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { SameTextFinder, sameTextsSchema } from './same-texts.ts';

function found(hashes: readonly (string | undefined)[], most_chars?: number) {
  const finder = new SameTextFinder(most_chars);
  for (const [n, text_hash] of hashes.entries()) finder.add({ url: `/${n}`, text_hash });
  expect(sameTextsSchema.parse(finder.found)).toEqual(finder.found);
  return finder.found;
}

test('pages of the same text are told together', () => {
  expect(found(['a', 'b', 'a', undefined, 'c', undefined, 'b', 'a'])).toEqual({
    pages: 3,
    texts: [
      { pages: 3, urls: ['/0', '/2', '/7'] },
      { pages: 2, urls: ['/1', '/6'] },
    ],
    more: false,
    all_compared: true,
  });
});

test('as many are counted as there are beyond the first of each text', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }).map(String)), (hashes) => {
      const { pages, texts } = found(hashes);
      expect(pages).toBe(hashes.length - new Set(hashes).size);
      expect(texts.reduce((sum, text) => sum + text.pages - 1, 0)).toBe(pages);
    }),
  );
});

test('a hundred texts are named, and ten pages of each; all pages are counted', () => {
  const hashes = Array.from({ length: 150 }, (_, n) => `text ${n}`).flatMap((text) => Array(12).fill(text));
  const { pages, texts, more } = found(hashes);
  expect([pages, texts.length, more]).toEqual([150 * 11, 100, true]);
  expect(texts[99]).toMatchObject({ pages: 12 });
  expect(texts[99]?.urls).toHaveLength(10);
});

test('beyond what fits into memory pages are compared with those before', () => {
  // A hash of one character and a URL of two.
  expect(found(['a', 'b', 'c', 'c', 'a'], 6)).toEqual({
    pages: 1,
    texts: [{ pages: 2, urls: ['/0', '/4'] }],
    more: false,
    all_compared: false,
  });
});
