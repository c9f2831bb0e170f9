import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanLink } from './clean-link.ts';
import { anyLink, anyPage, anyUrl } from './testing/any-url.ts';
import { TRACKING_PARAMETERS } from './tracking-parameters.ts';
import { canonicalUrl } from './url.ts';

const MD5 = '0123456789abcdef0123456789abcdef';
const TICKET = '(S(lit3py55t21z5v55vlm25s55))';
const BOTH = {
  runs: { numRuns: 2000 },
  links: fc.oneof(
    anyLink,
    anyPage.map(({ url }) => url),
  ),
};
const drop = { names: new Set(['drop']), prefixes: ['ab_'] };

/** Origin, and what lies behind it in pieces: cleaning may take pieces away and do nothing else. */
function pieces(url: string): { origin: string; path: string[]; query: string[] } {
  const { origin, pathname, search } = new URL(url);
  return { origin, path: pathname.split(/[/;]/), query: search.slice(1).split('&') };
}

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const piece of whole) if (piece === part[at]) at += 1;
  return at === part.length;
}

describe('cleanLink cuts', () => {
  it.each([
    ['/a?utm_source=mail&utm_medium=x', '/a'],
    ['/a?id=1&utm_source=mail&page=2', '/a?id=1&page=2'],
    ['/a?UTM_Campaign=x&FBCLID=y', '/a'],
    ['/a?gclid', '/a'],
    ['/a?', '/a'],
    ['/a?&b=1&&c=2&', '/a?b=1&c=2'],
    ['/a?PHPSESSID=7&b=1', '/a?b=1'],
    ['/a?osCsid=x&zenid=y&jsessionid=z', '/a'],
    ['/a?ASPSESSIONIDQQGGGNKC=ABC', '/a'],
    ['/a.cfm?CFID=12&CFTOKEN=34&id=5', '/a.cfm?id=5'],
    [`/viewtopic.php?t=5&sid=${MD5}`, '/viewtopic.php?t=5'],
    [`/showthread.php?s=${MD5}&t=5`, '/showthread.php?t=5'],
    ['/a;jsessionid=0A1B!77', '/a'],
    ['/a;JSessionID=0A1B/b;v=1', '/a/b;v=1'],
    ['/a;v=1;jsessionid=2?b', '/a;v=1?b'],
    [`/${TICKET}/a.aspx`, '/a.aspx'],
    ['/app/(X(1)S(lit3py55t21z5v55vlm25s55))/a.aspx?b', '/app/a.aspx?b'],
    [`/app/${TICKET}`, '/app/'],
    [`/${TICKET}`, '/'],
    [`/app/${TICKET}/`, '/app/'],
    // Once what holds it up is gone, the rest has one spelling, and may show more to cut.
    ['/a?utm_id=100%&x=%7e', '/a?x=~'],
    ['/a?utm_id=100%&%75tm_source=x', '/a'],
  ])('from %s, so that it is %s', (link, clean) => {
    expect(cleanLink(`https://site.gov${link}`)).toBe(`https://site.gov${clean}`);
  });

  it.each(TRACKING_PARAMETERS.flatMap(({ of, names }) => names.map((name) => ({ of, name }))))(
    'the parameter $name of $of',
    ({ name }) => {
      expect(cleanLink(`https://site.gov/a?b=1&${name}=x&c=2`)).toBe('https://site.gov/a?b=1&c=2');
    },
  );

  it('what the rules of the site name, by name and by beginning', () => {
    const link = 'https://site.gov/a?drop=1&Drop=2&ab_test=3&ab=4';
    expect(cleanLink(link, drop)).toBe('https://site.gov/a?Drop=2&ab=4');
    expect(cleanLink(link, { names: new Set(), prefixes: [''] })).toBe('https://site.gov/a');
  });
});

describe('cleanLink keeps', () => {
  it.each([
    '/a?b=2&a=1&b=2',
    '/a/',
    '/index.html',
    '//a//b/',
    '/a?ref=x&source=y&campaign=z&cid=1&s=words',
    '/modules.php?name=News&sid=1234',
    '/a?sid=spring',
    '/a?cfid=12',
    '/a?mutm_source=1&x=utm_source',
    '/a?asp=1&aspsessionid=2',
    '/a?session=plenary',
    '/a;v=1/b;jsession=2',
    '/wiki/Function_(S(x))',
    '/wiki/(S(short))/a',
    '/a?utm=1',
    '/a?q=%26utm_source%3D1',
    '/a/..;jsessionid=1/b',
  ])('%s as it is', (link) => {
    expect(cleanLink(`https://site.gov${link}`)).toBe(`https://site.gov${link}`);
  });
});

describe('cleanLink, whatever the link,', () => {
  it('never throws', () => {
    fc.assert(
      fc.property(anyUrl, (input) => {
        expect(() => cleanLink(input, drop)).not.toThrow();
      }),
      BOTH.runs,
    );
  });

  it('gives a canonical URL', () => {
    fc.assert(
      fc.property(BOTH.links, (link) => {
        const clean = cleanLink(link, drop);
        expect(canonicalUrl(clean)).toBe(clean);
      }),
      BOTH.runs,
    );
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(BOTH.links, (link) => {
        const clean = cleanLink(link, drop);
        expect(cleanLink(clean, drop)).toBe(clean);
      }),
      BOTH.runs,
    );
  });

  it('adds nothing, moves nothing, and leaves the origin', () => {
    const withoutStrays = BOTH.links.filter((link) => !link.includes('%'));
    fc.assert(
      fc.property(withoutStrays, (link) => {
        const [before, after] = [pieces(link), pieces(cleanLink(link))];
        expect(after.origin).toBe(before.origin);
        expect(after.path.filter(Boolean)).toSatisfy((path: string[]) => isSubsequence(path, before.path));
        expect(after.query.filter(Boolean)).toSatisfy((query: string[]) =>
          isSubsequence(query, before.query),
        );
      }),
      BOTH.runs,
    );
  });

  it('gives all marked copies of a URL one name', () => {
    const mark = fc.constantFrom('utm_source=x', 'fbclid=1', 'PHPSESSID=2', `sid=${MD5}`, '');
    fc.assert(
      fc.property(BOTH.links, fc.array(fc.tuple(mark, fc.nat(14)), { maxLength: 5 }), (link, marks) => {
        const [page = '', ...rest] = link.split('?');
        const parameters = rest.length === 0 ? [] : rest.join('?').split('&');
        for (const [text, at] of marks) parameters.splice(at, 0, text);
        const marked = canonicalUrl(`${page}?${parameters.join('&')}`);
        fc.pre(marked !== undefined);
        expect(cleanLink(marked)).toBe(cleanLink(link));
      }),
      BOTH.runs,
    );
  });
});
