import { plainName } from '../words/code-words.ts';

/** Letters of a word that can be misspelled: a shorter one may be anything. */
const LEAST = 3;
const MOST = 30;
/** Scripts of which words are letters one behind the other, each of them one unit of UTF-16. */
const LETTERS =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Hebrew}\p{Script=Arabic}]+$/u;
/** Names of words: what has a digit, and what begins with a hyphen, is a version or an option, and means what it says. */
const NAME = /^[a-z]+(?:(?:_|\.|::|->)[a-z]+)+$/u;

/** Whether a word of the index may be a misspelled one, or what was meant: a word of letters, or a name of code of such words. */
export function isSpelled(word: string): boolean {
  return word.length >= LEAST && word.length <= MOST && (LETTERS.test(word) || NAME.test(plainName(word)));
}

/** Edits by which a word may be corrected: one, two of a long one. */
export function mostEdits(word: string): 1 | 2 {
  return word.length < TWO_FROM ? 1 : 2;
}
const TWO_FROM = 8;

/**
 * Whether one word is another but for what fingers do by themselves: two neighbouring letters are swapped, or one is there twice
 * in place of once.
 */
export function isSlip(word: string, other: string): boolean {
  if (word.length !== other.length) return once(word) === once(other);
  let at = 0;
  while (at < word.length && word[at] === other[at]) at += 1;
  const swapped = `${word.slice(0, at)}${word[at + 1] ?? ''}${word[at] ?? ''}${word.slice(at + 2)}`;
  return swapped === other;
}

function once(word: string): string {
  return word.replaceAll(/(.)\1+/gsu, '$1');
}
