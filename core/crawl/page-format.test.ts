import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatOf } from './page-format.ts';
import { makeZip } from './testing/make-zip.ts';

/** Each character is a byte. */
const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const told = (type: string, body: string | Uint8Array, name = '') =>
  formatOf({ type, name, body: typeof body === 'string' ? bytes(body) : body });

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const ODT = 'application/vnd.oasis.opendocument.text';
const docx = makeZip([{ name: '[Content_Types].xml', data: '<Types/>' }]);
const odt = makeZip([{ name: 'mimetype', data: ODT, stored: true }]);
const epub = makeZip([{ name: 'mimetype', data: 'application/epub+zip', stored: true }]);
const zip = makeZip([{ name: 'readme', data: 'x' }]);
const ole = '\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1';
const rss = '<?xml version="1.0"?><!-- a > b --><rss version="2.0">';
const any = 'application/octet-stream';

describe('text is read', () => {
  it.each<[says: string, type: string, body: string, name: string, format: string, content_type: string]>([
    ['HTML', 'text/html', '<p>', '', 'html', 'text/html'],
    ['HTML with a NUL astray', 'text/html', 'hello, this is\0 text', '', 'html', 'text/html'],
    ['HTML with many', 'text/html', '<!doctype html>\0\0\0\0\0\0', '', 'html', 'text/html'],
    ['JSON with a NUL astray', 'application/json', '{"a": "this is\0 text"}', '', 'json', 'application/json'],
    ['HTML that begins like nothing', 'text/html', 'hello', '', 'html', 'text/html'],
    ['plain text that looks like HTML', 'text/plain', '<html>', '', 'text', 'text/plain'],
    ['plain text that begins like music', 'text/plain', 'ID3 tags', '', 'text', 'text/plain'],
    ['plain text in UTF-16', 'text/plain', '\xFF\xFEa\0', '', 'text', 'text/plain'],
    ['plain text that is called Markdown', 'text/plain', '# x', 'README.md', 'markdown', 'text/markdown'],
    [
      'plain text that is called a table',
      'text/plain',
      'a\tb',
      'a.TSV',
      'table',
      'text/tab-separated-values',
    ],
    ['plain text that is called HTML', 'text/plain', '<p>', 'a.html', 'text', 'text/plain'],
    ['a table', 'text/csv', 'a,b', '', 'table', 'text/csv'],
    ['JSON', 'application/json', '{}', '', 'json', 'application/json'],
    ['JSON of some kind', 'application/geo+json', '{}', '', 'json', 'application/geo+json'],
    ['XML', 'application/xml', '<a/>', '', 'xml', 'application/xml'],
    ['XML of some kind', 'application/atom+xml', '<feed/>', '', 'xml', 'application/atom+xml'],
    ['XML in UTF-16 without a mark', 'text/xml', '<\0?\0x\0m\0l\0', '', 'xml', 'text/xml'],
    ['XML that is XHTML', 'text/xml', '<?xml version="1.0"?><html>', '', 'html', 'application/xhtml+xml'],
    ['HTML that is a feed', 'text/html', rss, '', 'xml', 'application/xml'],
    ['HTML that is an Atom feed', 'text/html', ' <feed xmlns="x">', '', 'xml', 'application/xml'],
    [
      'HTML that is RSS 1.0',
      'text/html',
      '<rdf:RDF xmlns="http://purl.org/rss/1.0/">',
      '',
      'xml',
      'application/xml',
    ],
    ['HTML that speaks of feeds', 'text/html', '<!-- <rss --><p><rss>', '', 'html', 'text/html'],
    ['nothing said: HTML', '', '  <!DOCTYPE html>', '', 'html', 'text/html'],
    ['nothing said: HTML behind a mark', '', '\xEF\xBB\xBF<title>', '', 'html', 'text/html'],
    ['nothing said: a comment', 'unknown/unknown', '<!--x', '', 'html', 'text/html'],
    ['nothing said: an element of another name', '*/*', '<thing>', '', 'text', 'text/plain'],
    ['nothing said: XML', 'application/unknown', '<?xml version="1.0"?><a/>', '', 'xml', 'application/xml'],
    ['nothing said: text', '', 'a\tb\r\n\f\x1B', '', 'text', 'text/plain'],
    ['nothing said: text that is called JSON', '', '{}', 'a.json', 'json', 'application/json'],
    ['any file that is called Markdown', any, '# x', 'a.md', 'markdown', 'text/markdown'],
    ['any file that is called HTML', 'application/x-download', '<p>', 'a.htm', 'html', 'text/html'],
    ['a page that is called a PDF', 'application/pdf', '<!doctype html><p>Log in', '', 'html', 'text/html'],
  ])('%s', (_says, type, body, name, format, content_type) => {
    expect(told(type, body, name)).toEqual({ kind: 'text', format, content_type });
  });
});

describe('a file that needs a library is told', () => {
  it.each<
    [
      says: string,
      type: string,
      body: string | Uint8Array,
      name: string,
      format: string,
      content_type: string,
    ]
  >([
    ['a PDF', 'application/pdf', '%PDF-1.7', '', 'pdf', 'application/pdf'],
    ['a PDF behind something', 'application/pdf', '\n\n\0%PDF-1.7', '', 'pdf', 'application/pdf'],
    ['a PDF that is called HTML', 'text/html', '%PDF-1.7', '', 'pdf', 'application/pdf'],
    ['a PDF that is called any file', any, '%PDF-1.7', '', 'pdf', 'application/pdf'],
    ['a PDF of which nothing is said', '', '%PDF-1.7', '', 'pdf', 'application/pdf'],
    ['an office file', DOCX, docx, '', 'office', DOCX],
    ['an office file that begins with another member', DOCX, zip, '', 'office', DOCX],
    ['an office file that is called any file', any, docx, 'a.docx', 'office', DOCX],
    ['an office file by its bytes', any, docx, '', 'office', 'application/vnd.openxmlformats-officedocument'],
    ['an office file by its name', 'application/zip', zip, 'a.DOCX', 'office', DOCX],
    ['an OpenDocument file by its bytes', 'text/plain', odt, '', 'office', ODT],
  ])('%s', (_says, type, body, name, format, content_type) => {
    expect(told(type, body, name)).toEqual({ kind: 'file', format, content_type });
  });
});

describe('other files are refused', () => {
  it.each<[says: string, type: string, body: string | Uint8Array, name: string, content_type: string]>([
    ['a picture', 'image/png', '\x89PNG\r\n\x1A\n', '', 'image/png'],
    ['a picture that could be read as text', 'image/svg+xml', '<svg>', '', 'image/svg+xml'],
    ['a picture that is called HTML', 'text/html', 'GIF89a', '', 'image/gif'],
    ['a picture of which nothing is said', '', 'RIFF\0\0\0\0WEBPVP8', '', 'image/webp'],
    ['a film that is called text', 'text/plain', '\0\0\0\x18ftypmp42', '', 'video/mp4'],
    ['a script', 'application/javascript', 'x', 'a.md', 'application/javascript'],
    ['an archive', 'application/zip', zip, 'a.zip', 'application/zip'],
    ['a book', 'application/epub+zip', epub, '', 'application/epub+zip'],
    ['a book that is called any file', any, epub, '', 'application/epub+zip'],
    ['any file whose name tells nothing', any, 'text', 'LICENSE', any],
    ['bytes that are called text', 'text/plain', 'a\0b', '', any],
    ['bytes that are called a table', 'text/csv', 'a\0b\x01c', '', any],
    ['a program that is called HTML', 'text/html', `MZ\x90\0\x03\0\0\0\x04\0\0\0\xFF\xFF\0\0`, '', any],
    ['bytes of which nothing is said', '', 'a\x01b', '', any],
    ['what is none', 'nonsense', 'x', '', 'nonsense'],
  ])('%s', (_says, type, body, name, content_type) => {
    expect(told(type, body, name)).toEqual({ kind: 'unsupported', content_type });
  });

  it.each<[says: string, type: string, body: string, name: string, reason: RegExp]>([
    ['a PDF that is none', 'application/pdf', 'hello', '', /which its bytes are not/],
    ['an office file that is none', DOCX, 'hello', '', /which its bytes are not/],
    ['an office file in an older format', 'application/msword', ole, '', /^$/],
    ['an older format by its bytes', any, ole, 'a.doc', /before 2007/],
    ['an office file that is encrypted', DOCX, ole, '', /encrypted/],
  ])('%s, with the reason', (_says, type, body, name, reason) => {
    const format = told(type, body, name);
    expect(format.kind === 'unsupported' ? (format.reason ?? '') : undefined).toMatch(reason);
  });
});

it('any bytes under any type and name come to a format', () => {
  const type = fc.oneof(
    fc.string(),
    fc.constantFrom('', any, 'text/html', 'application/pdf', DOCX, 'text/xml'),
  );
  const start = fc.constantFrom('', '%PDF-', 'PK\x03\x04', '<?xml ', '<!', '<!--', '<?', ole, 'RIFF');
  const body = fc.tuple(start, fc.uint8Array()).map(([start, rest]) => Buffer.concat([bytes(start), rest]));
  fc.assert(
    fc.property(type, body, fc.string(), (type, body, name) => {
      expect(['text', 'file', 'unsupported']).toContain(formatOf({ type, name, body }).kind);
    }),
    { numRuns: 1000 },
  );
});
