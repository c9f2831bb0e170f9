/** Letters of a word that can be misspelled: a shorter one may be anything. */
const LEAST = 4;
const MOST = 30;
/** Scripts of which words are letters one behind the other, each of them one unit of UTF-16. */
const LETTERS =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Hebrew}\p{Script=Arabic}]+$/u;

/** Whether a word of the index may be a misspelled one, or what was meant: no name of code, number or mix of letters and digits. */
export function isSpelled(word: string): boolean {
  return word.length >= LEAST && word.length <= MOST && LETTERS.test(word);
}

/** Edits by which a word may be corrected: one, two of a long one. */
export function mostEdits(word: string): 1 | 2 {
  return word.length < TWO_FROM ? 1 : 2;
}
const TWO_FROM = 8;
