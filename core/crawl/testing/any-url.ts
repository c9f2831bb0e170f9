import * as fc from 'fast-check';
import { canonicalUrl } from '../url.ts';

/** What pages of hostile sites have in their links: URLs, things like URLs, and things that are none. */
export const anyUrl = fc.oneof(
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc
    .tuple(
      fc.constantFrom('http://', 'https://', 'HTTP://', '//', ''),
      fc.constantFrom(
        'a.gov',
        'A.Gov.',
        '127.1',
        '[::1]',
        'münchen.de',
        'a_b.gov',
        'x.gov:80',
        'x.gov:8080',
        'a..',
        '%61.gov',
      ),
      fc.string({ unit: fc.constantFrom(...Array.from('/.%2eE7~fF?&=#\\ ;:@\'"<>|é{}+')) }),
    )
    .map((parts) => parts.join('')),
  fc.string(),
);

/** Inputs that are pages, with their canonical URLs. */
export const anyPage = anyUrl
  .map((input) => ({ input, url: canonicalUrl(input) }))
  .filter((page): page is { input: string; url: string } => page.url !== undefined);

/** Canonical URLs made of what links are cleaned of and held up by, between other things. */
export const anyLink = fc
  .tuple(
    fc.constantFrom('https://site.gov', 'http://site.gov:8080', 'https://a.site.gov', 'https://evil.gov'),
    fc.array(
      fc.constantFrom(
        'a',
        'b',
        '',
        '(S(lit3py55t21z5v55vlm25s55))',
        '(X(1)S(lit3py55t21z5v55vlm25s55));jsessionid=2',
        '..;jsessionid=1',
        '%2e%2e;jsessionid=1',
        'a;jsessionid=1;v=2',
        ';JSESSIONID=1',
        '(S(',
        'events',
        '2093-04',
        '2093',
        '04',
        '12',
        '%',
        '%41',
        '*',
        'x'.repeat(300),
      ),
      { maxLength: 20 },
    ),
    fc.array(
      fc.constantFrom(
        'a=1',
        'b=2',
        '',
        'utm_source=x',
        '%75tm_medium=y',
        'gclid',
        'PHPSESSID=abc',
        'sid=0123456789abcdef0123456789abcdef',
        'sid=7',
        'cfid=1',
        'CFTOKEN=2',
        'x=100%',
        'x=%7e',
        'sessionid=a1b2c3d4e5f6g7h8',
        'date=2093-04-01',
        'page=2',
        'drop=1',
        '%64rop=2',
      ),
      { maxLength: 14 },
    ),
    fc.boolean(),
  )
  .map(([origin, segments, parameters, query]) =>
    canonicalUrl(`${origin}/${segments.join('/')}${query ? `?${parameters.join('&')}` : ''}`),
  )
  .filter((url): url is string => url !== undefined);
