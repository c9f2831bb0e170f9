import { expect, it } from 'vitest';
import { partedTerms } from './parted-terms.ts';

const parted = (text: string, more: { prefix?: boolean; quoted?: boolean } = {}): string[] =>
  partedTerms({ text, prefix: false, quoted: false, ...more }).map(
    (part) => `${part.text}${part.prefix ? ' *' : ''}`,
  );

it.each([
  ['東京の天気', ['東京', '天気']],
  ['東京・天気', ['東京', '天気']],
  ['の', ['の']],
  ["l'école", ['école']],
  ['L’École', ['École']],
  ["driver's", ['driver']],
  ["we'll", ['we']],
  ["dell'arte", ['arte']],
  ["aujourd'hui", ['aujourd', 'hui']],
  ["rock'n'roll", ['rock', 'roll']],
  ["d's", ['d', 's']],
  ["'", ["'"]],
  ["l're-entrée", ['re-entrée']],
  ["c'est東京", ['est', '東京']],
  ['re-enter', ['re-enter']],
  ['cats', ['cats']],
  ['C++/CLI', ['C++', 'CLI']],
  ['R&D', ['R', 'D']],
  ["f(x),d'or", ['f', 'x', 'or']],
])('the parts of %s are %j', (text, parts) => {
  expect(parted(text)).toEqual(parts);
});

it('the last part is the one that goes on, and what is quoted has none', () => {
  expect(parted("l'éco*", { prefix: true })).toEqual(['éco* *']);
  expect(parted('東京天気', { prefix: true })).toEqual(['東京', '天気 *']);
  expect(parted("l'école", { quoted: true })).toEqual(["l'école"]);
});
