import { MAX_BODY_CHARS, MAX_HEADINGS_CHARS } from './extracted.ts';
import { cutText } from './cut-text.ts';

/** Where a piece of text stands. The page's text is taken from the highest that has substance. */
export const Zone = { noise: 0, body: 1, article: 2, main: 3 } as const;
export type Zone = (typeof Zone)[keyof typeof Zone];

/** A main element with this many characters is the page's content, whatever else there is: a short paragraph. */
const SUBSTANTIAL_CHARS = 200;

interface Block {
  readonly zone: Zone;
  readonly text: string;
}

/**
 * Gathers the text of a page block by block. Inline elements say nothing to it, so that they part no words; blocks end in
 * a newline, so that no words of two are fused.
 */
export class PageText {
  readonly #blocks: Block[] = [];
  readonly #headings: Block[] = [];
  /** Characters by zone: each has its own bound, so that a giant menu leaves room for the content. */
  readonly #chars = [0, 0, 0, 0];
  #headingChars = 0;
  #pending = '';
  #heading = '';

  add(text: string): void {
    if (this.#pending.length < MAX_BODY_CHARS) this.#pending += text;
  }

  addToHeading(text: string): void {
    if (this.#heading.length < MAX_HEADINGS_CHARS) this.#heading += text;
  }

  /** Ends the block; `preformatted` keeps its lines and indentation. */
  endBlock(zone: Zone, preformatted: boolean): void {
    if (this.#pending === '') return;
    const text = preformatted ? tidyLines(this.#pending) : tidySpace(this.#pending);
    this.#pending = '';
    if (text === '' || (this.#chars[zone] ?? 0) >= MAX_BODY_CHARS) return;
    this.#chars[zone] = (this.#chars[zone] ?? 0) + text.length + 1;
    this.#blocks.push({ zone, text });
  }

  endHeading(zone: Zone): void {
    const text = tidySpace(this.#heading);
    this.#heading = '';
    if (text === '' || this.#headingChars >= MAX_HEADINGS_CHARS) return;
    this.#headingChars += text.length + 1;
    this.#headings.push({ zone, text });
  }

  /**
   * The content: a `main` with substance; else an `article` that is most of the page; else all but navigation and the
   * like; and those where there is nothing else, so that no page is empty that has text.
   */
  finish(): { body: string; headings: string } {
    const least = this.#contentZone();
    const take = (blocks: readonly Block[], max: number): string =>
      cutText(
        blocks
          .filter((block) => block.zone >= least)
          .map((block) => block.text)
          .join('\n'),
        max,
      );
    return { body: take(this.#blocks, MAX_BODY_CHARS), headings: take(this.#headings, MAX_HEADINGS_CHARS) };
  }

  #contentZone(): Zone {
    const [, body = 0, article = 0, main = 0] = this.#chars;
    const content = body + article + main;
    if (main >= SUBSTANTIAL_CHARS || (main > 0 && main >= content / 2)) return Zone.main;
    if (article > 0 && article + main >= content / 2) return Zone.article;
    return content > 0 ? Zone.body : Zone.noise;
  }
}

/** White space, control characters too, made single spaces; invisible places to break a word taken out of it. */
export function tidySpace(text: string): string {
  return (
    joinWords(text)
      // Control characters are what is looked for; by their property the search takes several times as long.
      // oxlint-disable-next-line no-control-regex
      .replace(/[\s\0-\x1F\x7F-\x9F]+/g, ' ')
      .trim()
  );
}

/** Lines kept with their indentation, less trailing space, control characters, and blank lines at both ends. */
export function tidyLines(text: string): string {
  return joinWords(text)
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]+/gu, ' ')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
}

/** Soft hyphens and zero-width spaces and joiners stand inside words, which would not be found with them. */
function joinWords(text: string): string {
  return text.replace(/[\u00AD\u200B\u2060\uFEFF]/g, '');
}
