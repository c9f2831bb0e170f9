import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parseQuery } from './query-parser.ts';
import { SnippetCutter } from './snippet.ts';

describe('a snippet', () => {
  const cutter = new SnippetCutter();
  afterAll(() => cutter.close());

  function cut(query: string, body: string, description = ''): string {
    return cutter.cut({ body, description }, parseQuery(query));
  }
  const filler = 'Lorem ipsum dolor sit amet consectetur. '.repeat(100);

  it('marks what the pack would match: stems, folded letters, phrases, prefixes', () => {
    expect(cut('running', 'He runs fast.')).toBe('He <mark>runs</mark> fast.');
    expect(cut('zurich', 'In Zürich.')).toBe('In <mark>Zürich</mark>.');
    expect(cut('"big cats"', 'big dogs, big cats')).toBe('big dogs, <mark>big cats</mark>');
    expect(cut('inst*', 'an instance')).toBe('an <mark>instance</mark>');
    expect(cut('title:cats', 'cats')).toBe('<mark>cats</mark>');
  });

  it('does not mark what must not be there', () => {
    expect(cut('cats -dogs', 'cats')).toBe('<mark>cats</mark>');
  });

  it('is the place where most of the words are, cut between words', () => {
    const snippet = cut('red apple', `${filler} an apple here. ${filler} The red juicy apple. ${filler}`);
    expect(snippet).toMatch(/^… .*The <mark>red<\/mark> juicy <mark>apple<\/mark>\. Lorem.* …$/u);
    const text = snippet.replaceAll(/<\/?mark>|…/gu, '').trim();
    expect(text.length).toBeLessThanOrEqual(200);
    expect(text.length).toBeGreaterThan(150);
    for (const word of text.split(' ')) expect(`${filler} The red juicy apple.`.split(' ')).toContain(word);
  });

  it('is found far down a long text, and in the description', () => {
    expect(cut('needle', `${filler.repeat(40)} the needle ${filler}`)).toContain('<mark>needle</mark>');
    expect(cut('needle', filler, 'About a needle.')).toBe('About a <mark>needle</mark>.');
  });

  it('finds a phrase wherever a passage may end', () => {
    for (let before = 880; before < 1040; before += 7) {
      expect(cut('"needle eye"', `${'word '.repeat(before / 5)}needle eye ${filler}`)).toContain(
        '<mark>needle eye</mark>',
      );
    }
  });

  it('is the beginning when nothing matches: of the description, or else of the text', () => {
    expect(cut('absent', `Some text. ${filler}`, 'A description.')).toBe('A description.');
    expect(cut('absent', `Some text. ${filler}`)).toMatch(/^Some text\. Lorem .* …$/u);
    expect(cut('', 'One\n\ntwo')).toBe('One two');
    expect(cut('absent', '')).toBe('');
  });

  it('is HTML in which nothing of the text is markup, for any text', () => {
    const piece = fc.oneof(
      fc.constantFrom('<b>', '&amp;', '"', "'", '\u0001', '\u0002', 'cats ', '<mark>', '😀'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const snippet = cut('cats', pieces.join(''));
        expect(snippet.replaceAll(/<mark>[^<>]*<\/mark>/gu, '')).not.toMatch(
          /[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/u,
        );
        expect(snippet.isWellFormed()).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('takes bounded time on a huge text without spaces', () => {
    expect(cut('x', 'y'.repeat(2 ** 20))).toMatch(/^y+ …$/u);
  });
});
