import { cutText } from '../cut-text.ts';
import { MAX_ANCHOR_CHARS, MAX_BODY_CHARS, MAX_TITLE_CHARS } from '../extracted.ts';
import { tidyLines, tidySpace } from '../tidy-text.ts';
import { type Block, MAX_ROW_BLOCKS, type Place, lineOfRow } from './page-block.ts';
import { type HiddenText, type WholeText, wholeText } from './whole-text.ts';
import type { Zone } from './page-zone.ts';

/** A heading that is open. */
interface OpenHeading {
  readonly level: number;
  readonly isTerm: boolean;
  readonly texts: string[];
  /** The first one on it or in it, and one right before or around it. */
  anchor: string;
  readonly anchorBefore: string;
  /** Where a link in it leads that shows no words: its own place, if it has no anchor. */
  permalink: string;
  /** The first block in it. */
  block: Block | undefined;
}

/** A row of a table that is open. */
interface OpenRow {
  /** Blocks before it. */
  readonly first: number;
  /** Has another row in it, and so lays out the page. */
  nested: boolean;
}

/** An anchor has no space in it. */
const ANCHOR = /^[^\s\p{Cc}]+$/u;
const IN_WORDS = /[\p{L}\p{N}]/u;
/** Characters of a block in which marks are looked for: headings and terms are short. */
const MAX_MARKED_CHARS = 1000;

/**
 * Gathers the text of a page block by block. Inline elements say nothing to it, so that they part no words; blocks end in
 * a newline, so that no words of two are fused.
 */
export class PageText {
  readonly #blocks: Block[] = [];
  /** Characters by zone: each has its own bound, so that a giant menu leaves room for the content. */
  readonly #chars = [0, 0, 0, 0, 0];
  /** Zones of which not all is kept. */
  readonly #full = new Set<Zone>();
  /** The block that is open: its text, and how much of it is links. */
  #pending = '';
  #linked = 0;
  #unshown = false;
  /** There was more than a block may have. */
  #overflown = false;
  #ended = 0;
  #added = 0;
  /** What stands before the text of the next block. */
  #lead = '';
  #heading: OpenHeading | undefined;
  /** An anchor with no text behind it yet, and where in the open block it stands. */
  #anchor = '';
  #anchorAt = 0;
  readonly #rows: OpenRow[] = [];
  #cells = 0;
  #hidden: HiddenText = { text: '', unshown: false };

  /** Blocks that have ended. */
  get nth(): number {
    return this.#ended;
  }

  /** Characters taken so far: two places with the same have no text between them. */
  get position(): number {
    return this.#added;
  }

  /** @param unshown whether it is asked not to be shown in a list of results: then nothing of its block is. */
  add(text: string, isLink: boolean, unshown: boolean): void {
    if (this.#pending.length >= MAX_BODY_CHARS) {
      this.#overflown ||= text.trim() !== '';
      return;
    }
    if (unshown && text.trim() !== '') this.#unshown = true;
    this.#pending += text;
    this.#added += text.length;
    if (isLink) this.#linked += text.length;
  }

  /** Text that is not shown: what a page has that shows none. */
  addHidden(text: string, unshown: boolean): void {
    if (this.#hidden.text.length >= MAX_BODY_CHARS) return;
    this.#hidden.text += text;
    if (unshown && text.trim() !== '') this.#hidden.unshown = true;
  }

  /** Ends a link into the page, which began at a position. A mark that only shows where to click is no text. */
  endPermalink(anchor: string, since: number): void {
    const at = this.#pending.length - (this.#added - since);
    if (at < 0 || at > MAX_MARKED_CHARS || IN_WORDS.test(this.#pending.slice(at))) return;
    this.#added -= this.#pending.length - at;
    this.#pending = this.#pending.slice(0, at);
    if (this.#heading !== undefined) this.#heading.permalink ||= anchor;
  }

  /** The place that is next can be linked to. */
  noteAnchor(anchor: string): void {
    if (this.#heading !== undefined) this.#heading.anchor ||= anchor;
    this.#anchor = anchor;
    this.#anchorAt = this.#pending.length;
  }

  /** Ends the block; `preformatted` keeps its lines and indentation. */
  endBlock({ zone, region }: Place, preformatted: boolean): void {
    const raw = this.#pending;
    if (raw === '') return;
    const linked = this.#linked;
    const unshown = this.#unshown;
    this.#pending = '';
    this.#linked = 0;
    this.#unshown = false;
    const text = preformatted ? tidyLines(raw) : tidySpace(raw);
    if (text !== '' && (this.#anchorAt === 0 || raw.slice(this.#anchorAt).trim() !== '')) this.#anchor = '';
    this.#anchorAt = 0;
    if (this.#overflown) this.#full.add(zone);
    this.#overflown = false;
    if (text === '' || this.#isFull(zone, text)) return;
    const block: Block = {
      zone,
      region,
      text: this.#lead + text,
      chars: text.length,
      preformatted,
      linked: Math.min(linked, text.length),
      cell: this.#cells,
      nth: this.#ended,
      unshown,
      heading: undefined,
    };
    this.#lead = '';
    this.#ended += 1;
    this.#blocks.push(block);
    if (region !== undefined) {
      region.chars += text.length;
      region.linked += block.linked;
      region.prose = Math.max(region.prose, text.length - block.linked);
    }
    this.#addToHeading(block, text);
  }

  #addToHeading(block: Block, text: string): void {
    const heading = this.#heading;
    if (heading === undefined) return;
    heading.block ??= block;
    if (heading.block.zone === block.zone) heading.texts.push(text);
  }

  #isFull(zone: Place['zone'], text: string): boolean {
    const chars = this.#chars[zone] ?? 0;
    this.#chars[zone] = chars + text.length + 1;
    if (chars < MAX_BODY_CHARS) return false;
    this.#full.add(zone);
    return true;
  }

  startHeading(level: number, isTerm = false): void {
    const anchorBefore = this.#anchor;
    this.#heading = { level, isTerm, texts: [], anchor: '', anchorBefore, permalink: '', block: undefined };
  }

  endHeading(): void {
    const heading = this.#heading;
    this.#heading = undefined;
    if (heading?.block === undefined) return;
    const { level, isTerm, texts, block } = heading;
    const anchor = heading.anchor || heading.anchorBefore || heading.permalink;
    const usable = anchor.length <= MAX_ANCHOR_CHARS && ANCHOR.test(anchor);
    const text = cutText(tidySpace(texts.join(' ')), MAX_TITLE_CHARS);
    block.heading = { level, isTerm, text, ...(usable && { anchor }) };
    if (level === 1 && block.region !== undefined) block.region.titled = true;
  }

  /** Begins an item of a list: the mark stands before its first block. */
  startItem(mark: string): void {
    this.#lead = mark;
  }

  endItem(): void {
    this.#lead = '';
  }

  startRow(): void {
    const around = this.#rows.at(-1);
    if (around !== undefined) around.nested = true;
    this.#rows.push({ first: this.#blocks.length, nested: false });
  }

  startCell(): void {
    this.#cells += 1;
  }

  endRow(): void {
    const row = this.#rows.pop();
    if (row === undefined || row.nested || this.#heading !== undefined) return;
    if (this.#blocks.length - row.first > MAX_ROW_BLOCKS) return;
    const line = lineOfRow(this.#blocks.slice(row.first));
    if (line !== undefined) this.#blocks.splice(row.first, this.#blocks.length, line);
  }

  /** Forgets what is open, but for text. */
  forgetOpen(): void {
    this.endHeading();
    this.#lead = '';
    this.#rows.length = 0;
  }

  /** @param title of the page, as its head has it. */
  finish(title: string): WholeText {
    return wholeText(this.#blocks, this.#full, this.#hidden, title);
  }
}
