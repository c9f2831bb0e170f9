import type { TextLink, TextPart } from '../parted-text.ts';
import { MAX_PARTS } from '../parted-text.ts';
import { localName, readXml } from '../xml-events.ts';
import type { MainMember, OfficeContent } from './office-content.ts';
import type { OfficeArchive } from './office-archive.ts';
import { PartBuilder } from './part-builder.ts';
import { relationsOf } from './relations.ts';

/** Reads a presentation of Open XML: a part for each slide that is shown, in their order. Speaker's notes are not read. */
export async function readPptx(archive: OfficeArchive, main: MainMember): Promise<OfficeContent> {
  const relations = await relationsOf(archive, main.name);
  const parts: TextPart[] = [];
  const links: TextLink[] = [];
  for (const id of slideIds(main.xml)) {
    const member = relations.get(id)?.target ?? '';
    const xml = await archive.text(member);
    if (xml === undefined || parts.length >= MAX_PARTS) continue;
    const slide = slideOf(xml, parts.length + 1);
    if (slide === undefined) continue;
    parts.push(slide);
    for (const { external, type, target } of (await relationsOf(archive, member)).values())
      if (external && type === 'hyperlink') links.push({ href: target, text: '' });
  }
  return { parts, links, notes: [] };
}

/** Ids of the relations to the slides. */
function slideIds(presentation: string): string[] {
  const ids: string[] = [];
  readXml(presentation, {
    open(name, attributes) {
      const id = attributes['r:id'];
      if (localName(name) === 'sldId' && id !== undefined) ids.push(id);
    },
    text: () => undefined,
    close: () => undefined,
  });
  return ids;
}

/** @returns undefined when it is hidden. */
function slideOf(xml: string, number: number): TextPart | undefined {
  const body = new PartBuilder();
  const title = new PartBuilder();
  let shape = body;
  let inText = false;
  let hidden = false;
  readXml(xml, {
    open(name, attributes) {
      const local = localName(name);
      if (local === 'sld') hidden = attributes['show'] === '0' || attributes['show'] === 'false';
      else if (local === 'sp') shape = body;
      else if (local === 'ph' && /^(?:title|ctrTitle)$/.test(attributes['type'] ?? '')) shape = title;
      else if (local === 't') inText = true;
      else if (local === 'tc') shape.beginCell();
      else if (local === 'br') shape.text('\n');
      else if (local === 'tab') shape.text('\t');
    },
    text(text) {
      if (inText) shape.text(text);
    },
    close(name) {
      const local = localName(name);
      if (local === 't') inText = false;
      else if (local === 'tc') shape.endCell();
      else if (local === 'p' || local === 'tr') shape.endLine();
      else if (local === 'sp') shape = body;
    },
  });
  if (hidden) return undefined;
  const textOf = (builder: PartBuilder): string => builder.finish()[0]?.text ?? '';
  return { heading: textOf(title), label: `${number}`, level: 1, text: textOf(body) };
}
