import { expect, it } from 'vitest';
import { stemLanguage, stemOf } from './stem.ts';

it.each([
  ['en-GB', 'en'],
  ['DE', 'de'],
  ['', 'en'],
  ['und', 'en'],
  ['ja', undefined],
  ['zh-Hant', undefined],
])('words in %j are stemmed as %s', (tag, language) => {
  expect(stemLanguage(tag)).toBe(language);
});

it.each([
  ['en', 'looking', 'look'],
  ['en', 'log', 'log'],
  ['de', 'hauser', 'haus'],
  ['fr', 'chevaux', 'cheval'],
  ['en', 'utf8', 'utf8'],
  ['en', 'is', 'is'],
])('in %s the stem of %s is %s', (language, word, stem) => {
  expect(stemOf(word, language)).toBe(stem);
});
