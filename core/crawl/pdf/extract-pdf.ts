import { type TextLink, type TextPart, type PartedText, NOTHING_SAID } from '../parted-text.ts';
import { MAX_BODY_CHARS } from '../extracted.ts';
import { languageTag } from '../language-tag.ts';
import { pdfDate } from './pdf-date.ts';
import { type OutlineEntry, PdfFile, type PdfLine, type PdfTrouble } from './pdf-file.ts';
import { largeLines, titleOf } from './pdf-headings.ts';
import { withPdfium } from './pdfium.ts';

/** Pages that are read. Books have hundreds; what has more is a file of many. */
export const MAX_PDF_PAGES = 2000;

const REASONS: Readonly<Record<PdfTrouble, string>> = {
  broken: 'the PDF is broken',
  encrypted: 'the PDF is encrypted, and asks for a password',
};

/**
 * Reads a PDF: its text page by page, each a part that `#page=N` leads to; title, dates and language as it says them;
 * headings from its outline, else what is set larger than the text. What stands in pictures is not read.
 * @returns why not, if it cannot be read.
 */
export async function extractPdf(body: Uint8Array): Promise<PartedText | { readonly reason: string }> {
  try {
    return await withPdfium((pdfium) => {
      const file = PdfFile.open(pdfium, body);
      if (typeof file === 'string') return { reason: REASONS[file] };
      using open = file;
      return read(open);
    });
  } catch (error) {
    // It stops like that wherever it cannot go on; its instance is not used again.
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError)
      return { reason: 'the PDF takes more memory than it may, or is broken' };
    throw error;
  }
}

function read(file: PdfFile): PartedText {
  const pages: (readonly PdfLine[])[] = [];
  const links: TextLink[] = [];
  let chars = 0;
  while (pages.length < Math.min(file.pages, MAX_PDF_PAGES) && chars <= MAX_BODY_CHARS) {
    const page = file.page(pages.length);
    pages.push(page.lines);
    links.push(...page.links.map((href) => ({ href, text: '' })));
    for (const { text } of page.lines) chars += text.length;
  }
  const outline = file.outline();
  const published_at_ms = pdfDate(file.info('CreationDate'));
  return {
    ...NOTHING_SAID,
    title: ownTitle(file.info('Title')) || titleOf(pages),
    description: file.info('Subject'),
    language: languageTag(file.language),
    published_at_ms,
    modified_at_ms: pdfDate(file.info('ModDate')) ?? published_at_ms,
    headings: outline.length > 0 ? outline.map(({ title }) => title) : largeLines(pages),
    parts: partsOf(pages, outline),
    links,
    notes: notesOn(file.pages, pages.length, chars > 0),
  };
}

function notesOn(all: number, read: number, hasText: boolean): string[] {
  const notes = hasText ? [] : ['its pages have no text: perhaps they were scanned'];
  return read < all ? [...notes, `${read} of its ${all} pages are read`] : notes;
}

/** A part for each page, called by the entry of the outline that it belongs to, and its number. */
function partsOf(pages: readonly (readonly PdfLine[])[], outline: readonly OutlineEntry[]): TextPart[] {
  // Some pages are led to by many; the first one stands at the top.
  const titles = new Map<number, string>();
  for (const { page, title } of outline) if (!titles.has(page)) titles.set(page, title.trim());
  let title = '';
  return pages.map((lines, index) => {
    title = titles.get(index) || title;
    const number = index + 1;
    return {
      heading: '',
      label: title === '' ? `p. ${number}` : `${title} (p. ${number})`,
      level: 1,
      anchor: `page=${number}`,
      text: readable(lines.map(({ text }) => text).join('\n')),
    };
  });
}

/**
 * Words that are parted at the end of a line joined again (PDFium marks them), ligatures as letters, and signs that only a
 * font of the file can tell as spaces.
 */
function readable(text: string): string {
  return text
    .replace(/\uFFFE\n?/g, '')
    .replace(/[\uFB00-\uFB06]/g, (ligature) => ligature.normalize('NFKC'))
    .replace(/[\uE000-\uF8FF\uFFFF]/g, ' ');
}

/** The title that a file says it has, if that is none that a program put there. */
function ownTitle(title: string): string {
  const said = title
    .replace(/^Microsoft (?:Word|PowerPoint|Excel) - /, '')
    .replaceAll('\0', '')
    .trim();
  const isMade =
    /^(?:untitled|unnamed|unbenannt|sans titre|document|title|slide \d+|presentation)\s*\d*$/i.test(said);
  const isFile = /\.(?:docx?|rtf|odt|pptx?|xlsx?|indd|qxd|tex|dvi|ps|pdf|fm|pub|wpd|cdr|ai|eps|pages)$/i.test(
    said,
  );
  return isMade || isFile || !/\p{L}/u.test(said) ? '' : said;
}
