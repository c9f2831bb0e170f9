import { VarintList } from '../impact/varint-list.ts';
import { VarintWriter } from '../impact/varint-writer.ts';
import { wordCount } from './plain-text.ts';

/** Words from one mark to the next, at least. */
const WORDS_APART = 256;
/** Characters that are counted at a time. */
const PIECE_CHARS = 1024;

/**
 * Marks at white space in a long text, so that a place that is known by its number among the words is found without counting
 * from the beginning: numbers in pairs, of words and of UTF-16 units since the mark before, as bytes.
 * @returns undefined for a text that is short.
 */
export function wordMarks(text: string): Uint8Array | undefined {
  if (!isMarked(text)) return undefined;
  const writer = new VarintWriter();
  let words = 0;
  let mark = 0;
  for (let from = 0; from < text.length;) {
    const to = pieceEnd(text, from);
    words += wordCount(text.slice(from, to));
    from = to;
    if (words < WORDS_APART || to === text.length) continue;
    writer.write(words);
    writer.write(to - mark);
    words = 0;
    mark = to;
  }
  return writer.take();
}

/** Whether a text is long enough for marks. */
export function isMarked({ length }: string): boolean {
  return length > PIECE_CHARS * 2;
}

/** White space at which a piece may end: no word goes over it, whatever becomes of the letters. */
function pieceEnd(text: string, from: number): number {
  for (let at = from + PIECE_CHARS; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === SPACE || char === NEWLINE) return at;
  }
  return text.length;
}
const [SPACE, NEWLINE] = [0x20, 0x0a];

/** A place in a text. */
export interface Mark {
  /** Words before it. */
  readonly words: number;
  /** In UTF-16 units. */
  readonly at: number;
}

/** Reads marks back; the beginning is one too. @param bytes of {@link wordMarks}. */
export function readMarks(bytes: Uint8Array): Mark[] {
  const marks: Mark[] = [{ words: 0, at: 0 }];
  let last = { words: 0, at: 0 };
  const numbers = new VarintList(bytes);
  while (!numbers.isAtEnd()) {
    last = { words: last.words + numbers.next(), at: last.at + numbers.next() };
    marks.push(last);
  }
  return marks;
}
