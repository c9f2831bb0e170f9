import { deflateSync } from 'node:zlib';

interface MadePdf {
  /** A content stream for each page. */
  readonly pages: readonly (string | Uint8Array)[];
  /** Members of the information dictionary, as PDF has them: `/Title (…)`. */
  readonly info?: string;
  /** More of the catalog, such as `/Lang (de)`. */
  readonly catalog?: string;
  /** More of each page, such as annotations. */
  readonly page?: string;
  /** Objects beside, which are numbered from {@link FIRST_EXTRA} on. */
  readonly extra?: readonly string[];
  readonly deflated?: boolean;
  /** More of the trailer. */
  readonly trailer?: string;
}

/** Number of the first of the objects that a test brings. */
export const FIRST_EXTRA = 5;

/** A PDF of the simplest kind (ISO 32000-1, annex H). Its font is Helvetica, called F. */
export function makePdf(made: MadePdf): Uint8Array<ArrayBuffer> {
  const { pages, info = '', catalog = '', page = '', extra = [], deflated = false, trailer = '' } = made;
  const first = FIRST_EXTRA + extra.length;
  const objects: (string | Buffer)[] = [
    `<</Type/Catalog/Pages 2 0 R ${catalog}>>`,
    `<</Type/Pages/Count ${pages.length}/Kids[${pages.map((_, n) => `${first + 2 * n} 0 R`).join(' ')}]>>`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    `<<${info}>>`,
    ...extra,
  ];
  for (const [n, content] of pages.entries()) {
    const resources = '/Resources<</Font<</F 3 0 R>>>>/MediaBox[0 0 600 800]';
    objects.push(`<</Type/Page/Parent 2 0 R${resources}/Contents ${first + 2 * n + 1} 0 R ${page}>>`);
    const bytes = deflated ? deflateSync(content) : Buffer.from(content);
    const filter = deflated ? '/Filter/FlateDecode' : '';
    objects.push(
      Buffer.concat([
        Buffer.from(`<</Length ${bytes.length}${filter}>>stream\n`),
        bytes,
        Buffer.from('\nendstream'),
      ]),
    );
  }
  return assemble(objects, trailer);
}

/** Lines of text from the top of a page down, each in its size. */
export function lines(...texts: readonly (readonly [size: number, text: string])[]): string {
  return texts.map(([size, text], n) => `BT /F ${size} Tf 50 ${750 - 40 * n} Td (${text}) Tj ET`).join('\n');
}

function assemble(objects: readonly (string | Buffer)[], trailer: string): Uint8Array<ArrayBuffer> {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  const offsets: number[] = [];
  let at = parts[0]?.length ?? 0;
  for (const [n, object] of objects.entries()) {
    const part = Buffer.concat([
      Buffer.from(`${n + 1} 0 obj\n`),
      Buffer.from(object),
      Buffer.from('\nendobj\n'),
    ]);
    offsets.push(at);
    at += part.length;
    parts.push(part);
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  parts.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer<</Size ${size}/Root 1 0 R/Info 4 0 R ${trailer}>>\n` +
        `startxref\n${at}\n%%EOF\n`,
    ),
  );
  return new Uint8Array(Buffer.concat(parts));
}
