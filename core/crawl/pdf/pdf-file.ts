import type { Pdfium } from './pdfium.ts';

/** Why PDFium does not open a file (FPDF_GetLastError); other numbers do not come of a file in memory. */
const ERRORS: ReadonlyMap<number, PdfTrouble> = new Map([
  [3, 'broken'],
  [4, 'encrypted'],
  [5, 'encrypted'],
]);
export type PdfTrouble = 'broken' | 'encrypted';

/** A line of a page, as it is laid out. */
export interface PdfLine {
  readonly text: string;
  /** Height of its letters on the page, in points; 0 when unknown. */
  readonly size: number;
}

export interface PdfPage {
  readonly lines: readonly PdfLine[];
  /** URLs that its links lead to, as written. */
  readonly links: readonly string[];
}

/** An entry of the outline that viewers show beside a document. */
export interface OutlineEntry {
  readonly title: string;
  /** 1 for the outermost. */
  readonly level: number;
  /** From 0; -1 when it leads to none. */
  readonly page: number;
}

/** Bytes of a text of the file, such as its title, in UTF-16. */
const MAX_TEXT_BYTES = 20_000;
/** Entries of an outline. */
const MAX_OUTLINE = 5000;
const MAX_OUTLINE_LEVEL = 6;
const MAX_LINKS_PER_PAGE = 1000;
/** PDFACTION_URI. */
const ACTION_URI = 3;
/** A float is four bytes; a matrix has six. */
const MATRIX_BYTES = 24;

/** An open PDF: calls of PDFium with memory behind them that must be given back. */
export class PdfFile implements Disposable {
  readonly #pdfium: Pdfium;
  readonly #bytes: number;
  readonly #document: number;
  readonly pages: number;

  private constructor(pdfium: Pdfium, bytes: number, document: number) {
    this.#pdfium = pdfium;
    this.#bytes = bytes;
    this.#document = document;
    this.pages = pdfium.FPDF_GetPageCount(document);
  }

  /** Opens a file, or says why it cannot be read. One that is encrypted and asks for no password is read. */
  static open(pdfium: Pdfium, file: Uint8Array): PdfFile | PdfTrouble {
    const bytes = pdfium.pdfium.wasmExports.malloc(file.byteLength);
    pdfium.pdfium.HEAPU8.set(file, bytes);
    const document = pdfium.FPDF_LoadMemDocument(bytes, file.byteLength, '');
    if (document !== 0) return new PdfFile(pdfium, bytes, document);
    pdfium.pdfium.wasmExports.free(bytes);
    return ERRORS.get(pdfium.FPDF_GetLastError()) ?? 'broken';
  }

  [Symbol.dispose](): void {
    this.#pdfium.FPDF_CloseDocument(this.#document);
    this.#pdfium.pdfium.wasmExports.free(this.#bytes);
  }

  /** A text of its information dictionary, such as `Title` or `ModDate`; empty when there is none. */
  info(key: string): string {
    return this.#text((at, bytes) => this.#pdfium.FPDF_GetMetaText(this.#document, key, at, bytes));
  }

  /** The language it says it is in, as written. */
  get language(): string {
    return this.#text((at, bytes) => this.#pdfium.FPDFCatalog_GetLanguage(this.#document, at, bytes));
  }

  /** Its outline, in order, at most {@link MAX_OUTLINE} entries of it. What goes in circles is followed once. */
  outline(): OutlineEntry[] {
    const pdfium = this.#pdfium;
    const entries: OutlineEntry[] = [];
    const seen = new Set<number>();
    const firstOf = (parent: number): number => pdfium.FPDFBookmark_GetFirstChild(this.#document, parent);
    // One for each level that is open: where to go on there.
    const open = [firstOf(0)];
    while (open.length > 0 && entries.length < MAX_OUTLINE) {
      const bookmark = open.pop() ?? 0;
      if (bookmark === 0 || seen.has(bookmark)) continue;
      seen.add(bookmark);
      entries.push({
        title: this.#text((at, bytes) => pdfium.FPDFBookmark_GetTitle(bookmark, at, bytes)),
        level: open.length + 1,
        page: this.#pageOf(bookmark),
      });
      open.push(pdfium.FPDFBookmark_GetNextSibling(this.#document, bookmark));
      if (open.length < MAX_OUTLINE_LEVEL) open.push(firstOf(bookmark));
    }
    return entries;
  }

  /** An entry leads there itself, or by an action. */
  #pageOf(bookmark: number): number {
    const pdfium = this.#pdfium;
    const own = pdfium.FPDFBookmark_GetDest(this.#document, bookmark);
    const action = own === 0 ? pdfium.FPDFBookmark_GetAction(bookmark) : 0;
    const target = action === 0 ? own : pdfium.FPDFAction_GetDest(this.#document, action);
    return target === 0 ? -1 : pdfium.FPDFDest_GetDestPageIndex(this.#document, target);
  }

  /** A page by its index, from 0; one that is broken is empty. */
  page(index: number): PdfPage {
    const pdfium = this.#pdfium;
    const page = pdfium.FPDF_LoadPage(this.#document, index);
    if (page === 0) return { lines: [], links: [] };
    const text = pdfium.FPDFText_LoadPage(page);
    const lines = text === 0 ? [] : this.#lines(text);
    const links = this.#links(page);
    if (text !== 0) pdfium.FPDFText_ClosePage(text);
    pdfium.FPDF_ClosePage(page);
    return { lines, links };
  }

  #lines(page: number): PdfLine[] {
    const pdfium = this.#pdfium;
    const chars = Math.max(0, pdfium.FPDFText_CountChars(page));
    // One for the NUL at the end.
    const text = this.#lend(2 * (chars + 1), (at) =>
      this.#utf16(at, pdfium.FPDFText_GetText(page, 0, chars, at)),
    );
    let from = 0;
    return text.split('\r\n').map((line) => {
      const size = line === '' ? 0 : this.#size(page, from);
      from += line.length + 2;
      return { text: line, size };
    });
  }

  /** Height of a letter: of its font, as the page scales it. Some files have fonts of 1 point, and scale all of them. */
  #size(page: number, textIndex: number): number {
    const pdfium = this.#pdfium;
    const index = pdfium.FPDFText_GetCharIndexFromTextIndex(page, textIndex);
    const scale = this.#lend(MATRIX_BYTES, (at) => {
      if (!pdfium.FPDFText_GetMatrix(page, index, at)) return 1;
      return Math.hypot(pdfium.pdfium.getValue(at + 8, 'float'), pdfium.pdfium.getValue(at + 12, 'float'));
    });
    return Math.round(pdfium.FPDFText_GetFontSize(page, index) * scale * 10) / 10;
  }

  #links(page: number): string[] {
    const pdfium = this.#pdfium;
    const links: string[] = [];
    // Two numbers that PDFium writes to: where it is in the page's list, and the link that it found there.
    this.#lend(8, (at) => {
      pdfium.pdfium.setValue(at, 0, 'i32');
      for (let n = 0; n < MAX_LINKS_PER_PAGE && pdfium.FPDFLink_Enumerate(page, at, at + 4); n += 1) {
        const action = pdfium.FPDFLink_GetAction(pdfium.pdfium.getValue(at + 4, 'i32'));
        if (action !== 0 && pdfium.FPDFAction_GetType(action) === ACTION_URI) links.push(this.#uri(action));
      }
    });
    return links;
  }

  #uri(action: number): string {
    const pdfium = this.#pdfium;
    const bytes = pdfium.FPDFAction_GetURIPath(this.#document, action, 0, 0);
    if (bytes <= 1 || bytes > MAX_TEXT_BYTES) return '';
    return this.#lend(bytes, (at) => {
      pdfium.FPDFAction_GetURIPath(this.#document, action, at, bytes);
      return pdfium.pdfium.UTF8ToString(at, bytes);
    });
  }

  /** A text that PDFium writes in UTF-16 with a NUL behind, after it was asked how many bytes that takes. */
  #text(write: (at: number, bytes: number) => number): string {
    const bytes = write(0, 0);
    if (bytes <= 2 || bytes > MAX_TEXT_BYTES) return '';
    return this.#lend(bytes, (at) => {
      write(at, bytes);
      return this.#utf16(at, bytes / 2);
    });
  }

  #utf16(at: number, unitsWithNul: number): string {
    const { buffer } = this.#pdfium.pdfium.HEAPU8;
    return Buffer.from(buffer, at, 2 * Math.max(0, unitsWithNul - 1)).toString('utf16le');
  }

  #lend<Result>(bytes: number, use: (at: number) => Result): Result {
    const { malloc, free } = this.#pdfium.pdfium.wasmExports;
    const at = malloc(bytes);
    try {
      return use(at);
    } finally {
      free(at);
    }
  }
}
