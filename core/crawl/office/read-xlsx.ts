import { localName, readXml } from '../xml-events.ts';
import type { MainMember, OfficeContent } from './office-content.ts';
import type { OfficeArchive } from './office-archive.ts';
import { PartBuilder } from './part-builder.ts';
import { relationsOf, targetOf } from './relations.ts';

/** Reads a spreadsheet of Open XML: a part for each sheet that is shown, a line for each row. */
export async function readXlsx(archive: OfficeArchive, main: MainMember): Promise<OfficeContent> {
  const relations = await relationsOf(archive, main.name);
  const strings = sharedStrings((await archive.text(targetOf(relations, 'sharedStrings') ?? '')) ?? '');
  const builder = new PartBuilder();
  for (const { id, name } of sheetsOf(main.xml)) {
    const xml = await archive.text(relations.get(id)?.target ?? '');
    if (xml === undefined || builder.full) continue;
    builder.begin({ heading: name, level: 1 });
    readSheet(xml, strings, builder);
  }
  return { parts: builder.finish(), links: [], notes: [] };
}

function sheetsOf(workbook: string): { id: string; name: string }[] {
  const sheets: { id: string; name: string }[] = [];
  readXml(workbook, {
    open(element, { name = '', state, 'r:id': id }) {
      const shown = state === undefined || state === 'visible';
      if (localName(element) === 'sheet' && id !== undefined && shown) sheets.push({ id, name });
    },
    text: () => undefined,
    close: () => undefined,
  });
  return sheets;
}

/** Texts that cells name by their numbers. Readings of Japanese words (rPh) stand in some, and are left out. */
function sharedStrings(xml: string): string[] {
  const strings: string[] = [];
  let text = '';
  let inText = false;
  let phonetic = false;
  readXml(xml, {
    open(name) {
      const local = localName(name);
      if (local === 'si') text = '';
      else if (local === 'rPh') phonetic = true;
      else if (local === 't') inText = !phonetic;
    },
    text(more) {
      if (inText) text += more;
    },
    close(name) {
      const local = localName(name);
      if (local === 't') inText = false;
      else if (local === 'rPh') phonetic = false;
      else if (local === 'si') strings.push(text);
    },
  });
  return strings;
}

function readSheet(xml: string, strings: readonly string[], builder: PartBuilder): void {
  let type = '';
  let value = '';
  let inValue = false;
  const handler = {
    get done(): boolean {
      return builder.full;
    },
    open(name: string, attributes: Readonly<Record<string, string>>): void {
      const local = localName(name);
      if (local === 'c') [type, value] = [attributes['t'] ?? 'n', ''];
      // A formula (f) is not what is shown; its value is.
      else if (local === 'v' || local === 't') inValue = true;
    },
    text(text: string): void {
      if (inValue) value += text;
    },
    close(name: string): void {
      const local = localName(name);
      if (local === 'v' || local === 't') inValue = false;
      else if (local === 'row') builder.endLine();
      else if (local === 'c') {
        const shown = type === 's' ? (strings[Number(value)] ?? '') : value;
        if (shown === '') return;
        builder.beginCell();
        builder.text(shown);
        builder.endCell();
      }
    },
  };
  readXml(xml, handler);
}
