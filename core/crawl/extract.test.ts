import iconv from 'iconv-lite';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extract, type Extraction } from './extract.ts';
import { BODY_CUT, MAX_BODY_CHARS } from './extracted.ts';

function extractFrom(body: Uint8Array | string, headers: Record<string, string>, path = '/page'): Extraction {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return extract({ url: `https://site.gov${path}`, headers, body: bytes, agentToken: 'Sitepack' });
}

function pageOf(body: Uint8Array | string, headers: Record<string, string>, path?: string) {
  const extraction = extractFrom(body, headers, path);
  if (extraction.kind !== 'page') throw new Error(`no page, but ${extraction.content_type}`);
  return extraction.page;
}

const html = { 'content-type': 'text/html' };

describe('charset', () => {
  it.each<[says: string, body: Uint8Array, type: string, text: string]>([
    ['a BOM wins over the header', Buffer.from('\uFEFF<p>é'), 'text/html; charset=windows-1252', 'é'],
    ['UTF-16 by its BOM', iconv.encode('<p>é', 'utf-16le', { addBOM: true }), 'text/html', 'é'],
    ['UTF-16 by the header alone', iconv.encode('<p>é', 'utf-16le'), 'text/html; charset=utf-16le', 'é'],
    ['UTF-16 by another name', iconv.encode('<p>é', 'utf-16le'), 'text/plain; charset=Unicode', '<p>é'],
    ['big UTF-16', iconv.encode('a,é', 'utf-16be'), 'text/csv; charset=utf-16be', 'a,é'],
    ['UTF-8 with a NUL astray', Buffer.from('<p>é\0x'), 'text/html', 'é x'],
    ['HTML with bytes astray', Buffer.from('<p>a\0\x01b'), 'text/html', 'a b'],
    ['UTF-8 with a NUL, called UTF-8', Buffer.from('<p>é\0x'), 'text/html; charset=utf-8', 'é x'],
    [
      'UTF-16 that is called so and is UTF-8 with a mark',
      Buffer.from('\uFEFF<p>é'),
      'text/html; charset=utf-16',
      'é',
    ],
    ['the header', iconv.encode('<p>é', 'latin1'), 'text/html; charset=ISO-8859-1', 'é'],
    ['the header, quoted', iconv.encode('<p>я', 'koi8-r'), 'text/html; charset="koi8-r"', 'я'],
    [
      'the header wins over meta',
      iconv.encode('<meta charset=utf-8><p>я', 'windows-1251'),
      'text/html;charset=cp1251',
      'я',
    ],
    ['meta charset', iconv.encode('<meta charset="shift_jis"><p>日本', 'shift_jis'), 'text/html', '日本'],
    [
      'meta http-equiv',
      iconv.encode('<meta http-equiv=content-type content="text/html; charset=gbk"><p>中', 'gbk'),
      'text/html',
      '中',
    ],
    [
      'an unknown label is passed over',
      Buffer.from('<meta charset=utf-8><p>é'),
      'text/html; charset=nonsense',
      'é',
    ],
    ['UTF-8 where nothing tells', Buffer.from('<p>é'), 'text/html', 'é'],
    [
      'windows-1252 where nothing tells and it is no UTF-8',
      Buffer.from([0x3c, 0x70, 0x3e, 0x93, 0xe9, 0x94]),
      'text/html',
      '“é”',
    ],
    ['UTF-8 that is called Latin-1', Buffer.from('<p>“é”'), 'text/html; charset=iso-8859-1', '“é”'],
    ['broken UTF-8', Buffer.from([0x61, 0xff, 0x62]), 'text/html; charset=utf-8', 'a\uFFFDb'],
  ])('%s', (_says, body, type, text) => {
    expect(pageOf(body, { 'content-type': type }).body).toBe(text);
  });
});

describe('a Link header', () => {
  const canonical = (body: string, link: string, type = 'text/html') =>
    pageOf(body, { 'content-type': type, link }, '/dir/page').canonical;

  it.each([
    ['text/html', '<p>x', 'https://site.gov/dir/real'],
    ['text/plain', 'x', 'https://site.gov/dir/real'],
    ['application/rss+xml', '<rss><channel><title>x</title></channel></rss>', 'https://site.gov/dir/real'],
    ['application/json', '{"a":"x"}', 'https://site.gov/dir/real'],
    ['text/html', '<base href="/other/"><p>x', 'https://site.gov/dir/real'],
    ['text/html', '<link rel=canonical href=/own><p>x', 'https://site.gov/own'],
    ['text/html', '<link rel=canonical href="http://["><p>x', 'https://site.gov/dir/real'],
  ])('says which URL is that of a page (%s, %s): %s', (type, body, url) => {
    expect(canonical(body, '<style.css>; rel=preload, <real>; rel="canonical"', type)).toBe(url);
  });

  it('may have letters that are no ASCII, as clients hand them on', () => {
    const latin1 = Buffer.from('/größe').toString('latin1');
    expect(canonical('<p>x', `<${latin1}>; rel=canonical`)).toBe('https://site.gov/gr%C3%B6%C3%9Fe');
  });

  it.each(['<javascript:x>; rel=canonical', '<>; rel=canonical', '<real>; rel=nofollow'])(
    'names none: %s',
    (link) => {
      expect(canonical('<p>x', link)).toBeUndefined();
    },
  );
});

describe('content type', () => {
  it.each<[says: string, type: string | undefined, body: string, kind: string]>([
    ['HTML', 'Text/HTML; charset=utf-8', '<p>x', 'text/html'],
    ['XHTML', 'application/xhtml+xml', '<html><p>x</p></html>', 'application/xhtml+xml'],
    ['plain text is not taken for HTML', 'text/plain', '<p>x', 'text/plain'],
    ['nothing said, looks like HTML', undefined, '  <!DOCTYPE html><p>x', 'text/html'],
    ['nothing said, does not', undefined, 'just text', 'text/plain'],
    ['an empty page', 'text/html', '', 'text/html'],
  ])('%s is read', (_says, type, body, content_type) => {
    expect(pageOf(body, type === undefined ? {} : { 'content-type': type }).content_type).toBe(content_type);
  });

  it.each<[says: string, type: string | undefined, body: string, content_type: string]>([
    ['an image that is called HTML', 'text/html', 'GIF89a...', 'image/gif'],
    ['bytes that are called HTML', 'text/html', 'MZ\u0000\u0003\u0000\u0000', 'application/octet-stream'],
    ['bytes of which nothing is said', undefined, 'ab\u0000', 'application/octet-stream'],
    ['a script', 'application/javascript', 'x', 'application/javascript'],
    ['a type that is none', 'nonsense', 'x', 'nonsense'],
  ])('%s is not', (_says, type, body, content_type) => {
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
    expect(extractFrom(body, headers)).toEqual({ kind: 'unsupported', content_type });
  });
});

describe('by its format', () => {
  it.each<[says: string, type: string, body: string, page: { title: string; body: string }]>([
    [
      'a feed',
      'application/rss+xml',
      '<rss><channel><title>T</title></channel></rss>',
      { title: 'T', body: '' },
    ],
    [
      'a feed that is called HTML',
      'text/html',
      '<rss><channel><title>T</title></channel></rss>',
      { title: 'T', body: '' },
    ],
    ['XML', 'text/xml', '<a><title>T</title>x</a>', { title: 'T', body: 'T\nx' }],
    ['XML that is none', 'text/xml', 'just text', { title: 'page', body: 'just text' }],
    [
      'a JSON feed',
      'application/json',
      '{"version":"https://jsonfeed.org/version/1","items":[{"title":"T"}]}',
      { title: 'T', body: 'T' },
    ],
    ['JSON', 'application/ld+json', '{"name":"T"}', { title: 'T', body: 'name: T' }],
    ['a table', 'text/csv', 'a,b\r\n1,2', { title: 'page', body: 'a,b\n1,2' }],
  ])('%s is read', (_says, type, body, page) => {
    expect(pageOf(body, { 'content-type': type })).toMatchObject(page);
  });

  it('a sitemap is not, which is said', () => {
    expect(
      extractFrom('<urlset><url><loc>https://site.gov/</loc></url></urlset>', { 'content-type': 'text/xml' }),
    ).toEqual({
      kind: 'unsupported',
      content_type: 'text/xml',
      reason: 'a sitemap, which is a list of pages',
    });
  });

  it('a file that needs more is told', () => {
    expect(extractFrom('%PDF-1.7', html)).toEqual({
      kind: 'file',
      format: 'pdf',
      content_type: 'application/pdf',
    });
  });

  it('a file is called as the server calls it', () => {
    const headers = { 'content-type': 'text/plain', 'content-disposition': 'inline; filename="plan.txt"' };
    expect(pageOf('text', headers).title).toBe('plan.txt');
  });
});

describe('plain text and Markdown', () => {
  it('plain text is its own body, and is called by its file', () => {
    const page = pageOf(
      'One\r\n  two \u0007\n\n\n\nthree\n',
      { 'content-type': 'text/plain' },
      '/docs/README.txt?raw',
    );
    expect(page).toMatchObject({ title: 'README.txt', body: 'One\n  two\n\nthree', headings: '', links: [] });
  });

  it('Markdown is called by its first heading', () => {
    const text = 'Intro\n\n# Title #\n\n```sh\n# no heading\n```\n\n## Part *two*\n#no\n';
    const page = pageOf(text, { 'content-type': 'text/markdown' });
    expect(page).toMatchObject({
      title: 'Title',
      headings: 'Title\nPart *two*',
      content_type: 'text/markdown',
    });
  });

  it.each(['text/plain', 'text/markdown', 'text/csv'])('as %s says when not all of it is read', (type) => {
    const headers = { 'content-type': type };
    expect(pageOf('a'.repeat(MAX_BODY_CHARS), headers).notes).toEqual([]);
    expect(pageOf('a'.repeat(MAX_BODY_CHARS + 1), headers).notes).toEqual([BODY_CUT]);
  });
});

describe('headers', () => {
  it('tell language and date where the page does not', () => {
    const headers = { ...html, 'content-language': 'de', 'last-modified': 'Tue, 02 Jan 2024 00:00:00 GMT' };
    expect(pageOf('<p>x', headers)).toMatchObject({ language: 'de', modified_at_ms: Date.UTC(2024, 0, 2) });
    expect(
      pageOf('<html lang=fr><meta name="dcterms.modified" content="2023-01-01">', headers),
    ).toMatchObject({
      language: 'fr',
      modified_at_ms: Date.UTC(2023, 0, 1),
    });
  });

  it('and, where neither tells it, the text tells the language', () => {
    const text =
      'Wer nichts weiß und nicht weiß, dass er nichts weiß, der ist ein Narr, und man soll ihn meiden. '.repeat(
        3,
      );
    expect(pageOf(`<p>${text}`, html).language).toBe('de');
    expect(pageOf(`<p>${text}`, { ...html, 'content-language': 'fr' }).language).toBe('fr');
    expect(pageOf(`<html lang=it><p>${text}`, html).language).toBe('it');
  });

  it.each<[tag: string, noindex: boolean, nofollow: boolean]>([
    ['noindex', true, false],
    ['NoIndex, NOFOLLOW', true, true],
    ['none', true, true],
    ['all', false, false],
    ['sitepack: noindex', true, false],
    ['otherbot: noindex, nofollow', false, false],
    ['otherbot: noindex, sitepack: nofollow', false, true],
    ['nofollow, otherbot: noindex', false, true],
    ['unavailable_after: 25 Jun 2030 15:00:00 PST, noindex', true, false],
    ['max-snippet: 20, nofollow', false, true],
    ['', false, false],
  ])('X-Robots-Tag: %s', (tag, noindex, nofollow) => {
    expect(pageOf('<p>x', { ...html, 'x-robots-tag': tag }).robots).toMatchObject({ noindex, nofollow });
    expect(pageOf('x', { 'content-type': 'text/plain', 'x-robots-tag': tag }).robots).toMatchObject({
      noindex,
      nofollow,
    });
  });

  it('and page together forbid what either forbids', () => {
    expect(
      pageOf('<meta name=robots content=nofollow>', { ...html, 'x-robots-tag': 'noindex' }).robots,
    ).toMatchObject({
      noindex: true,
      nofollow: true,
    });
  });
});

it('takes any bytes under any headers', () => {
  const type = fc.constantFrom(
    'text/html',
    'text/plain',
    'text/markdown',
    '',
    'text/html; charset=utf-16be',
    ';;charset=',
    'text/html;charset=iso-2022-jp',
    'text/html;charset=iso-2022-kr',
    'application/xml',
    'application/json',
    'text/csv',
    'application/octet-stream',
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), type, fc.string(), (body, contentType, tag) => {
      expect(() =>
        extractFrom(body, {
          'content-type': contentType,
          'x-robots-tag': tag,
          'last-modified': tag,
          'content-language': tag,
        }),
      ).not.toThrow();
    }),
    { numRuns: 500 },
  );
});
