import type { TextPart } from '../parted-text.ts';
import { MAX_BODY_CHARS } from '../extracted.ts';

/** A tab would be lost where snippets are shown, and the cells look like one. */
const BETWEEN_CELLS = ' | ';

/** Gathers the text of a file paragraph by paragraph, in parts that begin with headings or where one is begun. */
export class PartBuilder {
  readonly #parts: TextPart[] = [];
  #part: Omit<TextPart, 'text'> = { heading: '', level: 1 };
  #lines: string[] = [];
  #line = '';
  #chars = 0;
  /** Cells of tables that are open: tables stand in cells, too. */
  #cells = 0;
  /** A cell with text ended: what comes next in this line is another's. */
  #afterCell = false;

  /** Enough was read: what comes after would be cut anyway. */
  get full(): boolean {
    return this.#chars > MAX_BODY_CHARS;
  }

  text(text: string): void {
    if (this.#line.length >= MAX_BODY_CHARS) return;
    this.#line += this.#afterCell ? BETWEEN_CELLS + text : text;
    this.#afterCell = false;
  }

  /** Ends the paragraph. Those of a cell stay in one line. */
  endLine(): void {
    if (this.#cells === 0) this.#endLine();
    else if (!this.#afterCell) this.text(' ');
  }

  beginCell(): void {
    this.#cells += 1;
  }

  endCell(): void {
    this.#cells = Math.max(0, this.#cells - 1);
    this.#line = this.#line.trimEnd();
    this.#afterCell = this.#line !== '';
  }

  /** Ends the paragraph, which is a heading: a part of its own begins, if that is not in a table. */
  endHeading(level: number): void {
    if (this.#cells > 0) return this.endLine();
    const heading = this.#line.trim();
    this.#line = '';
    if (heading !== '') this.begin({ heading, level: Math.min(6, Math.max(1, level)) });
  }

  begin(part: Omit<TextPart, 'text'>): void {
    this.#endPart();
    this.#part = part;
    this.#chars += part.heading.length + 1;
  }

  finish(): TextPart[] {
    this.#endPart();
    return this.#parts;
  }

  #endLine(): void {
    const line = this.#line.trimEnd();
    if (line !== '') this.#lines.push(line);
    this.#chars += line.length + 1;
    this.#line = '';
    this.#afterCell = false;
  }

  #endPart(): void {
    this.#endLine();
    const text = this.#lines.join('\n');
    this.#lines = [];
    if (text !== '' || this.#part.heading !== '') this.#parts.push({ ...this.#part, text });
  }
}
