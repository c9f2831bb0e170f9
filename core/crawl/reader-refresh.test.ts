import { describe, expect, it } from 'vitest';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { PoliteWeb } from './polite-web.ts';
import { readPageResponse } from './read-page.ts';
import { Reader } from './reader.ts';
import { RobotsCache } from './robots-cache.ts';
import { ALLOW_ALL } from './robots.ts';
import type { VisitRequest } from './visit.ts';

const URL_OF_PAGE = 'https://site.gov/dir/page';
const request: VisitRequest = {
  index: 'made',
  url: URL_OF_PAGE,
  redirects: [],
  readAs: (url) => (url.startsWith('https://site.gov/') ? url : undefined),
};

/** A reader of a web that answers everything with one page. */
function readerOf(html: string, headers: Readonly<Record<string, string>> = {}): Reader {
  const response = {
    status: 200,
    headers: { 'content-type': 'text/html', ...headers },
    body: Buffer.from(html),
    wire_bytes: html.length,
    duration_ms: 1,
  };
  const web: PoliteWeb = Object.assign(Object.create(PoliteWeb.prototype), { get: async () => response });
  const robots: RobotsCache = Object.assign(Object.create(RobotsCache.prototype), {
    rulesFor: async () => ({ rules: ALLOW_ALL }),
  });
  const compute = {
    run: async (_name: string, input: never) => readPageResponse(input),
    broadcast: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  const ports = {
    web,
    robots,
    clock: new VirtualClock(),
    compute: Object.assign(Object.create(null), compute),
  };
  return new Reader(ports, { user_agent: 'sitepack', max_page_bytes: 1e6, robots_ttl_s: 86_400 });
}

async function outcomeOf(html: string, changed: Partial<VisitRequest> = {}, headers = {}) {
  const reader = readerOf(html, headers);
  const { outcome, links } = await reader.read(
    { ...request, ...changed },
    undefined,
    new AbortController().signal,
  );
  return { kind: outcome.kind, links };
}

describe('a page that sends browsers elsewhere at once', () => {
  const to = (url: string): string =>
    `<meta http-equiv=refresh content="0; url=${url}"><a href="/menu">Menu</a>`;

  it('is another name of that page', async () => {
    expect(await outcomeOf(to('/new'))).toEqual({ kind: 'alias', links: ['https://site.gov/new'] });
    const header = await outcomeOf('text', {}, { refresh: '1;url=/new' });
    expect(header).toEqual({ kind: 'alias', links: ['https://site.gov/new'] });
  });

  it('is so before what it names as its own URL', async () => {
    const { links } = await outcomeOf(`<link rel=canonical href="/name">${to('/new')}`);
    expect(links).toEqual(['https://site.gov/new']);
  });

  it.each([
    ['itself', to(URL_OF_PAGE), {}],
    ['a page that is not to be read', to('https://other.gov/'), {}],
    ['the page that led to it', to('/old'), { redirects: ['https://site.gov/old'] }],
  ])('is a page like any other if it leads to %s', async (_where, html, changed) => {
    expect(await outcomeOf(html, changed)).toEqual({ kind: 'indexed', links: ['https://site.gov/menu'] });
  });
});
