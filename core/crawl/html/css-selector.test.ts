import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectorFault } from './css-selector.ts';

describe('a selector', () => {
  it.each([
    'main',
    '#content .text > p',
    'article, section.main',
    'div.a:not(.b, .c)',
    ':is(h1, h2):first-child',
    'meta[name="dc.title" i]',
    'a[href^="https:"][title~="x ~ y :has(z)"]',
    '.with\\:colon',
    'h1 + p',
    '.größe, #x\\.y',
    ':not( .a , .b )',
    'p:last-of-type:not(:empty)',
    'a b c d e f g h i',
  ])('may be %s', (selector) => {
    expect(selectorFault(selector)).toBeUndefined();
  });

  it.each([
    ['', 'is empty'],
    ['div[', 'is no CSS selector'],
    ['p..x', 'has . or # without a name'],
    ['a >', 'has > or + with nothing'],
    ['> a', 'has > or + with nothing'],
    ['a < b', 'has < or |'],
    ['a,, b', 'is no CSS selector'],
    ['p:nonsense', 'has :nonsense'],
    ['h1 ~ p', 'has ~'],
    ['div:has(h1)', 'has :has; of pseudo-classes it may have :not, :is'],
    ['p:nth-child(2)', 'has :nth-child'],
    ['p:contains("x")', 'has :contains'],
    ['p:eq(1)', 'has :eq'],
    ['p::before', 'has ::before'],
    [':not(a b)', 'may have no steps'],
    [':is(a>b)', 'may have no steps'],
    [':not(:is(a))', 'no further parentheses'],
    ['a b c d e f g h i j', 'has more than 8 steps'],
    ['x'.repeat(501), 'is longer than 500 characters'],
  ])('may not be %s: it %s', (selector, fault) => {
    expect(selectorFault(selector)).toContain(fault);
  });

  it('is judged whatever it is', () => {
    const piece = fc.constantFrom(...'a b > + ~ : :not( ) [ ] = " \' \\ , . # * ::x :is('.split(' '), ' ');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join('')),
        ),
        (selector) => {
          expect(() => selectorFault(selector)).not.toThrow();
        },
      ),
      { numRuns: 1000 },
    );
  });
});
