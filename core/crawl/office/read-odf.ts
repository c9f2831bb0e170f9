import type { TextLink } from '../parted-text.ts';
import { NESTED_TOO_DEEP, readXml } from '../xml-events.ts';
import type { OfficeContent } from './office-content.ts';
import { PartBuilder } from './part-builder.ts';

/** Elements whose text is not the document's: comments, what was deleted, speaker's notes, styles. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'office:annotation',
  'text:note-citation',
  'text:tracked-changes',
  'presentation:notes',
  'office:automatic-styles',
  'office:font-face-decls',
  'office:scripts',
  'office:forms',
  'text:index-title-template',
]);
const PARAGRAPHS: ReadonlySet<string> = new Set(['text:p', 'text:h']);
/** Spaces that one element stands for. */
const MAX_SPACES = 100;

/**
 * Reads the content of an OpenDocument file of any kind: a part for each heading, sheet or slide, notes at the end. Rows of
 * tables are lines.
 */
export function readOdf(content: string): OfficeContent {
  const reader = new OdfReader();
  const whole = readXml(content, reader);
  const parts = [...reader.parts.finish(), ...reader.notes.finish()];
  return { parts, links: reader.links, notes: whole ? [] : [NESTED_TOO_DEEP] };
}

class OdfReader {
  readonly parts = new PartBuilder();
  readonly notes = new PartBuilder();
  readonly links: TextLink[] = [];
  #leftOut = 0;
  /** Notes that are open: text of theirs stands in the middle of a sentence. */
  #noted = 0;
  /** Paragraphs that are open: those of a frame stand within another. */
  #paragraphs = 0;
  /** The link whose text is being read. */
  #link: { href: string; text: string } | undefined;
  #sheets = false;
  #level = 1;
  #slides = 0;

  get done(): boolean {
    return this.parts.full || this.notes.full;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (LEFT_OUT.has(name)) this.#leftOut += 1;
    if (this.#leftOut > 0) return;
    if (name === 'text:note') this.#noted += 1;
    else if (PARAGRAPHS.has(name)) this.#openParagraph(attributes);
    else if (name === 'text:tab') this.#to.text('\t');
    else if (name === 'text:line-break') this.#to.text('\n');
    else if (name === 'text:s') this.#to.text(' '.repeat(spaces(attributes['text:c'])));
    else if (name === 'text:a') this.#link = { href: attributes['xlink:href'] ?? '', text: '' };
    else if (name === 'table:table-cell') this.#to.beginCell();
    else this.#openPart(name, attributes);
  }

  text(text: string): void {
    if (this.#paragraphs === 0 || this.#leftOut > 0) return;
    this.#to.text(text);
    if (this.#link !== undefined) this.#link.text += text;
  }

  close(name: string): void {
    if (LEFT_OUT.has(name)) this.#leftOut -= 1;
    else if (this.#leftOut > 0) return;
    else if (name === 'text:note') this.#noted -= 1;
    else if (name === 'text:a') this.#closeLink();
    else if (PARAGRAPHS.has(name)) this.#closeParagraph(name);
    else if (name === 'table:table-cell') this.#to.endCell();
    else if (name === 'table:table-row') this.#to.endLine();
  }

  get #to(): PartBuilder {
    return this.#noted > 0 ? this.notes : this.parts;
  }

  #openPart(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'office:spreadsheet') this.#sheets = true;
    else if (name === 'table:table' && this.#sheets)
      this.parts.begin({ heading: attributes['table:name'] ?? '', level: 1 });
    else if (name === 'draw:page')
      this.parts.begin({ heading: '', label: `${(this.#slides += 1)}`, level: 1 });
  }

  #closeLink(): void {
    if (this.#link !== undefined) this.links.push(this.#link);
    this.#link = undefined;
  }

  #openParagraph(attributes: Readonly<Record<string, string>>): void {
    if (this.#paragraphs > 0 && this.#noted === 0) this.parts.endLine();
    this.#paragraphs += 1;
    this.#level = Number(attributes['text:outline-level'] ?? 1) || 1;
  }

  #closeParagraph(name: string): void {
    this.#paragraphs -= 1;
    if (name === 'text:h') this.#to.endHeading(this.#level);
    else this.#to.endLine();
  }
}

function spaces(count: string | undefined): number {
  return Math.min(MAX_SPACES, Math.max(1, Number(count) || 1));
}
