import type { Document } from '#core/pack/document.ts';
import { eachDocument } from '../../pack/read-documents.ts';
import type { Part } from './part.ts';

/** Longer sections are several parts, cut where a line ends. */
const PART_CHARS = 1000;

/** Sections of the pages of some manuals, as the product reads them, the long ones in parts. @param folders of HTML. */
export async function* manualParts(folders: readonly string[]): AsyncGenerator<Part> {
  for (const folder of folders)
    for await (const document of eachDocument(folder)) yield* partsOf(document, folder);
}

function* partsOf({ id, title, path, sections, body }: Document, folder: string): Generator<Part> {
  const starts = [{ start: 0, text: title }, ...sections];
  let n = 0;
  for (const [at, { start, text }] of starts.entries())
    for (const part of cut(body.slice(start, starts[at + 1]?.start))) {
      n += 1;
      yield { id: `${id}#${folder}-${n}`, title: text, body: part, path };
    }
}

function* cut(text: string): Generator<string> {
  let part = '';
  for (const line of text.split('\n')) {
    if (part !== '' && part.length + line.length > PART_CHARS) {
      yield part;
      part = '';
    }
    part += part === '' ? line : `\n${line}`;
  }
  if (part.trim() !== '') yield part;
}
