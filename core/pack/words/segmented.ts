/** Scripts that are written without spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Whether a text has letters of a script without spaces. */
export function isUnspaced(text: string): boolean {
  return UNSPACED.test(text);
}

const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** A word of a text without spaces. */
export interface Segment {
  readonly segment: string;
  /** Where in the text it begins, in UTF-16 units. */
  readonly index: number;
}

/** The words of a text in which there are scripts without spaces, by the dictionaries of ICU. @returns undefined for another text. */
export function segmentsOf(text: string): Segment[] | undefined {
  if (!isUnspaced(text)) return undefined;
  const segments: Segment[] = [];
  for (const { segment, index, isWordLike } of segmenter.segment(text))
    if (isWordLike === true) segments.push({ segment, index });
  return segments;
}

/** Puts spaces between the words of scripts that have none; other texts stay as they are. */
export function segmented(text: string): string {
  const segments = segmentsOf(text);
  // At its ends a run may stand by letters of ASCII: "検索engine".
  return segments === undefined ? text : ` ${segments.map(({ segment }) => segment).join(' ')} `;
}
