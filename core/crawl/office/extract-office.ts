import { type PartedText, NOTHING_SAID } from '../parted-text.ts';
import { rootOf } from '../extract-xml.ts';
import { localName } from '../xml-events.ts';
import { OfficeArchive, UnreadableArchive } from './office-archive.ts';
import type { MainMember, OfficeContent } from './office-content.ts';
import { officeProperties } from './office-properties.ts';
import { readDocx } from './read-docx.ts';
import { readOdf } from './read-odf.ts';
import { readPptx } from './read-pptx.ts';
import { readXlsx } from './read-xlsx.ts';
import { relationsOf, targetOf } from './relations.ts';

/** Readers of Open XML by the first element of the main member. */
const READERS: ReadonlyMap<string, (archive: OfficeArchive, main: MainMember) => Promise<OfficeContent>> =
  new Map([
    ['document', readDocx],
    ['workbook', readXlsx],
    ['presentation', readPptx],
  ]);

/**
 * Reads an office file, of Open XML (docx, xlsx, pptx) or of OpenDocument (odt, ods, odp): its text as parts, and what it
 * says of itself. Macros, pictures and what is hidden are left out.
 * @returns why not, if it cannot be read.
 */
export async function extractOffice(body: Uint8Array): Promise<PartedText | { readonly reason: string }> {
  try {
    const archive = await OfficeArchive.open(body);
    return archive.has('content.xml') ? await openDocument(archive) : await openXml(archive);
  } catch (error) {
    if (error instanceof UnreadableArchive) return { reason: `the office file ${error.message}` };
    throw error;
  }
}

async function openXml(archive: OfficeArchive): Promise<PartedText> {
  const relations = await relationsOf(archive, '');
  const name = targetOf(relations, 'officeDocument');
  if (name === undefined) throw new UnreadableArchive('does not say which member is the document');
  const main = { name, xml: await archive.needed(name) };
  const read = READERS.get(localName(rootOf(main.xml)));
  if (read === undefined) throw new UnreadableArchive('is no text, spreadsheet or presentation');
  const properties = await archive.text(targetOf(relations, 'core-properties') ?? '');
  return { ...NOTHING_SAID, ...officeProperties(properties ?? ''), ...(await read(archive, main)) };
}

async function openDocument(archive: OfficeArchive): Promise<PartedText> {
  const content = await archive.needed('content.xml');
  if (rootOf(content) === '') throw new UnreadableArchive('is encrypted, or empty');
  const properties = await archive.text('meta.xml');
  return { ...NOTHING_SAID, ...officeProperties(properties ?? ''), ...readOdf(content) };
}
