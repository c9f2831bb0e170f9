import type { Region } from './page-region.ts';
import type { Zone } from './page-zone.ts';

/** Where text stands. */
export interface Place {
  readonly zone: Zone;
  readonly region: Region | undefined;
}

/** A stretch of text on lines of its own. */
export interface Block extends Place {
  readonly text: string;
  /** Characters of it that the page has, less marks of ours. */
  readonly chars: number;
  readonly preformatted: boolean;
  /** Characters of it that are links. */
  readonly linked: number;
  /** Number of the cell it stands in; no two cells of a page have the same. */
  readonly cell: number;
  /** How many blocks ended before it. */
  readonly nth: number;
  /** A part of it, or all, is asked not to be shown in a list of results. */
  readonly unshown: boolean;
  /** The heading that it is, or begins. */
  heading: HeadingOrTerm | undefined;
}

export interface Heading {
  readonly level: number;
  readonly text: string;
  readonly anchor?: string;
}

/** A heading, or what is taken for one: a term of a list that is linked to. */
export interface HeadingOrTerm extends Heading {
  readonly isTerm: boolean;
}

/** Between the cells of a row: shown as it is where white space is not, and no word to a search. */
const BETWEEN_CELLS = ' | ';
/** Blocks of a row that may be a line. */
export const MAX_ROW_BLOCKS = 50;
/** Blocks in one cell, and characters of all, that a line of data has. What has more is a layout. */
const MAX_CELL_BLOCKS = 4;
const MAX_ROW_CHARS = 2000;

/**
 * The blocks of a row of a table as one, if that is a line of data. A row that lays out the page has headings in it, or
 * code, or many blocks, or stands in several zones.
 */
export function lineOfRow(blocks: readonly Block[]): Block | undefined {
  const [first] = blocks;
  if (first === undefined || blocks.length > MAX_ROW_BLOCKS) return undefined;
  const cells = new Map<number, string[]>();
  let chars = 0;
  let linked = 0;
  let unshown = false;
  for (const block of blocks) {
    if (block.heading !== undefined || block.preformatted) return undefined;
    if (block.zone !== first.zone || block.region !== first.region) return undefined;
    const texts = cells.get(block.cell) ?? [];
    texts.push(block.text);
    cells.set(block.cell, texts);
    chars += block.chars;
    linked += block.linked;
    unshown ||= block.unshown;
    if (texts.length > MAX_CELL_BLOCKS || chars > MAX_ROW_CHARS) return undefined;
  }
  if (cells.size < 2) return undefined;
  const text = [...cells.values()].map((texts) => texts.join(' ')).join(BETWEEN_CELLS);
  return { ...first, text, chars, linked, unshown };
}
