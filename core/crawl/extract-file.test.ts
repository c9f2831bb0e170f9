import { describe, expect, it } from 'vitest';
import { extractFile } from './extract-file.ts';
import { type FetchedPage, extract } from './extract.ts';
import { lines, makePdf } from './testing/make-pdf.ts';
import { makeDocx, paragraph } from './testing/office-files.ts';

async function read(body: Uint8Array, headers: FetchedPage['headers'], path: string) {
  const fetched = { url: `https://site.gov${path}`, headers, body, agentToken: 'Sitepack' };
  const told = extract(fetched);
  if (told.kind !== 'file') throw new Error(`no file, but ${told.kind}`);
  return extractFile(fetched, told);
}

const any = { 'content-type': 'application/octet-stream' };
const german =
  'Wer nichts weiß und nicht weiß, dass er nichts weiß, der ist ein Narr, und man soll ihn meiden. '.repeat(
    3,
  );

describe('a PDF or an office file', () => {
  it('is a page like any other', async () => {
    const headers = {
      'content-type': 'application/pdf',
      'x-robots-tag': 'noindex',
      'last-modified': 'Tue, 02 Jan 2024 00:00:00 GMT',
      'content-disposition': 'inline; filename="plan.pdf"',
    };
    expect(await read(makePdf({ pages: [''] }), headers, '/get')).toMatchObject({
      kind: 'page',
      page: {
        url: 'https://site.gov/get',
        content_type: 'application/pdf',
        title: 'plan.pdf',
        robots: { noindex: true, nofollow: false },
        modified_at_ms: Date.UTC(2024, 0, 2),
      },
    });
  });

  it('names its canonical URL by a header', async () => {
    const headers = { 'content-type': 'application/pdf', link: '</plan>; rel="canonical"' };
    expect(await read(makePdf({ pages: [''] }), headers, '/plan.pdf')).toMatchObject({
      page: { canonical: 'https://site.gov/plan' },
    });
  });

  it('has the language of its text, where nothing says it', async () => {
    const pdf = makePdf({
      pages: [lines(...german.split('. ').map((line) => [10, line.replaceAll('ß', 'ss')] as const))],
    });
    expect(await read(pdf, any, '/a.pdf')).toMatchObject({ page: { language: 'de' } });
  });

  it('is read whatever it is called, if its bytes tell', async () => {
    expect(await read(makeDocx(paragraph('text')), any, '/a')).toMatchObject({
      page: { title: 'Made & kept' },
    });
  });

  it.each<[says: string, body: Uint8Array, path: string, reason: RegExp]>([
    ['a PDF without a single object', Buffer.from('%PDF-1.7 nothing'), '/a.pdf', /the PDF is broken/],
    ['a PDF that is cut off', makePdf({ pages: ['x'] }).slice(0, 100), '/a.pdf', /the PDF is broken/],
    ['an office file that is cut off', makeDocx('').slice(0, 100), '/a.docx', /the office file is broken/],
  ])('is refused: %s', async (_says, body, path, reason) => {
    const extraction = await read(body, any, path);
    expect(extraction.kind === 'unsupported' ? extraction.reason : undefined).toMatch(reason);
  });
});
