import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalInHeader } from './link-header.ts';

describe('the canonical URL in a Link header', () => {
  it.each<[header: string, url: string | undefined]>([
    ['<https://site.gov/a>; rel="canonical"', 'https://site.gov/a'],
    ['</a>;rel=canonical', '/a'],
    [' < /a > ; REL = "Canonical" ', '/a'],
    ['</a>; rel="alternate canonical"', '/a'],
    ['</a?x=1,2;y>; rel=canonical', '/a?x=1,2;y'],
    ['</style.css>; rel=preload; as=style, </a>; rel=canonical', '/a'],
    ['</a>; title="x, </b>; rel=canonical"; rel=next, </c>; rel=canonical', '/c'],
    [String.raw`</a>; title="a \" b"; rel="canonical"`, '/a'],
    [String.raw`</a>; rel="canon\ical"`, '/a'],
    ['</a>; rel=canonical, </b>; rel=canonical', '/a'],
    ['</a>; rel=next; rel=canonical', undefined],
    ['</a>; rel=canonical; anchor="/b", </c>; rel=canonical', '/c'],
    ['</a>; rel=canonical; anchor="#part"', undefined],
    ['</a>; crossorigin; rel=canonical', '/a'],
    ['</a>;; rel=canonical;', '/a'],
    ['nonsense, </a>; rel=canonical', '/a'],
    ['</a> rel=canonical, </b>; rel=canonical', '/b'],
    ['<>; rel=canonical', ''],
    ['</a>; title="never closed; rel=canonical', undefined],
    ['</a', undefined],
    ['</a>', undefined],
    ['', undefined],
    [`${' '.repeat(20_000)}</a>; rel=canonical`, undefined],
  ])('%j is %j', (header, url) => {
    expect(canonicalInHeader(header)).toBe(url);
  });

  it('is looked for in anything, and in no time', () => {
    const piece = fc.constantFrom(...'< > ; , = " \\ rel canonical </a> ="'.split(' '), ' ', '\t', '="\\"');
    const header = fc.oneof(
      fc.string(),
      fc.array(piece).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(header, (text) => {
        expect(() => canonicalInHeader(text)).not.toThrow();
      }),
    );
    const before = performance.now();
    for (const one of ['<a>;b="\\",', '<', '<a>;', '\\', '"\\', ' ;', ',<a>;rel="', '<a>;x=="'])
      canonicalInHeader(one.repeat(100_000));
    // Not a measurement: growth with the square of a header without a bound would take minutes.
    expect(performance.now() - before).toBeLessThan(5000);
  });
});
