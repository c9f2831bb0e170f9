import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractJson } from './extract-json.ts';
import { extractJsonFeed } from './feed/extract-json-feed.ts';

const textOf = (value: unknown): string =>
  extractJson(typeof value === 'string' ? value : JSON.stringify(value)).parts[0]?.text ?? '';

describe('JSON', () => {
  it('is read by its texts, with the names of their members', () => {
    const value = {
      name: 'sitepack',
      keywords: ['search', 'crawl'],
      a: { b: [{ c: 'deep' }], n: 1, yes: true, no: null },
    };
    expect(textOf(value)).toBe('name: sitepack\nkeywords: search\nkeywords: crawl\na\nb\nc: deep');
  });

  it.each<[says: string, value: unknown, text: string]>([
    ['a text alone', '"just this"', 'just this'],
    ['a list of texts', ['one', 'two'], 'one\ntwo'],
    ['data', { picture: 'A'.repeat(501), text: `${'A'.repeat(499)} B` }, `text: ${'A'.repeat(499)} B`],
    ['nothing', '[]', ''],
    ['a mark before it', '\u{FEFF}["x"]', 'x'],
  ])('%s', (_says, value, text) => {
    expect(textOf(value)).toBe(text);
  });

  it.each<[says: string, value: unknown, title: string]>([
    ['its title', { title: 'T', name: 'N' }, 'T'],
    ['the title of the interface that it describes', { info: { title: 'API' } }, 'API'],
    ['its name', { name: 'N' }, 'N'],
    ['nothing', [{ title: 'T' }], ''],
  ])('is called by %s', (_says, value, title) => {
    expect(extractJson(JSON.stringify(value)).title).toBe(title);
  });

  it('that is none is read as text, which is said', () => {
    const read = extractJson('{"a": 1}\n{"b": "two"}\n');
    expect(read.parts[0]?.text).toContain('"two"');
    expect(read.notes).toEqual(['not JSON, though it is called that: read as plain text']);
  });

  it('may be nested as deep as it likes', () => {
    expect(textOf(`${'['.repeat(100_000)}"down"${']'.repeat(100_000)}`)).toBe('down');
  });

  it('of any kind is read', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (json) => {
        expect(extractJson(json).parts).toHaveLength(1);
        const feed = `{"version": "https://jsonfeed.org/version/1", "items": [${json}]}`;
        for (const text of [json, feed])
          expect(() => extractJsonFeed(text, 'https://site.gov/')).not.toThrow();
      }),
    );
  });
});
