import type { TextLink } from '../parted-text.ts';
import { NESTED_TOO_DEEP, localName, readXml } from '../xml-events.ts';
import type { MainMember, OfficeContent } from './office-content.ts';
import type { OfficeArchive } from './office-archive.ts';
import { PartBuilder } from './part-builder.ts';
import { type Relation, relationsOf, targetOf } from './relations.ts';

/** Elements whose text is not of the document: what was deleted, what a field is computed by, what older programs show. */
const LEFT_OUT: ReadonlySet<string> = new Set(['delText', 'instrText', 'delInstrText', 'Fallback']);
/** How far a style is followed to the one that it is based on. */
const MAX_BASES = 10;

/** Reads a text document of Open XML: a part for each heading, notes at the end. */
export async function readDocx(archive: OfficeArchive, main: MainMember): Promise<OfficeContent> {
  const relations = await relationsOf(archive, main.name);
  const styles = (await archive.text(targetOf(relations, 'styles') ?? '')) ?? '';
  const reader = new DocxReader(headingLevels(styles), relations);
  const whole = readXml(main.xml, reader);
  for (const type of ['footnotes', 'endnotes']) {
    const notes = await archive.text(targetOf(relations, type) ?? '');
    if (notes !== undefined) readXml(notes, reader);
  }
  return { parts: reader.parts.finish(), links: reader.links, notes: whole ? [] : [NESTED_TOO_DEEP] };
}

class DocxReader {
  readonly parts = new PartBuilder();
  readonly links: TextLink[] = [];
  readonly #levels: ReadonlyMap<string, number>;
  readonly #relations: ReadonlyMap<string, Relation>;
  /** Of the paragraph in hand; 0 is text. */
  #level = 0;
  #leftOut = 0;
  #inText = false;
  /** The run in hand is not shown. */
  #hidden = false;
  /** The link whose text is being read. */
  #link: { href: string; text: string } | undefined;

  constructor(levels: ReadonlyMap<string, number>, relations: ReadonlyMap<string, Relation>) {
    this.#levels = levels;
    this.#relations = relations;
  }

  get done(): boolean {
    return this.parts.full;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const local = localName(name);
    if (LEFT_OUT.has(local)) this.#leftOut += 1;
    else if (local === 't') this.#inText = true;
    else if (local === 'r') this.#hidden = false;
    else if (local === 'vanish') this.#hidden = !/^(?:0|false|off)$/.test(attributes['w:val'] ?? '');
    else if (local === 'tc') this.parts.beginCell();
    else if (local === 'tab' || local === 'ptab') this.#add('\t');
    else if (local === 'br' || local === 'cr') this.#add('\n');
    else if (local === 'noBreakHyphen') this.#add('-');
    else if (local === 'pStyle') this.#level = this.#levels.get(attributes['w:val'] ?? '') ?? 0;
    else if (local === 'outlineLvl') this.#level = levelOf(attributes['w:val']);
    else if (local === 'hyperlink') this.#openLink(attributes['r:id'] ?? '');
  }

  text(text: string): void {
    if (this.#inText) this.#add(text);
  }

  close(name: string): void {
    const local = localName(name);
    if (LEFT_OUT.has(local)) this.#leftOut -= 1;
    else if (local === 't') this.#inText = false;
    else if (local === 'hyperlink') this.#closeLink();
    else if (local === 'p') this.#endParagraph();
    else if (local === 'tc') this.parts.endCell();
    else if (local === 'tr') this.parts.endLine();
  }

  #add(text: string): void {
    if (this.#leftOut > 0 || this.#hidden) return;
    this.parts.text(text);
    if (this.#link !== undefined) this.#link.text += text;
  }

  #endParagraph(): void {
    if (this.#level > 0) this.parts.endHeading(this.#level);
    else this.parts.endLine();
    this.#level = 0;
  }

  #openLink(id: string): void {
    const relation = this.#relations.get(id);
    if (relation?.external === true) this.#link = { href: relation.target, text: '' };
  }

  #closeLink(): void {
    if (this.#link !== undefined) this.links.push(this.#link);
    this.#link = undefined;
  }
}

/** The levels of headings by the ids of their styles, which are in the language of the program; names are in English. */
function headingLevels(styles: string): Map<string, number> {
  const own = new Map<string, number>();
  const bases = new Map<string, string>();
  let style = '';
  readXml(styles, {
    open(name, attributes) {
      const local = localName(name);
      const value = attributes['w:val'] ?? '';
      if (local === 'style') style = attributes['w:styleId'] ?? '';
      else if (local === 'basedOn') bases.set(style, value);
      else if (local === 'outlineLvl') own.set(style, levelOf(value));
      else if (local === 'name' && /^title$/i.test(value)) own.set(style, 1);
      else if (local === 'name')
        own.set(style, Number(/^heading ([1-9])$/i.exec(value)?.[1] ?? own.get(style) ?? 0));
    },
    text: () => undefined,
    close: () => undefined,
  });
  const levels = new Map<string, number>();
  for (const id of new Set([...own.keys(), ...bases.keys()])) {
    let at = id;
    for (let n = 0; n < MAX_BASES && !own.get(at); n += 1) at = bases.get(at) ?? '';
    levels.set(id, own.get(at) ?? 0);
  }
  return levels;
}

/** Outline levels count from 0; 9 is text. */
function levelOf(value: string | undefined): number {
  const level = Number(value) + 1;
  return level >= 1 && level <= 9 ? level : 0;
}
