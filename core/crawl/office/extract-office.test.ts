import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partedPage } from '../parted-text.ts';
import { makeZip } from '../testing/make-zip.ts';
import { makeDocx, makeOdf, makePptx, makeXlsx, paragraph, slide } from '../testing/office-files.ts';
import { extractOffice } from './extract-office.ts';

async function pageOf(file: Uint8Array) {
  const read = await extractOffice(file);
  if ('reason' in read) throw new Error(read.reason);
  const source = { url: 'https://site.gov/file', name: 'file', content_type: 'application/x-office' };
  return partedPage(read, source);
}

async function reasonOf(file: Uint8Array): Promise<string> {
  const read = await extractOffice(file);
  return 'reason' in read ? read.reason : '';
}

const DATES = {
  published_at_ms: Date.UTC(2020, 0, 2, 3, 4, 5),
  modified_at_ms: Date.UTC(2021, 0, 2, 3, 4, 5),
};

describe('a text document of Open XML', () => {
  it('is read with its headings, whatever language their styles are called in, and its notes at the end', async () => {
    const file = makeDocx(
      paragraph('Before.') +
        paragraph('First', 'berschrift1') +
        paragraph('One &amp; one.') +
        paragraph('Second', 'Eigene') +
        paragraph('Two.'),
    );
    expect(await pageOf(file)).toMatchObject({
      title: 'Made & kept',
      description: 'Of a file',
      language: 'de-AT',
      ...DATES,
      headings: 'First\nSecond',
      body: 'Before.\nFirst\nOne & one.\nSecond\nTwo.\nThe note.',
      sections: [
        { level: 1, text: 'First', start: 8 },
        { level: 2, text: 'Second', start: 25 },
      ],
    });
  });

  it.each<[says: string, body: string, text: string]>([
    ['runs are one word', '<w:p><w:r><w:t>wo</w:t></w:r><w:r><w:t>rd</w:t></w:r></w:p>', 'word'],
    [
      'tabs and breaks part words',
      '<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>',
      'a\tb\nc',
    ],
    [
      'what was deleted is left out',
      '<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins></w:p>',
      'new',
    ],
    [
      'what a field is computed by is left out',
      '<w:p><w:r><w:instrText>PAGE</w:instrText><w:t>7</w:t></w:r></w:p>',
      '7',
    ],
    [
      'what older programs show is left out',
      '<w:p><mc:AlternateContent><mc:Choice><w:t>box</w:t></mc:Choice><mc:Fallback><w:t>box</w:t></mc:Fallback></mc:AlternateContent></w:p>',
      'box',
    ],
    [
      'what is hidden is left out',
      '<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:rPr><w:vanish/></w:rPr><w:t>no</w:t></w:r>' +
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>yes</w:t></w:r></w:p>',
      'yes',
    ],
    [
      'rows of tables are lines',
      `<w:tbl>${[1, 2].map((row) => `<w:tr><w:tc>${paragraph(`a${row}`)}</w:tc><w:tc>${paragraph('x')}${paragraph('y')}</w:tc></w:tr>`).join('')}</w:tbl>`,
      'a1 | x y\na2 | x y',
    ],
    [
      'empty cells leave nothing, and a table in a cell is in its line',
      '<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc><w:tbl>' +
        `<w:tr><w:tc>${paragraph('a')}</w:tc><w:tc><w:p/></w:tc><w:tc>${paragraph('b')}</w:tc></w:tr>` +
        `<w:tr><w:tc>${paragraph('c')}</w:tc></w:tr></w:tbl></w:tc><w:tc>${paragraph('d')}</w:tc></w:tr></w:tbl>`,
      'a | b | c | d',
    ],
    ['a style that is based on itself is none', paragraph('text', 'A'), 'text'],
  ])('%s', async (_says, body, text) => {
    expect((await pageOf(makeDocx(body))).body).toBe(`${text}\nThe note.`);
  });

  it('gives its links', async () => {
    const file = makeDocx('<w:p><w:hyperlink r:id="h"><w:r><w:t>there</w:t></w:r></w:hyperlink></w:p>');
    expect((await pageOf(file)).links).toMatchObject([{ url: 'https://site.gov/linked', in_content: true }]);
  });
});

describe('a spreadsheet of Open XML', () => {
  it('is read by rows of the sheets that are shown', async () => {
    const file = makeXlsx(
      '<row><c t="s"><v>0</v></c><c/><c t="s"><v>1</v></c></row>' +
        '<row><c><v>1.5</v></c><c t="inlineStr"><is><t>in &lt;line&gt;</t></is></c></row>' +
        '<row><c t="str"><f>A1&amp;"!"</f><v>zero!</v></c><c t="s"><v>99</v></c></row>',
    );
    expect(await pageOf(file)).toMatchObject({
      headings: 'Shown',
      body: 'Shown\nzero | one\n1.5 | in <line>\nzero!',
      sections: [{ level: 1, text: 'Shown', start: 0 }],
    });
  });
});

describe('a presentation of Open XML', () => {
  it('is read slide by slide, titles first', async () => {
    const file = makePptx(slide('Start', 'first'), slide('Hidden', 'never', 'show="0"'), slide('', 'second'));
    expect(await pageOf(file)).toMatchObject({
      headings: 'Start',
      body: 'Start\nfirst\nsecond',
      sections: [
        { level: 1, text: 'Start', start: 0 },
        { level: 1, text: '2', start: 12 },
      ],
    });
  });
});

describe('an OpenDocument file', () => {
  it('is read with its headings, and its notes at the end', async () => {
    const note =
      '<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Note.</text:p></text:note-body></text:note>';
    const file = makeOdf(
      'text',
      '<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>' +
        `<text:h text:outline-level="2">Head</text:h><text:p>A<text:s text:c="2"/>b${note} c<text:line-break/>d` +
        '<office:annotation><text:p>comment</text:p></office:annotation></text:p>' +
        '<text:p><text:a xlink:href="https://site.gov/linked">there</text:a></text:p>' +
        '<table:table table:name="T"><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell>' +
        '<table:table-cell><text:p>y</text:p></table:table-cell></table:table-row></table:table>',
    );
    expect(await pageOf(file)).toMatchObject({
      title: 'Made',
      language: 'fr',
      ...DATES,
      modified_at_ms: DATES.modified_at_ms + 123,
      headings: 'Head',
      body: 'Head\nA  b c\nd\nthere\nx | y\nNote.',
      sections: [{ level: 2, text: 'Head', start: 0 }],
      links: [{ url: 'https://site.gov/linked' }],
    });
  });

  it('is read sheet by sheet, and slide by slide', async () => {
    const cell = (text: string): string => `<table:table-cell><text:p>${text}</text:p></table:table-cell>`;
    const sheet = `<table:table table:name="Sheet"><table:table-row>${cell('a')}${cell('b')}</table:table-row></table:table>`;
    expect((await pageOf(makeOdf('spreadsheet', sheet))).body).toBe('Sheet\na | b');
    const page = (text: string): string =>
      `<draw:page><draw:frame><draw:text-box><text:p>${text}</text:p></draw:text-box></draw:frame>` +
      '<presentation:notes><text:p>to say</text:p></presentation:notes></draw:page>';
    expect(await pageOf(makeOdf('presentation', page('one') + page('two')))).toMatchObject({
      body: 'one\ntwo',
      sections: [
        { text: '1', start: 0 },
        { text: '2', start: 4 },
      ],
    });
  });
});

describe('an office file is refused', () => {
  const zeros = Buffer.alloc(200 * 1024 * 1024);

  it.each<[says: string, file: () => Uint8Array, reason: RegExp]>([
    ['that is cut off', () => makeDocx(paragraph('text')).slice(0, -100), /broken/],
    ['that is no archive', () => Buffer.from('PK\u0003\u0004 and nothing'), /broken/],
    ['that is another archive', () => makeZip([{ name: 'readme', data: 'x' }]), /does not say which member/],
    [
      'whose content is no XML, as encryption leaves it',
      () => makeZip([{ name: 'content.xml', data: '\u0001\u0002' }]),
      /encrypted/,
    ],
    [
      'whose content is larger than may be read',
      () => makeZip([{ name: 'content.xml', data: zeros }]),
      /content.xml that is too large/,
    ],
    [
      'whose document is larger than may be read',
      () => makeDocx(paragraph('text') + ' '.repeat(64 * 2 ** 20)),
      /word\/document.xml that is too large/,
    ],
    [
      'whose content is larger than it says',
      () => makeZip([{ name: 'content.xml', data: zeros, claims: 1000 }]),
      /broken: too many bytes/,
    ],
    [
      'with a hundred thousand members',
      () => makeZip(Array.from({ length: 30_000 }, (_, n) => ({ name: `m${n}`, data: '', stored: true }))),
      /more than 20000 members/,
    ],
  ])('%s', async (_says, file, reason) => {
    expect(await reasonOf(file())).toMatch(reason);
  });
});

it('the main member of a file is inflated once, and may come to nearly all that may be read', async () => {
  const long = makeDocx(paragraph('word '.repeat(500_000)) + paragraph('x') + ' '.repeat(60 * 2 ** 20));
  expect((await pageOf(long)).body).toMatch(/^word word/);
});

describe('XML in an office file', () => {
  it('has no entities but those of XML', async () => {
    const entities = Array.from(
      { length: 20 },
      (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`,
    ).join('');
    const content =
      `<!DOCTYPE x [<!ENTITY e0 "ha">${entities}<!ENTITY file SYSTEM "file:///etc/passwd">]>` +
      '<office:document-content><office:text><text:p>&e20; &file; &#65;</text:p></office:text></office:document-content>';
    expect((await pageOf(makeZip([{ name: 'content.xml', data: content }]))).body).toBe('&e20; &file; A');
  });

  it('may be nested as deep as it likes', async () => {
    const content = `<office:document-content><text:p>up</text:p>${'<text:p>'.repeat(200_000)}down`;
    expect(await pageOf(makeZip([{ name: 'content.xml', data: content }]))).toMatchObject({
      body: 'up',
      notes: ['nested too deep: what comes after that is not read'],
    });
  });
});

it('any bytes, and any change of a file, come to a page or to a reason', async () => {
  const files = [
    makeDocx(paragraph('Head', 'berschrift1') + paragraph('text')),
    makeXlsx('<row><c t="s"><v>0</v></c></row>'),
    makePptx(slide('Start', 'first')),
    makeOdf('text', '<text:p>text</text:p>'),
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
      const read = await extractOffice(bytes);
      expect('reason' in read ? read.reason : read.parts).toBeDefined();
    }),
    { numRuns: 400 },
  );
});
