import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { domain } from '#messages/message.ts';
import { hostMatches, nearestDomain, scopeOf } from './scope.ts';

describe('hostMatches', () => {
  it.each<[domains: string[], host: string, isIn: boolean]>([
    [[], 'site.gov', false],
    [['site.gov'], 'site.gov', true],
    [['site.gov'], 'www.site.gov', false],
    [['site.gov'], 'site.gov:8080', false],
    [['site.gov:8080'], 'site.gov:8080', true],
    [['site.gov:8080'], 'site.gov', false],
    [['*.site.gov'], 'www.site.gov', true],
    [['*.site.gov'], 'a.b.c.site.gov', true],
    [['*.site.gov'], 'site.gov', false],
    [['*.site.gov'], 'evilsite.gov', false],
    [['*.site.gov'], 'site.gov.evil.com', false],
    [['*.site.gov'], 'www.site.gov.evil.com', false],
    [['*.site.gov'], 'www.evilsite.gov', false],
    [['*.site.gov'], 'gov', false],
    [['*.site.gov'], '.site.gov', false],
    [['*.site.gov'], 'www.site.gov:8080', false],
    [['*.site.gov:8080'], 'www.site.gov:8080', true],
    [['*.site.gov:8080'], 'www.site.gov', false],
    [['*.site.gov:8080'], 'www.site.gov:80', false],
    [['site.gov', '*.site.gov'], 'site.gov', true],
    [['other.gov', '*.gov'], 'site.gov', true],
    [['[::1]:8080'], '[::1]:8080', true],
    [['*.0.0.1'], '[::1.0.0.1]', false],
  ])('%j has %s: %j', (domains, host, expected) => {
    expect(hostMatches(domains, host)).toBe(expected);
  });

  it('is by one domain that is the most exact, if by any', () => {
    const label = fc.constantFrom('a', 'b', 'gov', 'site');
    const host = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join('.'));
    const name = fc.tuple(fc.boolean(), host).map(([any, host]) => (any ? `*.${host}` : host));
    fc.assert(
      fc.property(fc.array(name), host, (domains, host) => {
        const holding = domains.filter((domain) => hostMatches([domain], host));
        const [longest] = holding.toSorted((a, b) => b.length - a.length);
        expect(nearestDomain(new Set(domains), host)).toBe(holding.includes(host) ? host : longest);
      }),
    );
  });

  it('lets no host in that does not end as the domain says, and asks for its order by no means', () => {
    const label = fc.constantFrom('a', 'site', 'evilsite', 'gov', 'com', 'www');
    const host = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join('.'));
    const domains = fc.array(fc.tuple(fc.boolean(), host).map(([any, host]) => (any ? `*.${host}` : host)));
    fc.assert(
      fc.property(domains, host, (domains, host) => {
        const expected = domains.some((one) =>
          one.startsWith('*.') ? host.endsWith(one.slice(1)) && host.length > one.length - 1 : one === host,
        );
        expect(hostMatches(domains, host)).toBe(expected);
        expect(hostMatches(domains.toReversed(), host)).toBe(expected);
      }),
    );
  });
});

test.each([
  ['site.gov', true],
  ['site.gov:8080', true],
  ['*.site.gov', true],
  ['*.site.gov:8080', true],
  ['*.1st.gov', true],
  ['[::1]:80', true],
  ['*', false],
  ['*.', false],
  ['*site.gov', false],
  ['a.*.gov', false],
  ['*.*.gov', false],
  ['*.0.0.1', false],
  ['*.0.0.1:80', false],
  ['*.[::1]', false],
  ['*.Site.gov', false],
  ['https://site.gov', false],
])('%s can be among the domains of a crawl: %j', (text, expected) => {
  expect(domain.safeParse(text).success).toBe(expected);
});

test('a crawl answers for its domains, at and below the folder of its start page', () => {
  const isMine = scopeOf({ domains: ['site.gov', '*.site.gov'], path: '/docs/start?x=/' });
  expect(['https://site.gov/docs/', 'http://a.site.gov/docs/b?c'].map(isMine)).toEqual([true, true]);
  expect(['https://site.gov/', 'https://site.gov/docs', 'https://evil.gov/docs/'].map(isMine)).toEqual([
    false,
    false,
    false,
  ]);
});
