import { expect, it } from 'vitest';
import { linkContext } from '#core/crawl/admit-link.ts';
import type { PageLink } from '#core/crawl/extracted.ts';
import { prepareRules } from '#core/crawl/link-rules.ts';
import { NO_DIRECTIVES } from '#core/crawl/robots-directives.ts';
import { judgedLinks } from './judged-links.ts';

const CONTEXT = linkContext({ domains: ['site.gov'], started_at_ms: Date.UTC(2026, 5, 1) });
const link = (path: string, more: Partial<PageLink> = {}): PageLink => ({
  url: `https://site.gov${path}`,
  text: '',
  in_content: true,
  nofollow: false,
  ...more,
});
const LINKS = [
  link('/a'),
  link('/b?utm_source=x'),
  link('/private/c'),
  link('/calendar/2093/01'),
  link('/d', { nofollow: true }),
  link('/', { url: 'https://else.gov/' }),
];
const judged = (nofollow: boolean) =>
  judgedLinks(
    { links: LINKS, robots: { ...NO_DIRECTIVES, nofollow } },
    prepareRules({ exclude: ['/private/'] }),
    CONTEXT,
  );

it('each link of a page is judged as a crawl does', () => {
  const links = judged(false);
  expect(links.map(({ verdict }) => verdict)).toEqual([
    'follow',
    'follow',
    'rule',
    'trap',
    'nofollow',
    'domain',
  ]);
  expect(links.map(({ cleaned }) => cleaned)).toEqual([
    undefined,
    'https://site.gov/b',
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(links[4]?.reason).toBe('the link asks not to be followed');
});

it('none is followed of a page that asks for that', () => {
  const links = judged(true);
  expect(new Set(links.map(({ verdict }) => verdict))).toEqual(new Set(['nofollow']));
  expect(links[0]?.reason).toBe('the page asks that no link of it be followed');
  expect(links[4]?.reason).toBe('the link asks not to be followed');
});
