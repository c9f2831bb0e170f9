import { expect, it } from 'vitest';
import { queryText } from './query-text.ts';

it.each([
  ['  Opening\t HOURS ', 'opening hours'],
  ['opening hou*', 'opening hou'],
  ['Öffnungszeiten', 'öffnungszeiten'],
  ['O\u{308}ffnung', 'öffnung'],
  ['Tide OR Moon or Ore', 'tide OR moon or ore'],
  ['"exact words" -not', '"exact words" -not'],
  ['2024-03-12', '2024-03-12'],
  ['before:2024-03-12 after:2023-01-01', 'before:2024-03-12 after:2023-01-01'],
  ['form 1040', 'form 1040'],
  ['x'.repeat(100), 'x'.repeat(100)],
  ['half \u{d83d} pair', 'half \u{fffd} pair'],
])('%j is kept as %j', (query, text) => {
  expect(queryText(query)).toBe(text);
});

it.each([
  ['', 'nothing'],
  [' * ', 'nothing but a star'],
  ['x'.repeat(101), 'a long one'],
  ['bill of ada@site.gov', 'an e-mail address'],
  ['case 1234567', 'a number of seven digits'],
  ['call (030) 1234-567 8', 'a telephone number with gaps'],
  ['+49 30 901820', 'a telephone number'],
  ['\u{0661}\u{0662}\u{0663}\u{0664}\u{0665}\u{0666}\u{0667}', 'digits of another script'],
])('%j is not kept: %s', (query) => {
  expect(queryText(query)).toBeUndefined();
});
