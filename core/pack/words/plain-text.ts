import { remembered } from './remembered.ts';
import { segmented } from './segmented.ts';

/**
 * Writes a text so that whatever separates words is in ASCII, and whatever else is not is a part of one: as FTS5's tokenizer
 * `ascii` takes texts apart, which folds letters of ASCII by itself. Other letters are folded here: small ones for capital ones, without
 * accents, one for each of those that are but drawn otherwise (NFKC). Where a script has no spaces between words there are some then.
 */
export function plainText(text: string): string {
  return text.replaceAll(/\P{ASCII}+/gu, plainRun);
}

/** The words of a text, in its order, as the index has them. */
export function wordsOf(text: string): string[] {
  return (
    plainText(text)
      .toLowerCase()
      .match(/[a-z0-9\u{80}-\u{10ffff}]+/gu) ?? []
  );
}

/** How many words the index has of a text. */
export function wordCount(text: string): number {
  const plain = plainText(text);
  let count = 0;
  let was = 0;
  for (let at = 0; at < plain.length; at += 1) {
    const is = IN_WORD[plain.charCodeAt(at)] ?? 1;
    count += is & ~was;
    was = is;
  }
  return count;
}

/** By character of ASCII whether it is a part of a word. */
export const IN_WORD = Uint8Array.from({ length: 128 }, (_, code) =>
  /[a-z0-9]/iu.test(String.fromCodePoint(code)) ? 1 : 0,
);

const plainRun = remembered((run) => segmented(foldedLetters(run)));

/** What becomes of letters that are not of ASCII, before words are parted where there are no spaces. */
export function foldedLetters(run: string): string {
  const letters = run
    .toLowerCase()
    .normalize('NFKD')
    // Of Indian scripts and of kana, marks are letters. A run may begin with the accent of a letter that is ASCII.
    .replaceAll(/(^|[\p{Script=Latin}\p{Script=Greek}])\p{Mn}+/gu, '$1')
    .replaceAll(POINTS, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(UNDECOMPOSED, (letter) => PLAIN_LETTERS[letter] ?? letter);
  // A soft hyphen is in a word, and so are what joins letters and what does not; a space without width is between two.
  const joined = letters.replaceAll('\u200b', ' ').replaceAll(/\p{Cf}+/gu, '');
  // Letters for private use are icons in a text, and parts of names in the index alone.
  return joined.replaceAll(/[^\p{L}\p{N}\p{M}\p{ASCII}]+/gu, ' ');
}

/** Vowels of Hebrew and Arabic, which are mostly left out, and the Arabic letter that only makes words longer. */
const POINTS = /[\u0591-\u05c7\u064b-\u065f\u0670\u0640]+/gu;

/** Letters that are written without their sign, though Unicode does not have it as a part of them, or of others that stay. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
  ё: 'е',
};
const UNDECOMPOSED = new RegExp(`[${Object.keys(PLAIN_LETTERS).join('')}]`, 'gu');
