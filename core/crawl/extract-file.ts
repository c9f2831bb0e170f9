import { type PartedText, partedPage } from './parted-text.ts';
import { type Extraction, type FetchedPage, withHeaders } from './extract.ts';
import { fileName } from './file-name.ts';
import type { FileFormat } from './page-format.ts';

/**
 * Reads a page that is a PDF or an office file. What reads them is loaded when the first one comes: a crawl of
 * HTML pays nothing for it. Never throws on what a server sends.
 */
export async function extractFile(
  fetched: FetchedPage,
  { format, content_type }: { readonly format: FileFormat; readonly content_type: string },
): Promise<Exclude<Extraction, { readonly kind: 'file' }>> {
  const { url, headers, body } = fetched;
  const read = await READERS[format](body);
  if ('reason' in read) return { kind: 'unsupported', content_type, reason: read.reason };
  const name = fileName(url, headers['content-disposition']);
  return { kind: 'page', page: withHeaders(partedPage(read, { url, name, content_type }), fetched) };
}

type Reader = (body: Uint8Array) => Promise<PartedText | { readonly reason: string }>;

const READERS: Readonly<Record<FileFormat, Reader>> = {
  async pdf(body) {
    // Objects of a PDF begin like that: a file without one is not worth loading anything for.
    if (!Buffer.from(body.buffer, body.byteOffset, body.byteLength).includes('obj'))
      return { reason: 'the PDF is broken' };
    const { extractPdf } = await import('./pdf/extract-pdf.ts');
    return extractPdf(body);
  },
  async office(body) {
    const { extractOffice } = await import('./office/extract-office.ts');
    return extractOffice(body);
  },
};
