import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CharsetRules, decodePage } from './charset.ts';

/** A byte that is a different letter in each charset: which one was taken shows in what it becomes. */
const LETTERS: Readonly<Record<string, string>> = {
  'windows-1252': 'Á',
  'windows-1251': 'Б',
  'koi8-r': 'а',
  'utf-8': '\u{FFFD}',
};
const [A1251, AKOI8, A1252, UTF8] = [
  LETTERS['windows-1251'],
  LETTERS['koi8-r'],
  LETTERS['windows-1252'],
  LETTERS['utf-8'],
];

/** @param page each character one byte; its last one is the letter. */
function letterOf(page: string, label?: string, rules: CharsetRules = 'html'): string | undefined {
  return decodePage(Buffer.from(`${page}\xC1`, 'latin1'), label, rules).at(-1);
}

describe('the charset of HTML', () => {
  it.each<[says: string, page: string, label: string | undefined, letter: string | undefined]>([
    ['nothing', 'abc', undefined, A1252],
    ['the Content-Type', 'abc', 'koi8-r', AKOI8],
    ['the Content-Type, by another of its names', 'abc', 'cskoi8r', AKOI8],
    ['the Content-Type, in spite of meta', '<meta charset=windows-1251>', 'koi8-r', AKOI8],
    ['a label that is none, and meta', '<meta charset=windows-1251>', 'nonsense', A1251],
    ['a mark, in spite of the Content-Type', '\xEF\xBB\xBF', 'koi8-r', UTF8],
    ['meta charset', '<meta charset=koi8-r>', undefined, AKOI8],
    ['meta charset in capitals and quotes', "<META CHARSET='KOI8-R'>", undefined, AKOI8],
    ['meta charset with space around', '<meta charset = " koi8-r " >', undefined, AKOI8],
    ['meta charset of UTF-16, which it cannot be', '<meta charset=utf-16be>', undefined, UTF8],
    ['meta charset of x-user-defined', '<meta charset=x-user-defined>', undefined, A1252],
    ['the first that is known', '<meta charset=none><meta charset=koi8-r>', undefined, AKOI8],
    ['an empty one, and another', '<meta charset=""><meta charset=koi8-r>', undefined, AKOI8],
    ['one without a value, and another', '<meta charset><meta charset=koi8-r>', undefined, AKOI8],
    ['the first of two attributes', '<meta charset=koi8-r charset=windows-1251>', undefined, AKOI8],
    ['http-equiv', '<meta http-equiv=content-type content="text/html; charset=koi8-r">', undefined, AKOI8],
    [
      'http-equiv behind the content',
      '<meta content="a;charset=koi8-r" http-equiv="Content-Type">',
      undefined,
      AKOI8,
    ],
    [
      'http-equiv with quotes inside',
      `<meta http-equiv=content-type content="charset='koi8-r'">`,
      undefined,
      AKOI8,
    ],
    [
      'http-equiv with half a quote',
      `<meta http-equiv=content-type content="charset='koi8-r">`,
      undefined,
      A1252,
    ],
    [
      'http-equiv with the word before',
      '<meta http-equiv=content-type content="charset charset=koi8-r">',
      undefined,
      AKOI8,
    ],
    [
      'charset before http-equiv',
      '<meta charset=koi8-r http-equiv=content-type content="charset=windows-1251">',
      undefined,
      AKOI8,
    ],
    ['content without http-equiv', '<meta content="text/html; charset=koi8-r">', undefined, A1252],
    ['another http-equiv', '<meta http-equiv=refresh content="0; charset=koi8-r">', undefined, A1252],
    ['a comment', '<!-- <meta charset=koi8-r> -->', undefined, A1252],
    ['a comment of two signs, and meta', '<!--><meta charset=koi8-r>', undefined, AKOI8],
    ['a comment that never ends', '<!-- <meta charset=koi8-r>', undefined, A1252],
    ['a declaration, and meta', '<!DOCTYPE html><meta charset=koi8-r>', undefined, AKOI8],
    [
      'an attribute, and meta',
      '<p title="<meta charset=koi8-r>"><meta charset=windows-1251>',
      undefined,
      A1251,
    ],
    [
      'a closing tag, and meta',
      '</p title="<meta charset=koi8-r>"><meta charset=windows-1251>',
      undefined,
      A1251,
    ],
    ['a script', '<script><meta charset=koi8-r></script>', undefined, AKOI8],
    ['another element', '<metadata charset=koi8-r>', undefined, A1252],
    ['what is no attribute', '<meta>charset=koi8-r', undefined, A1252],
    ['a sign that is no tag, and meta', '1 < 2 <meta charset=koi8-r>', undefined, AKOI8],
    ['an XML declaration', '<?xml version="1.0" encoding="koi8-r"?>', undefined, AKOI8],
    [
      'an XML declaration, and meta',
      '<?xml version="1.0" encoding="koi8-r"?><meta charset=windows-1251>',
      undefined,
      A1251,
    ],
    [
      'meta at the end of the first 1,024 bytes',
      `${' '.repeat(1003)}<meta charset=koi8-r>`,
      undefined,
      AKOI8,
    ],
    ['meta behind them', `${' '.repeat(1024)}<meta charset=koi8-r>`, undefined, A1252],
    ['meta across their end', `${' '.repeat(1004)}<meta charset=koi8-r>`, undefined, A1252],
  ])('is told by %s', (_says, page, label, letter) => {
    expect(letterOf(page, label)).toBe(letter);
  });

  it.each<[says: string, bytes: Uint8Array]>([
    ['a mark of little-endian UTF-16', Buffer.from('\u{FEFF}<p>é', 'utf16le')],
    ['a mark of big-endian UTF-16', Buffer.from('\u{FEFF}<p>é', 'utf16le').swap16()],
    ['an XML declaration in little-endian UTF-16', Buffer.from('<?xml?><p>é', 'utf16le')],
    ['an XML declaration in big-endian UTF-16', Buffer.from('<?xml?><p>é', 'utf16le').swap16()],
  ])('is told by %s', (_says, bytes) => {
    expect(decodePage(bytes, undefined, 'html').at(-1)).toBe('é');
  });

  // As the library has it. The standard takes the first one, and not the second.
  it.each<[says: string, page: string, letter: string | undefined]>([
    ['a slash before the attribute', '<meta/charset="koi8-r">', A1252],
    ['the end of the page before that of the element', '<meta charset=koi8-r ', AKOI8],
  ])('differs from the standard in %s', (_says, page, letter) => {
    expect(letterOf(page)).toBe(letter);
  });

  it('is UTF-8 where the bytes are, whatever is said', () => {
    expect(decodePage(Buffer.from('<meta charset=koi8-r>é'), 'iso-8859-1', 'html').at(-1)).toBe('é');
  });

  it('is not guessed where it could hide markup', () => {
    expect(decodePage(Buffer.from('\u001B$)C<b>é', 'latin1'), 'iso-2022-kr', 'html')).toBe('\u{FFFD}');
    expect(decodePage(Buffer.from(''), 'iso-2022-kr', 'html')).toBe('');
  });
});

describe('the charset of plain text', () => {
  it.each<[says: string, text: string, label: string | undefined, letter: string | undefined]>([
    ['the Content-Type', 'abc', 'koi8-r', AKOI8],
    ['nothing that it quotes', 'Write <meta charset=koi8-r>.', undefined, A1252],
    ['no XML declaration', '<?xml version="1.0" encoding="koi8-r"?>', undefined, A1252],
    ['a mark', '\xEF\xBB\xBF', 'koi8-r', UTF8],
  ])('is told by %s', (_says, text, label, letter) => {
    expect(letterOf(text, label, 'text')).toBe(letter);
  });
});

describe('the charset of XML', () => {
  it.each<[says: string, text: string, label: string | undefined, letter: string | undefined]>([
    ['its declaration', '<?xml version="1.0" encoding="koi8-r"?>', undefined, AKOI8],
    ['its declaration, in other quotes', "<?xml version='1.0' encoding='KOI8-R'?>", undefined, AKOI8],
    ['the Content-Type, in spite of it', '<?xml version="1.0" encoding="koi8-r"?>', 'windows-1251', A1251],
    ['no meta element that it quotes', '<rss><![CDATA[<meta charset=koi8-r>]]>', undefined, A1252],
    [
      'its declaration, in spite of one',
      '<?xml version="1.0" encoding="windows-1251"?><meta charset=koi8-r>',
      undefined,
      A1251,
    ],
  ])('is told by %s', (_says, text, label, letter) => {
    expect(letterOf(text, label, 'xml')).toBe(letter);
  });
});

it('decodes any bytes under any label', () => {
  const labels = [
    'utf-8',
    'utf-16',
    'iso-2022-jp',
    'iso-2022-kr',
    'hz-gb-2312',
    'gb18030',
    'x-user-defined',
    'none',
  ];
  const label = fc.option(fc.oneof(fc.constantFrom(...labels), fc.string()), { nil: undefined });
  const rules = fc.constantFrom('html' as const, 'xml' as const, 'text' as const);
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ maxLength: 60 }).map((label) => Buffer.from(`<meta charset="${label}">\xE9`, 'latin1')),
  );
  fc.assert(
    fc.property(bytes, label, rules, (bytes, label, rules) => {
      expect(decodePage(bytes, label, rules)).toBeTypeOf('string');
    }),
    { numRuns: 500 },
  );
});
