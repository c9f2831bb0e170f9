import { describe, expect, it } from 'vitest';
import { linkContext, readAs } from '#core/crawl/admit-link.ts';
import { NO_RULES } from '#core/crawl/link-rules.ts';
import type { MadeAnswer } from '../web/made-web.ts';
import { type ReferenceCrawl, referenceCrawl } from './reference-crawl.ts';

const ORIGIN = 'https://one.test';
type Made = { readonly html: string } | { readonly to: string } | { readonly status: number };

/** Crawls a site of few pages from `/`. */
function crawl(
  site: Readonly<Record<string, Made>>,
  forbidden: readonly string[] = [],
  unchanged: readonly string[] = [],
): ReferenceCrawl {
  const answer = ({ url }: { readonly url: string }): MadeAnswer => {
    const made = site[url.slice(ORIGIN.length)] ?? { status: 404 };
    const response = {
      kind: 'response',
      status: 200,
      headers: {},
      body: new Uint8Array(),
      after_ms: 1,
    } as const;
    if ('to' in made) return { ...response, status: 301, headers: { location: made.to } };
    if ('status' in made) return { ...response, status: made.status };
    return { ...response, headers: { 'content-type': 'text/html' }, body: Buffer.from(made.html) };
  };
  return referenceCrawl({
    web: { answer },
    start: `${ORIGIN}/`,
    follows: readAs(NO_RULES, linkContext({ domains: ['one.test'], started_at_ms: 0 })),
    robotsAllow: (url) => !forbidden.includes(url.slice(ORIGIN.length)),
    agentToken: 'sitepack',
    now_ms: 0,
    unchanged: new Set(unchanged.map((path) => ORIGIN + path)),
  });
}

function kinds({ ends }: ReferenceCrawl): Record<string, string> {
  return Object.fromEntries([...ends].map(([url, { kind }]) => [url.slice(ORIGIN.length), kind]));
}
const links = (...paths: string[]): string => paths.map((path) => `<a href="${path}">it</a>`).join(' ');
const canonical = (path: string): string => `<head><link rel="canonical" href="${path}"></head>`;

describe('a reference crawl', () => {
  it('reaches what links lead to on its domains, and says what comes of it', () => {
    const found = crawl(
      {
        '/': { html: `words ${links('/a', '/gone', '/moved', '/secret', '/403', 'https://two.test/')}` },
        '/a': { html: `<head><meta name="robots" content="noindex"></head>${links('/b')}` },
        '/b': { html: 'more words' },
        '/moved': { to: '/b' },
        '/403': { status: 403 },
        '/unlinked': { html: 'nobody comes here' },
      },
      ['/secret'],
    );
    expect(kinds(found)).toEqual({
      '/': 'indexed',
      '/a': 'left_out',
      '/gone': 'left_out',
      '/moved': 'left_out',
      '/secret': 'left_out',
      '/403': 'either',
      '/b': 'indexed',
    });
    expect(found.maybe).toEqual(new Set());
  });

  it('leaves an alias out, and what it links to open', () => {
    const found = crawl({
      '/': { html: links('/copy') },
      '/copy': { html: `${canonical('/real')} ${links('/hidden')}` },
      '/real': { html: 'words' },
      '/hidden': { html: 'words' },
    });
    expect(kinds(found)).toEqual({ '/': 'indexed', '/copy': 'alias', '/real': 'indexed' });
    expect(found.maybe).toEqual(new Set([`${ORIGIN}/hidden`]));
  });

  it('leaves open where an alias leads to that was found unchanged', () => {
    const site = {
      '/': { html: `${canonical('/lost')} ${links('/a')}` },
      '/a': { html: 'words' },
    };
    expect(kinds(crawl(site))).toEqual({ '/': 'indexed', '/lost': 'left_out', '/a': 'indexed' });
    const found = crawl(site, [], ['/', '/a']);
    expect(kinds(found)).toEqual({ '/': 'either' });
    expect(found.maybe).toEqual(new Set([`${ORIGIN}/lost`, `${ORIGIN}/a`]));
  });

  it('reads an alias of what came to nothing as the page that it is, the last one of a chain', () => {
    const found = crawl(
      {
        '/': { html: links('/a', '/b', '/c', '/d', '/e') },
        '/a': { html: canonical('/moved') },
        '/moved': { to: '/b' },
        '/b': { html: `${canonical('/gone')} ${links('/behind')}` },
        '/behind': { html: 'words' },
        '/c': { html: canonical('/secret') },
        '/d': { html: canonical('/403') },
        '/403': { status: 403 },
        '/e': { html: canonical('/away') },
        '/away': { to: 'https://two.test/' },
      },
      ['/secret'],
    );
    expect(kinds(found)).toMatchObject({
      '/e': 'either',
      '/a': 'alias',
      '/b': 'indexed',
      '/behind': 'indexed',
      '/c': 'indexed',
      '/d': 'either',
    });
    expect(found.maybe).toEqual(new Set());
  });

  it('follows links by the URLs that crawls use, and goes into no trap', () => {
    const found = crawl({
      '/': { html: links('/a?utm_source=mail', '/b/b/b/b', '/moved', '/self', '/named') },
      '/a': { html: 'words' },
      '/moved': { to: '/a?utm_source=moved' },
      '/self': { to: '/self?utm_source=self' },
      '/self?utm_source=self': { html: 'words that only those see who came this way' },
      '/named': { html: `${canonical('/named?utm_source=x')} words of its own` },
    });
    expect(kinds(found)).toEqual({
      '/': 'indexed',
      '/a': 'indexed',
      '/moved': 'left_out',
      '/self': 'left_out',
      '/self?utm_source=self': 'indexed',
      '/named': 'indexed',
    });
  });

  it('leaves circles and long chains of redirects open', () => {
    const circle = crawl({
      '/': { html: links('/x', '/y') },
      '/x': { html: canonical('/y') },
      '/y': { html: canonical('/x') },
    });
    expect(kinds(circle)).toEqual({ '/': 'indexed', '/x': 'either', '/y': 'either' });
    const chain = Object.fromEntries(Array.from({ length: 15 }, (_, n) => [`/${n}`, { to: `/${n + 1}` }]));
    const long = crawl({ ...chain, '/': { html: links('/0') }, '/15': { html: 'words' } });
    expect(kinds(long)['/2']).toBe('left_out');
    expect(long.ends.has(`${ORIGIN}/15`)).toBe(false);
    expect(long.maybe.has(`${ORIGIN}/15`)).toBe(true);
  });
});
