import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractFeed } from './feed/extract-feed.ts';
import { extractXml, rootOf } from './extract-xml.ts';

describe('XML', () => {
  it('is read by the text of its elements, one a line', () => {
    const xml =
      '<?xml version="1.0"?><!DOCTYPE book [<!ENTITY me "I">]><book xml:lang="fr"><info><title>A &amp; B</title></info>' +
      '<para>One <em>two</em> three.</para><!-- not this --><?nor this?><code><![CDATA[a < b]]></code></book>';
    expect(extractXml(xml)).toMatchObject({
      title: 'A & B',
      language: 'fr',
      parts: [{ text: 'A & B\nOne\ntwo\nthree.\na < b' }],
      notes: [],
    });
  });

  it('has no entities of its own', () => {
    expect(
      extractXml('<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;&lt;</a>').parts[0]?.text,
    ).toBe('&e;<');
  });

  it('that is nested too deep is read up to there, which is said', () => {
    const read = extractXml(`<a>up${'<b>'.repeat(1_000_000)}down`);
    expect(read.parts[0]?.text).toBe('up');
    expect(read.notes).toEqual(['nested too deep: what comes after that is not read']);
  });

  it.each([
    ['<?xml version="1.0"?><!-- <no> --><atom:feed>', 'atom:feed'],
    ['<!DOCTYPE x><x/>', 'x'],
    ['text', ''],
    ['', ''],
  ])('%s begins with %s', (xml, root) => {
    expect(rootOf(xml)).toBe(root);
  });

  it('of any kind is read', () => {
    const piece = fc.constantFrom(
      '<rss>',
      '<item>',
      '</item>',
      '<title>',
      '</title>',
      '<link/>',
      '<![CDATA[',
      ']]>',
      '&#x',
      '<!',
      '<',
      '>',
      'x',
    );
    const xml = fc.oneof(
      fc.array(piece).map((pieces) => pieces.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(xml, (xml) => {
        expect(extractXml(xml).parts).toHaveLength(1);
        expect(extractFeed(xml, 'https://site.gov/').parts).toBeDefined();
      }),
    );
  });
});
