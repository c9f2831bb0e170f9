import { type Member, makeZip } from './make-zip.ts';

const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="r"';

type Relation = readonly [id: string, type: string, target: string, mode?: 'External'];

function relations(member: string, ...rows: readonly Relation[]): Member {
  const slash = member.lastIndexOf('/') + 1;
  const all = rows.map(
    ([id, type, target, mode = 'Internal']) =>
      `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}" TargetMode="${mode}"/>`,
  );
  return {
    name: `${member.slice(0, slash)}_rels/${member.slice(slash)}.rels`,
    data: `<?xml version="1.0"?><Relationships xmlns="${PACKAGE}/relationships">${all.join('')}</Relationships>`,
  };
}

/** An Open XML file, of its main member and others, with a title, a date and a language in its properties. */
function openXml(main: string, members: readonly Member[]): Uint8Array<ArrayBuffer> {
  return makeZip([
    { name: '[Content_Types].xml', data: '<Types/>' },
    relations('', ['a', 'officeDocument', main], ['b', 'metadata/core-properties', 'docProps/core.xml']),
    {
      name: 'docProps/core.xml',
      data:
        '<cp:coreProperties xmlns:cp="cp" xmlns:dc="dc" xmlns:dcterms="t"><dc:title>Made &amp; kept</dc:title>' +
        '<dc:description>Of a file</dc:description><dc:language>de-AT</dc:language>' +
        '<dcterms:created>2020-01-02T03:04:05Z</dcterms:created><dcterms:modified>2021-01-02T03:04:05Z</dcterms:modified>' +
        '</cp:coreProperties>',
    },
    ...members,
  ]);
}

/** @param body elements of the body of a text document. */
export function makeDocx(body: string): Uint8Array<ArrayBuffer> {
  return openXml('word/document.xml', [
    { name: 'word/document.xml', data: `<w:document ${W}><w:body>${body}</w:body></w:document>` },
    relations(
      'word/document.xml',
      ['s', 'styles', 'styles.xml'],
      ['f', 'footnotes', '/word/footnotes.xml'],
      ['h', 'hyperlink', 'https://site.gov/linked', 'External'],
    ),
    {
      name: 'word/styles.xml',
      data:
        `<w:styles ${W}><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>` +
        '<w:style w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>' +
        '<w:style w:styleId="Eigene"><w:name w:val="Mine"/><w:basedOn w:val="berschrift2"/></w:style>' +
        '<w:style w:styleId="A"><w:name w:val="A"/><w:basedOn w:val="A"/></w:style></w:styles>',
    },
    {
      name: 'word/footnotes.xml',
      data: `<w:footnotes ${W}><w:p><w:r><w:t>The note.</w:t></w:r></w:p></w:footnotes>`,
    },
  ]);
}

/** A paragraph of a text document. */
export function paragraph(text: string, style = ''): string {
  const properties = style === '' ? '' : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`;
  return `<w:p>${properties}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
}

/** @param rows elements of the one sheet that is shown; its shared strings are `zero`, and `one` with a reading. */
export function makeXlsx(rows: string): Uint8Array<ArrayBuffer> {
  return openXml('xl/workbook.xml', [
    {
      name: 'xl/workbook.xml',
      data:
        '<workbook xmlns:r="r"><sheets><sheet name="Shown" r:id="r1"/><sheet name="Secret" state="hidden" r:id="r2"/>' +
        '</sheets></workbook>',
    },
    relations(
      'xl/workbook.xml',
      ['r1', 'worksheet', 'worksheets/sheet1.xml'],
      ['r2', 'worksheet', 'worksheets/sheet2.xml'],
      ['r3', 'sharedStrings', 'sharedStrings.xml'],
    ),
    { name: 'xl/worksheets/sheet1.xml', data: `<worksheet><sheetData>${rows}</sheetData></worksheet>` },
    {
      name: 'xl/worksheets/sheet2.xml',
      data: '<worksheet><sheetData><row><c t="s"><v>0</v></c></row></sheetData></worksheet>',
    },
    {
      name: 'xl/sharedStrings.xml',
      data: '<sst><si><t>zero</t></si><si><r><t>o</t></r><r><t>ne</t></r><rPh><t>reading</t></rPh></si></sst>',
    },
  ]);
}

/** @param slides elements of the shape tree of each. */
export function makePptx(...slides: readonly string[]): Uint8Array<ArrayBuffer> {
  const ids = slides.map((_, n) => `<p:sldId id="${256 + n}" r:id="s${n}"/>`).join('');
  return openXml('ppt/presentation.xml', [
    {
      name: 'ppt/presentation.xml',
      data: `<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst>${ids}</p:sldIdLst></p:presentation>`,
    },
    relations(
      'ppt/presentation.xml',
      ...slides.map((_, n) => [`s${n}`, 'slide', `slides/slide${n}.xml`] as const),
    ),
    ...slides.map((data, n) => ({ name: `ppt/slides/slide${n}.xml`, data })),
  ]);
}

/** A slide with a title and text. */
export function slide(title: string, text: string, attributes = ''): string {
  const shape = (kind: string, words: string): string =>
    `<p:sp><p:nvSpPr><p:nvPr>${kind}</p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>${words}</a:t></a:r></a:p></p:txBody></p:sp>`;
  return `<p:sld xmlns:p="p" xmlns:a="a" ${attributes}>${shape('', text)}${shape('<p:ph type="title"/>', title)}</p:sld>`;
}

/** @param kind of OpenDocument; @param body elements of its body. */
export function makeOdf(
  kind: 'text' | 'spreadsheet' | 'presentation',
  body: string,
): Uint8Array<ArrayBuffer> {
  const names = ['office', 'text', 'table', 'draw', 'xlink', 'presentation', 'dc', 'meta'];
  const namespaces = names.map((name) => `xmlns:${name}="${name}"`).join(' ');
  return makeZip([
    { name: 'mimetype', data: `application/vnd.oasis.opendocument.${kind}`, stored: true },
    {
      name: 'content.xml',
      data:
        `<office:document-content ${namespaces}><office:automatic-styles><text:p>style</text:p></office:automatic-styles>` +
        `<office:body><office:${kind}>${body}</office:${kind}></office:body></office:document-content>`,
    },
    {
      name: 'meta.xml',
      data:
        `<office:document-meta ${namespaces}><office:meta><dc:title>Made</dc:title><dc:language>fr</dc:language>` +
        '<meta:creation-date>2020-01-02T03:04:05</meta:creation-date><dc:date>2021-01-02T03:04:05.123456789</dc:date>' +
        '</office:meta></office:document-meta>',
    },
  ]);
}
