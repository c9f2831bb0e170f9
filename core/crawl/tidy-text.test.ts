import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tidyLines, tidySpace } from './tidy-text.ts';

const text = fc.string({
  unit: fc.constantFrom(
    'a',
    'é',
    '😀',
    ' ',
    '\n',
    '\t',
    '\r',
    '\u0000',
    '\u0085',
    '\u00A0',
    '\u2003',
    '\u00AD',
    '\u200B',
    '\uFEFF',
  ),
});

describe('tidySpace', () => {
  it.each([
    ['  one \n\t two  ', 'one two'],
    ['one two', 'one two'],
    ['one\u00A0two\u3000three', 'one two three'],
    ['one\u0000\u0007two', 'one two'],
    ['soft\u00ADhyphen zero\u200Bwidth', 'softhyphen zerowidth'],
    ['\u0007 \u0000', ''],
    ['\uFEFF', ''],
  ])('makes of %j %j', (given, expected) => {
    expect(tidySpace(given)).toBe(expected);
  });

  it('leaves single spaces between words and nothing else, and done twice is done once', () => {
    fc.assert(
      fc.property(text, (given) => {
        const tidy = tidySpace(given);
        expect(tidy).not.toMatch(/\p{Cc}|[^\S ]|^ | $| {2}|[\u00AD\u200B\uFEFF]/u);
        expect(tidySpace(tidy)).toBe(tidy);
        const visible = (one: string): string => one.replace(/[\s\p{Cc}\u00AD\u200B]/gu, '');
        expect(visible(tidy)).toBe(visible(given));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('tidyLines', () => {
  it('keeps lines and indentation', () => {
    expect(tidyLines('\n\n  a  \r\n\tb\u0007c\n\n\n\nd\n')).toBe('  a\n\tb c\n\nd');
  });

  it('leaves no control characters but tabs and line ends', () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(tidyLines(given)).not.toMatch(/[^\P{Cc}\n\t]|^\n|\n$| $/u);
      }),
    );
  });
});
