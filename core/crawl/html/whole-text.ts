import { cutText } from '../cut-text.ts';
import {
  MAX_AROUND_CHARS,
  MAX_BODY_CHARS,
  MAX_HEADINGS_CHARS,
  MAX_SECTIONS,
  MAX_UNSHOWN,
  type Section,
  type Span,
} from '../extracted.ts';
import { tidySpace } from '../tidy-text.ts';
import type { Block, Place } from './page-block.ts';
import { findContent } from './page-content.ts';
import type { Zone } from './page-zone.ts';

/** The text of a page, and where it stands. */
export interface WholeText {
  readonly body: string;
  /** There is more of it than a page may have. */
  readonly cut: boolean;
  readonly around: string;
  readonly headings: string;
  readonly sections: Section[];
  /** Parts of `body` that are asked not to be shown in a list of results. */
  readonly unshown: Span[];
  /** The lowest from which `body` is taken. */
  readonly zone: Zone;
  /** Whether a place is in the content; `nth` as {@link PageText.nth} was there. */
  readonly inContent: (place: Place, nth: number) => boolean;
}

/** Text that is not shown. */
export interface HiddenText {
  text: string;
  /** A part of it, or all, is asked not to be shown in a list of results. */
  unshown: boolean;
}

/**
 * Puts the blocks of a page together.
 * @param full zones of which not all blocks were kept.
 * @param hidden what is not shown: the text of a page that shows none.
 * @param title of the page, as its head has it.
 */
export function wholeText(
  blocks: readonly Block[],
  full: ReadonlySet<Zone>,
  hidden: Readonly<HiddenText>,
  title: string,
): WholeText {
  const { has, heading: outside, least } = findContent(blocks, title);
  const body = new Joined(MAX_BODY_CHARS);
  const around = new Joined(MAX_AROUND_CHARS);
  const headings = new Joined(MAX_HEADINGS_CHARS);
  const sections: Section[] = [];
  const unshown = new Spans(MAX_UNSHOWN);
  const isIn = (block: Block): boolean => block === outside || has(block, block.nth);
  const isIndex = isMostlyTerms(blocks.filter(isIn));
  for (const block of blocks) {
    const { text, heading } = block;
    if (!isIn(block)) {
      around.add(text);
      continue;
    }
    if (heading !== undefined && !(heading.isTerm && isIndex)) {
      const { isTerm: _, ...section } = heading;
      const start = body.length;
      headings.add(heading.text);
      if (start < MAX_BODY_CHARS && sections.length < MAX_SECTIONS) sections.push({ ...section, start });
    }
    if (block.unshown) unshown.add(body.length, body.length + text.length);
    body.add(text);
  }
  if (body.text === '' && hidden.unshown) unshown.add(0, MAX_BODY_CHARS);
  return {
    body: body.text || tidyHidden(hidden.text),
    cut:
      body.text === ''
        ? hidden.text.length > MAX_BODY_CHARS
        : body.cut || [...full].some((zone) => zone >= least),
    unshown: unshown.list,
    around: around.text,
    headings: headings.text,
    sections,
    zone: least,
    inContent: has,
  };
}

/** Whether more of a text is terms than what is said of them: an index, whose terms lead elsewhere. */
function isMostlyTerms(blocks: readonly Block[]): boolean {
  let terms = 0;
  let all = 0;
  for (const { chars, heading } of blocks) {
    all += chars;
    if (heading?.isTerm === true) terms += chars;
  }
  return terms * 2 > all;
}

/** Lines up to a number of characters. */
class Joined {
  readonly #lines: string[] = [];
  readonly #max: number;
  #left = false;
  /** Characters so far, with the end of the last line: where the next one begins. */
  length = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Not all of it fits. */
  get cut(): boolean {
    return this.#left || this.length > this.#max + 1;
  }

  add(line: string): void {
    if (this.length >= this.#max) {
      this.#left = true;
      return;
    }
    this.#lines.push(line);
    this.length += line.length + 1;
  }

  get text(): string {
    return cutText(this.#lines.join('\n'), this.#max);
  }
}

/** Parts of a text, in its order; those that touch are one. */
class Spans {
  readonly list: Span[] = [];
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  add(from: number, to: number): void {
    const last = this.list.at(-1);
    const isFull = this.list.length >= this.#max;
    if (last !== undefined && (isFull || from <= last.to + 1))
      this.list[this.list.length - 1] = { from: last.from, to: isFull ? MAX_BODY_CHARS : to };
    else this.list.push({ from, to });
  }
}

function tidyHidden(text: string): string {
  const lines = text.split('\n').map(tidySpace);
  return cutText(lines.filter((line) => line !== '').join('\n'), MAX_BODY_CHARS);
}
