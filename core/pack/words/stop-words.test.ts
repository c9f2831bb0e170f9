import { expect, it } from 'vitest';
import { isStopWord } from './stop-words.ts';

it.each([
  ['the', ['en'], true],
  ['isn', ['en'], true],
  ['die', ['en'], false],
  ['die', ['en', 'de'], true],
  ['the', [], false],
  ['the', ['xx'], false],
])('%s says little in a sentence of %j: %s', (word, languages, expected) => {
  expect(isStopWord(word, languages)).toBe(expected);
});
