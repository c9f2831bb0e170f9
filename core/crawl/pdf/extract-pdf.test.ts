import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partedPage } from '../parted-text.ts';
import { FIRST_EXTRA, lines, makePdf } from '../testing/make-pdf.ts';
import { extractPdf, MAX_PDF_PAGES } from './extract-pdf.ts';

async function pageOf(file: Uint8Array) {
  const read = await extractPdf(file);
  if ('reason' in read) throw new Error(read.reason);
  return partedPage(read, {
    url: 'https://site.gov/a/file.pdf',
    name: 'file.pdf',
    content_type: 'application/pdf',
  });
}

async function reasonOf(file: Uint8Array): Promise<string> {
  const read = await extractPdf(file);
  return 'reason' in read ? read.reason : '';
}

const TEXT = 'All that is said here is set in the size of the text.';

describe('a PDF', () => {
  it('is read page by page, each with a place of its own', async () => {
    const file = makePdf({ pages: [lines([10, 'One'], [10, 'and a half']), '', lines([10, 'Two'])] });
    expect(await pageOf(file)).toMatchObject({
      body: 'One\nand a half\nTwo',
      sections: [
        { level: 1, text: 'p. 1', anchor: 'page=1', start: 0 },
        { level: 1, text: 'p. 3', anchor: 'page=3', start: 15 },
      ],
      notes: [],
    });
  });

  it('tells title, description, language and dates as the file says them', async () => {
    const info =
      "/Title <FEFF017D006C0075> /Subject (What it is of) /CreationDate (D:20200102030405+02'00') /ModDate (D:2021)";
    const file = makePdf({ pages: [lines([10, TEXT])], info, catalog: '/Lang (cs-CZ)' });
    expect(await pageOf(file)).toMatchObject({
      title: 'Žlu',
      description: 'What it is of',
      language: 'cs-CZ',
      published_at_ms: Date.UTC(2020, 0, 2, 1, 4, 5),
      modified_at_ms: Date.UTC(2021, 0, 1),
    });
  });

  it('was modified when it was made, if it does not say that it was later', async () => {
    const file = makePdf({ pages: [''], info: '/CreationDate (D:20200102)' });
    expect((await pageOf(file)).modified_at_ms).toBe(Date.UTC(2020, 0, 2));
  });

  it.each<[says: string, info: string, page: string, title: string]>([
    [
      'a title that a program made',
      '/Title (Microsoft Word - report.docx)',
      lines([20, 'Real'], [10, TEXT]),
      'Real',
    ],
    [
      'no title',
      '',
      lines([10, 'Ministry'], [20, 'On two'], [20, 'lines'], [10, TEXT], [10, TEXT]),
      'On two lines',
    ],
    ['nothing set larger', '', lines([10, 'First line'], [10, TEXT]), 'First line'],
    ['a number before the first line', '', lines([10, '17'], [10, 'First line'], [10, TEXT]), 'First line'],
    ['no text', '', '', 'file.pdf'],
  ])('with %s is called by what tells best', async (_says, info, page, title) => {
    expect((await pageOf(makePdf({ info, pages: [page] }))).title).toBe(title);
  });

  it('has the headings of its outline, and its pages are called by them', async () => {
    const [first, second, child] = [FIRST_EXTRA + 1, FIRST_EXTRA + 2, FIRST_EXTRA + 3];
    const pageObject = (n: number): number => FIRST_EXTRA + 4 + 2 * n;
    const file = makePdf({
      pages: [lines([10, 'a']), lines([10, 'b']), lines([10, 'c'])],
      catalog: `/Outlines ${FIRST_EXTRA} 0 R`,
      extra: [
        `<</First ${first} 0 R/Last ${second} 0 R>>`,
        `<</Title (Part)/Next ${second} 0 R/First ${child} 0 R/Last ${child} 0 R/Dest [${pageObject(1)} 0 R /Fit]>>`,
        // In circles, and to a page that is not there.
        `<</Title (Next)/Next ${second} 0 R/A <</S/GoTo/D [${pageObject(9)} 0 R /Fit]>>>>`,
        `<</Title (Inner)/A <</S/GoTo/D [${pageObject(2)} 0 R /Fit]>>>>`,
      ],
    });
    const page = await pageOf(file);
    expect(page.headings).toBe('Part\nInner\nNext');
    expect(page.sections.map(({ text }) => text)).toEqual(['p. 1', 'Part (p. 2)', 'Inner (p. 3)']);
  });

  it('without an outline has what is set larger for headings', async () => {
    const page = lines([10, TEXT], [14, 'A heading'], [10, TEXT], [14, '1.2'], [11, 'A little larger']);
    expect((await pageOf(makePdf({ pages: [page] }))).headings).toBe('A heading');
  });

  it('may scale fonts of one point', async () => {
    const set = (size: number, y: number, text: string): string =>
      `BT /F 1 Tf ${size} 0 0 ${size} 50 ${y} Tm (${text}) Tj ET `;
    const page = set(10, 700, TEXT) + set(20, 600, 'Large') + set(10, 500, TEXT);
    expect((await pageOf(makePdf({ pages: [page] }))).headings).toBe('Large');
  });

  it('has words parted at the end of a line joined', async () => {
    const page = 'BT /F 10 Tf 50 700 Td (We read docu-) Tj 0 -12 Td (ments of all kinds.) Tj ET';
    expect((await pageOf(makePdf({ pages: [page] }))).body).toBe('We read documents of all kinds.');
  });

  it('gives its links', async () => {
    const link = (uri: string): string =>
      `<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(${uri})>>>>`;
    const page = `/Annots[${link('https://other.gov/x#y')}${link('b.html')}${link('mailto:a@b.c')}<</Subtype/Text>>]`;
    expect((await pageOf(makePdf({ pages: [lines([10, 'x'])], page }))).links.map(({ url }) => url)).toEqual([
      'https://other.gov/x',
      'https://site.gov/a/b.html',
    ]);
  });

  it('in Shift JIS needs no table beside', async () => {
    const file = makePdf({
      pages: ['BT /J 12 Tf <93FA967B8CEA> Tj ET'],
      page: `/Resources<</Font<</J ${FIRST_EXTRA} 0 R>>>>`,
      extra: [
        `<</Type/Font/Subtype/Type0/BaseFont/G/Encoding/90ms-RKSJ-H/DescendantFonts[${FIRST_EXTRA + 1} 0 R]>>`,
        '<</Type/Font/Subtype/CIDFontType2/BaseFont/G/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>>>',
      ],
    });
    expect((await pageOf(file)).body).toBe('日本語');
  });

  it('of pictures alone is a page, of which it is said', async () => {
    expect(await pageOf(makePdf({ pages: ['q 10 0 0 10 0 0 cm Q'] }))).toMatchObject({
      title: 'file.pdf',
      body: '',
      notes: ['its pages have no text: perhaps they were scanned'],
    });
  });

  it('of more pages than are read says so', async () => {
    const file = makePdf({ pages: Array.from({ length: MAX_PDF_PAGES + 1 }, () => lines([10, 'x'])) });
    expect((await pageOf(file)).notes).toEqual(['2000 of its 2001 pages are read']);
  });
});

describe('a PDF is refused', () => {
  it('that is broken', async () => {
    expect(await reasonOf(Buffer.from('%PDF-1.7\n1 0 obj\n<<'))).toBe('the PDF is broken');
  });

  it('that asks for a password', async () => {
    const trailer = `/Encrypt <</Filter/Standard/V 1/R 2/P -4/O <${'00'.repeat(32)}>/U <${'00'.repeat(32)}>>>/ID[<00><00>]`;
    expect(await reasonOf(makePdf({ pages: [lines([10, 'x'])], trailer }))).toBe(
      'the PDF is encrypted, and asks for a password',
    );
  });

  it('that wants more memory than there is for it, and the next one is read', async () => {
    const bomb = makePdf({ pages: [`${' '.repeat(400 * 1024 * 1024)}${lines([10, 'x'])}`], deflated: true });
    expect(await reasonOf(bomb)).toMatch(/more memory/);
    expect((await pageOf(makePdf({ pages: [lines([10, 'next'])] }))).body).toBe('next');
  });
});

it('any bytes, and any change of a file, come to a page or to a reason', async () => {
  const files = [
    makePdf({ pages: [lines([10, 'One']), lines([20, 'Two'])], info: '/Title (T)' }),
    makePdf({ pages: [lines([10, 'One'])], deflated: true }),
  ];
  const changed = fc
    .tuple(
      fc.constantFrom(...files),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
      fc.option(fc.nat(), { freq: 3, nil: Infinity }),
    )
    .map(([file, changes, end]) => {
      const bytes = file.slice(0, end === Infinity ? undefined : end % file.length);
      for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
      return bytes;
    });
  await fc.assert(
    fc.asyncProperty(fc.oneof({ weight: 9, arbitrary: changed }, fc.uint8Array()), async (bytes) => {
      const read = await extractPdf(bytes);
      expect('reason' in read ? read.reason : read.parts).toBeDefined();
    }),
    { numRuns: 200 },
  );
});
