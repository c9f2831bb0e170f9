/** Scripts that are told apart; others are no script at all. */
export type Script =
  | 'latin'
  | 'greek'
  | 'cyrillic'
  | 'armenian'
  | 'hebrew'
  | 'arabic'
  | 'ethiopic'
  | 'devanagari'
  | 'bengali'
  | 'gurmukhi'
  | 'gujarati'
  | 'oriya'
  | 'tamil'
  | 'telugu'
  | 'kannada'
  | 'malayalam'
  | 'sinhala'
  | 'thai'
  | 'lao'
  | 'tibetan'
  | 'myanmar'
  | 'georgian'
  | 'khmer'
  | 'kana'
  | 'han'
  | 'hangul';

/** Where the letters of a script are in Unicode, ascending; what is between belongs to none. */
const RANGES: readonly (readonly [from: number, to: number, script: Script])[] = [
  [0x41, 0x5a, 'latin'],
  [0x61, 0x7a, 'latin'],
  [0xc0, 0x24f, 'latin'],
  [0x370, 0x3ff, 'greek'],
  [0x400, 0x52f, 'cyrillic'],
  [0x531, 0x587, 'armenian'],
  [0x5d0, 0x5f2, 'hebrew'],
  [0x620, 0x6ff, 'arabic'],
  [0x750, 0x77f, 'arabic'],
  [0x900, 0x97f, 'devanagari'],
  [0x980, 0x9ff, 'bengali'],
  [0xa00, 0xa7f, 'gurmukhi'],
  [0xa80, 0xaff, 'gujarati'],
  [0xb00, 0xb7f, 'oriya'],
  [0xb80, 0xbff, 'tamil'],
  [0xc00, 0xc7f, 'telugu'],
  [0xc80, 0xcff, 'kannada'],
  [0xd00, 0xd7f, 'malayalam'],
  [0xd80, 0xdff, 'sinhala'],
  [0xe01, 0xe5b, 'thai'],
  [0xe81, 0xeff, 'lao'],
  [0xf00, 0xfff, 'tibetan'],
  [0x1000, 0x109f, 'myanmar'],
  [0x10a0, 0x10ff, 'georgian'],
  [0x1100, 0x11ff, 'hangul'],
  [0x1200, 0x139f, 'ethiopic'],
  [0x1780, 0x17ff, 'khmer'],
  [0x1e00, 0x1eff, 'latin'],
  [0x1f00, 0x1fff, 'greek'],
  [0x3041, 0x30ff, 'kana'],
  [0x3400, 0x4dbf, 'han'],
  [0x4e00, 0x9fff, 'han'],
  [0xac00, 0xd7a3, 'hangul'],
  [0xf900, 0xfaff, 'han'],
  [0xfb50, 0xfdff, 'arabic'],
  [0xfe70, 0xfefc, 'arabic'],
  [0xff66, 0xff9d, 'kana'],
];

/** Script of each UTF-16 unit, as an index into RANGES and one; 0 for none. A look-up for each letter of a sample. */
const SCRIPT_OF = new Uint8Array(0x1_00_00);
RANGES.forEach(([from, to], index) => SCRIPT_OF.fill(index + 1, from, to + 1));

/** How many letters of each script a text has, in UTF-16 units. */
export function countScripts(text: string): Map<Script, number> {
  const counts = new Uint32Array(RANGES.length + 1);
  for (let at = 0; at < text.length; at += 1) {
    const range = SCRIPT_OF[text.charCodeAt(at)] ?? 0;
    counts[range] = (counts[range] ?? 0) + 1;
  }
  const scripts = new Map<Script, number>();
  for (const [index, [, , script]] of RANGES.entries()) {
    const count = counts[index + 1] ?? 0;
    if (count > 0) scripts.set(script, (scripts.get(script) ?? 0) + count);
  }
  return scripts;
}
