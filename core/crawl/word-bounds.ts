/**
 * Where words begin and end in a text of any language, by code units alone, so that no version of Unicode changes it:
 * what is neither space nor punctuation is a word, and so is each character of a script that puts none between words.
 */

/** Where the first word at or after `from` begins; the length of the text when there is none. */
export function startOfWord(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBetween(text.charCodeAt(at))) at += 1;
  return at;
}

/** Where the word ends that begins at `start`. */
export function endOfWord(text: string, start: number): number {
  if (standsAlone(text.charCodeAt(start))) return start + 1;
  let at = start + 1;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (isBetween(unit) || standsAlone(unit)) break;
    at += 1;
  }
  return at;
}

/** Space and punctuation: of ASCII, of Latin-1, general, and of Chinese and Japanese. */
function isBetween(unit: number): boolean {
  if (unit < 128)
    return !((unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90));
  if (unit < 0xc0) return unit !== 0xaa && unit !== 0xb5 && unit !== 0xba;
  return (
    (unit >= 0x2000 && unit <= 0x206f) ||
    (unit >= 0x3000 && unit <= 0x303f) ||
    (unit >= 0xff01 && unit <= 0xff0f)
  );
}

/** Kana, and Chinese characters of the basic plane. */
function standsAlone(unit: number): boolean {
  return (unit >= 0x3040 && unit <= 0x30ff) || (unit >= 0x3400 && unit <= 0x9fff);
}
