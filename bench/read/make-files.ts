import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { extract } from '#core/crawl/extract.ts';
import { lines, makePdf } from '#core/crawl/testing/make-pdf.ts';
import { makeDocx, paragraph } from '#core/crawl/testing/office-files.ts';

export interface MadeFile {
  readonly content_type: string;
  readonly body: Uint8Array;
}

/** The same texts in files of each kind. */
export type FilesByKind = Readonly<Record<'html' | 'text' | 'docx' | 'pdf' | 'feed', readonly MadeFile[]>>;

/** More would only take longer. */
const MOST_PAGES = 200;
const LINES_PER_PAGE = 40;
const LINE_CHARS = 90;

/** Makes files of the HTML pages of a folder, each with the text of one page. */
export async function makeFiles(folder: string): Promise<FilesByKind> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.html')).toSorted();
  const step = Math.max(1, Math.floor(names.length / MOST_PAGES));
  const files: Record<keyof FilesByKind, MadeFile[]> = { html: [], text: [], docx: [], pdf: [], feed: [] };
  for (const name of names.filter((_, n) => n % step === 0).slice(0, MOST_PAGES)) {
    const body = await readFile(path.join(folder, name));
    const text = textOf(body);
    const rows = text.split('\n').filter((row) => row !== '');
    files.html.push({ content_type: 'text/html', body });
    files.text.push({ content_type: 'text/plain', body: Buffer.from(text) });
    files.docx.push({
      content_type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      body: makeDocx(rows.map((row) => paragraph(escaped(row))).join('')),
    });
    files.pdf.push({
      content_type: 'application/pdf',
      body: makePdf({ pages: pdfPages(text), deflated: true }),
    });
    files.feed.push({ content_type: 'application/rss+xml', body: Buffer.from(feedOf(rows)) });
  }
  return files;
}

function textOf(body: Buffer): string {
  const headers = { 'content-type': 'text/html' };
  const extraction = extract({ url: 'https://manual.example/', headers, body, agentToken: 'sitepack' });
  return extraction.kind === 'page' ? extraction.page.body : '';
}

/** Short lines, as a page of paper has them. */
function pdfPages(text: string): string[] {
  const plain = text.replaceAll(/[^ -~\n]|[()\\]/g, ' ');
  const rows = plain.split('\n').flatMap((row) => row.match(new RegExp(`.{1,${LINE_CHARS}}`, 'g')) ?? []);
  const pages: string[] = [];
  for (let from = 0; from === 0 || from < rows.length; from += LINES_PER_PAGE)
    pages.push(lines(...rows.slice(from, from + LINES_PER_PAGE).map((row) => [10, row] as const)));
  return pages;
}

function feedOf(rows: readonly string[]): string {
  const items = rows.map(
    (row, n) =>
      `<item><title>${n}</title><link>https://manual.example/${n}</link><description>${escaped(row)}</description></item>`,
  );
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>Feed</title>${items.join('')}</channel></rss>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
