/** Scripts that are written without spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Whether a text has letters of a script without spaces. */
export function isUnspaced(text: string): boolean {
  return UNSPACED.test(text);
}

const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** Puts spaces between the words of scripts that have none, by the dictionaries of ICU; other texts stay as they are. */
export function segmented(text: string): string {
  if (!isUnspaced(text)) return text;
  const words: string[] = [];
  for (const { segment, isWordLike } of segmenter.segment(text)) if (isWordLike === true) words.push(segment);
  // At its ends a run may stand by letters of ASCII: "検索engine".
  return ` ${words.join(' ')} `;
}
