import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { site as siteSchema, indexName } from '#messages/message.ts';
import { anyPage, anyUrl } from './testing/any-url.ts';
import {
  canonicalUrl,
  hostOf,
  indexNameFor,
  MAX_URL_LENGTH,
  pageKey,
  pathOf,
  schemeOf,
  urlOf,
} from './url.ts';

/** How a URL may be written otherwise and mean the same (RFC 3986, section 6.2). */
interface Spelling {
  readonly upper: boolean;
  readonly port: boolean;
  readonly dot: boolean;
  readonly dots: boolean;
  readonly encoded: boolean;
  readonly triplets: boolean;
  readonly fragment: string;
}

const spelling: fc.Arbitrary<Spelling> = fc.record({
  upper: fc.boolean(),
  port: fc.boolean(),
  dot: fc.boolean(),
  dots: fc.boolean(),
  encoded: fc.boolean(),
  triplets: fc.boolean(),
  fragment: fc.constantFrom('', '#', '#part', '#a/../b?c'),
});
const OTHERWISE: Spelling = {
  upper: true,
  port: true,
  dot: true,
  dots: true,
  encoded: true,
  triplets: true,
  fragment: '#x',
};

/** A canonical URL in another spelling. A stray `%` in it forbids those by which a triplet could come about. */
function respelled(url: string, { upper, port, dot, dots, encoded, triplets, fragment }: Spelling): string {
  const scheme = schemeOf(url);
  const host = hostOf(url);
  const hasPort = /:\d+$/.test(host);
  const dotted = dot && /[a-z]$/.test(host) ? `${host}.` : host;
  const whole = port && !hasPort ? `${dotted}:${scheme === 'https' ? 443 : 80}` : dotted;
  const start = `${scheme}://${whole}`;
  const stray = /%(?![0-9a-f]{2})/i.test(url);
  let rest = pathOf(url);
  if (encoded && !stray) rest = rest.replace(/[a-z~]/, hexOf);
  if (triplets && !stray) rest = rest.replace(/%[0-9A-F]{2}/g, (triplet) => triplet.toLowerCase());
  if (dots) rest = `/x/../.${rest}`;
  return (upper ? start.toUpperCase() : start) + rest + fragment;
}

function hexOf(character: string): string {
  return `%${character.charCodeAt(0).toString(16)}`;
}

describe('canonicalUrl', () => {
  it.each([
    ['HTTP://Site.GOV', 'http://site.gov/'],
    ['https://site.gov:443/a', 'https://site.gov/a'],
    ['http://site.gov:443/a', 'http://site.gov:443/a'],
    ['http://site.gov./a', 'http://site.gov/a'],
    ['https://site.gov/a/../b/./c', 'https://site.gov/b/c'],
    ['https://site.gov/a/%2E%2e/b', 'https://site.gov/b'],
    ['https://site.gov/%7euser/%c3%a9', 'https://site.gov/~user/%C3%A9'],
    ['https://site.gov/é', 'https://site.gov/%C3%A9'],
    ['https://site.gov/a?b=2&a=1&b=2', 'https://site.gov/a?b=2&a=1&b=2'],
    ['https://site.gov/a?', 'https://site.gov/a?'],
    ['https://site.gov/a/', 'https://site.gov/a/'],
    ['https://site.gov/a#part', 'https://site.gov/a'],
    ['https://site.gov/100%/%7e', 'https://site.gov/100%/%7e'],
    ['https://site.gov/%2%35', 'https://site.gov/%2%35'],
    ['https://site.gov/a%2fb', 'https://site.gov/a%2Fb'],
    ['https://site.gov/a\\b', 'https://site.gov/a/b'],
    ['  https://site.gov/a\n', 'https://site.gov/a'],
    ['http://0x7f.1/', 'http://127.0.0.1/'],
    ['http://[0:0:0:0:0:0:0:1]:8080/', 'http://[::1]:8080/'],
    ['https://münchen.de/', 'https://xn--mnchen-3ya.de/'],
  ])('spells %s as %s', (input, expected) => {
    expect(canonicalUrl(input)).toBe(expected);
  });

  it.each([
    'mailto:a@site.gov',
    'javascript:alert(1)',
    'ftp://site.gov/',
    'https://user:secret@site.gov/',
    'https://user@site.gov/',
    'https://',
    'https://a..gov../',
    'https://-a.gov/',
    'https://a!b.gov/',
    '/relative',
    '',
    `https://site.gov/${'a'.repeat(MAX_URL_LENGTH)}`,
    `https://${'a.'.repeat(200)}gov/`,
  ])('refuses %s', (input) => {
    expect(canonicalUrl(input)).toBeUndefined();
  });

  it.each([
    ['b', 'https://site.gov/a/b'],
    ['../b?x', 'https://site.gov/b?x'],
    ['//other.gov', 'https://other.gov/'],
    ['?page=2', 'https://site.gov/a/?page=2'],
    ['', 'https://site.gov/a/'],
  ])('resolves %j against a base', (input, expected) => {
    expect(canonicalUrl(input, 'https://site.gov/a/')).toBe(expected);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(anyUrl, anyUrl, (input, base) => {
        expect(() => canonicalUrl(input, base)).not.toThrow();
      }),
      { numRuns: 1000 },
    );
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(anyPage, ({ url }) => {
        expect(canonicalUrl(url)).toBe(url);
      }),
      { numRuns: 1000 },
    );
  });

  it('names the page that the URL named: its decoded path and query stay', () => {
    const decoded = (url: string): string => {
      const { pathname, search } = new URL(url);
      return `${pathname}${search}`.replace(/%[0-9a-f]{2}/gi, (triplet) =>
        String.fromCharCode(Number.parseInt(triplet.slice(1), 16)),
      );
    };
    fc.assert(
      fc.property(anyPage, ({ input, url }) => {
        expect(decoded(url)).toBe(decoded(input));
      }),
      { numRuns: 1000 },
    );
  });

  it('parts path and query where the URL did: what is written encoded never becomes a separator', () => {
    const parts = (url: string): string[] => `${new URL(url).pathname}${new URL(url).search}`.split(/[/?&=]/);
    fc.assert(
      fc.property(anyPage, ({ input, url }) => {
        expect(parts(url)).toHaveLength(parts(input).length);
      }),
      { numRuns: 1000 },
    );
  });

  it('is the same of equivalent URLs, and another of others', () => {
    fc.assert(
      fc.property(anyPage, spelling, ({ url }, spelt) => {
        expect(canonicalUrl(respelled(url, spelt))).toBe(url);
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(anyPage, anyPage, ({ url: one }, { url: other }) => {
        expect(canonicalUrl(respelled(one, OTHERWISE)) === other).toBe(one === other);
      }),
      { numRuns: 1000 },
    );
  });

  it('can be taken apart into what a message carries, and put together again', () => {
    fc.assert(
      fc.property(anyPage, ({ url }) => {
        const site = hostOf(url);
        expect(siteSchema.safeParse(site).success).toBe(true);
        expect(pathOf(url).startsWith('/')).toBe(true);
        expect(urlOf({ site, scheme: schemeOf(url), path: pathOf(url) })).toBe(url);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('urlOf', () => {
  it('takes https and the root when nothing else is said', () => {
    expect(urlOf({ site: 'site.gov' })).toBe('https://site.gov/');
  });
});

describe('indexNameFor', () => {
  it.each([
    ['site.gov', 'site.gov'],
    ['127.0.0.1:8080', '127.0.0.1-8080'],
    ['Site.GOV', 'site.gov'],
  ])('of %s is %s', (site, expected) => {
    expect(indexNameFor(site)).toBe(expected);
  });

  it.each(['[::1]', '[::1]:8080', 'a_b.gov', `${'long.'.repeat(20)}gov`, '_'])(
    'maps %s to a valid name of its own',
    (site) => {
      expect(indexName.safeParse(indexNameFor(site)).success).toBe(true);
    },
  );

  it('keeps sites apart that only look alike', () => {
    const names = ['a_b.gov', 'a-b.gov', '[::1]', '[::2]', '[::1]:80', 'a__b.gov'].map(indexNameFor);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('pageKey', () => {
  it('shows host and path, and a hash', () => {
    expect(pageKey('https://site.gov/About/team?x=1')).toMatch(/^site\.gov~about~team-x-1-[0-9a-f]{16}$/);
    expect(pageKey('https://site.gov/')).toMatch(/^site\.gov-[0-9a-f]{16}$/);
  });

  it('is one short segment of an object key, and another one for every URL', () => {
    fc.assert(
      fc.property(anyPage, anyPage, (one, other) => {
        expect(pageKey(one.url)).toMatch(/^[a-z0-9._~-]{17,150}$/);
        expect(pageKey(one.url) === pageKey(other.url)).toBe(one.url === other.url);
      }),
      { numRuns: 1000 },
    );
  });
});
