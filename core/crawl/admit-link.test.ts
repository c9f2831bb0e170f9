import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type LinkVerdict, admitLink, linkContext } from './admit-link.ts';
import { NO_RULES, prepareRules } from './link-rules.ts';
import { outcomeSchema } from './outcome.ts';
import { anyLink, anyPage, anyUrl } from './testing/any-url.ts';
import { canonicalUrl, hostOf, schemeOf } from './url.ts';

const CRAWL = { domains: ['site.gov', '*.site.gov'], started_at_ms: Date.UTC(2026, 5, 15) };
const context = linkContext(CRAWL);
const rules = prepareRules({ include: ['/'], exclude: ['/private/', '/*.pdf$'], drop_query: ['drop'] });
const RUNS = { numRuns: 2000 };
const links = fc.oneof(
  anyLink,
  anyPage.map(({ url }) => url),
);

function brief(verdict: LinkVerdict): string {
  if (verdict.kind === 'ok') return verdict.url;
  return verdict.by === 'trap' ? verdict.trap : verdict.by;
}

test.each([
  ['https://site.gov/a?drop=1&utm_source=x&b=2', 'https://site.gov/a?b=2'],
  ['https://www.site.gov/a;jsessionid=1', 'https://www.site.gov/a'],
  ['https://evilsite.gov/a', 'domain'],
  ['https://site.gov:8080/a', 'domain'],
  ['https://site.gov/private/a', 'rule'],
  // Rules and guards see the URL that would be read.
  ['https://site.gov/a.pdf?utm_source=x', 'rule'],
  [`https://site.gov/a?${'utm_id=1&'.repeat(20)}`, 'https://site.gov/a'],
  ['https://site.gov/calendar/2093-04', 'calendar'],
  // A host that is not ours comes before a rule, and a rule before a guard.
  ['https://other.gov/private/a/a/a', 'domain'],
  ['https://site.gov/private/a/a/a', 'rule'],
])('%s: %s', (link, expected) => {
  expect(brief(admitLink(link, rules, context))).toBe(expected);
});

describe('a verdict', () => {
  it('is never a throw, whatever the string', () => {
    fc.assert(
      fc.property(anyUrl, (input) => {
        expect(() => admitLink(input, rules, context)).not.toThrow();
      }),
      RUNS,
    );
  });

  it('lets in what is canonical, of the same origin, and let in again as it is', () => {
    fc.assert(
      fc.property(links, (link) => {
        const own = linkContext({ ...CRAWL, domains: [hostOf(link)] });
        const verdict = admitLink(link, rules, own);
        if (verdict.kind === 'refused') return;
        expect(canonicalUrl(verdict.url)).toBe(verdict.url);
        expect([schemeOf(verdict.url), hostOf(verdict.url)]).toEqual([schemeOf(link), hostOf(link)]);
        expect(admitLink(verdict.url, rules, own)).toEqual(verdict);
      }),
      RUNS,
    );
  });

  it('of refusal is about a canonical URL, and can be the outcome of a row if it is by a rule or a trap', () => {
    fc.assert(
      fc.property(links, (link) => {
        const verdict = admitLink(link, rules, context);
        if (verdict.kind === 'ok') return;
        const { url, ...outcome } = verdict;
        expect(canonicalUrl(url)).toBe(url);
        if (verdict.by === 'domain') return;
        expect(outcomeSchema.parse(outcome)).toEqual(outcome);
      }),
      RUNS,
    );
  });

  it('does not depend on the order of domains and rules', () => {
    const turned = prepareRules({ include: ['/'], exclude: ['/*.pdf$', '/private/'], drop_query: ['drop'] });
    const back = linkContext({ ...CRAWL, domains: CRAWL.domains.toReversed() });
    fc.assert(
      fc.property(links, (link) => {
        expect(admitLink(link, turned, back)).toEqual(admitLink(link, rules, context));
      }),
      RUNS,
    );
  });

  it('of a site without rules is one of its guards and its domains alone', () => {
    fc.assert(
      fc.property(links, (link) => {
        expect(brief(admitLink(link, NO_RULES, context))).not.toBe('rule');
      }),
      RUNS,
    );
  });
});
