import { describe, expect, it } from 'vitest';
import { crawlBounds } from './crawl-bounds.ts';
import { crawlRow, pageRow, urlRow } from './testing/rows.ts';
import { ToldWorld } from './testing/told-world.ts';

const URL = 'https://one.test/a';
const KEY = { pk: 'docs', sk: 'docs.c' };

function crawling(fields = {}): ToldWorld {
  const world = new ToldWorld(crawlBounds);
  world.row('indexer-1', 'crawls', crawlRow({ limits: { depth: 1, pages: 2 }, ...fields }));
  return world;
}

describe('I2, bounds', () => {
  it('lets URLs be opened within domains and limits', () => {
    const world = crawling();
    expect(world.row('crawler-1', 'frontier', urlRow(URL, { depth: 1 }))).toBeUndefined();
    expect(world.row('crawler-1', 'frontier', urlRow('https://one.test/b'))).toBeUndefined();
    expect(world.row('crawler-1', 'frontier', urlRow('https://one.test/c'))).toMatch(
      'it is page 3, and 2 are',
    );
  });

  it('objects to one that is too deep or on another host, but for a crawl that was cancelled', () => {
    expect(crawling().row('crawler-1', 'frontier', urlRow(URL, { depth: 2 }))).toMatch('it is 2 links away');
    const other = urlRow('https://two.test/');
    expect(crawling().row('crawler-1', 'frontier', other)).toMatch('its host is not among one.test');
    const cancelled = crawling({ state: 'cancelled' });
    expect(cancelled.row('crawler-1', 'frontier', other)).toBeUndefined();
    expect(cancelled.comparisons).toBe(0);
  });

  it('lets the domains grow by the twin of the site alone', () => {
    const twin = { domains: ['one.test', 'www.one.test'] };
    expect(crawling().change('crawler-1', 'crawls', KEY, twin)).toBeUndefined();
    expect(crawling().change('crawler-1', 'crawls', KEY, { domains: ['one.test', 'two.test'] })).toMatch(
      'may read two.test now',
    );
  });

  it('objects to a visit for a crawl that did not find the page, or for a client who did not post it', () => {
    const visit = { visit_owner: 'v1', visit_for: 'docs.c' };
    const world = crawling();
    expect(world.row('crawler-1', 'pages', pageRow(URL, visit))).toMatch('is not in its frontier');
    world.row('crawler-1', 'frontier', urlRow(URL));
    expect(world.row('crawler-1', 'pages', pageRow(URL, { ...visit, visit_owner: 'v2' }))).toBeUndefined();
    const client = { visit_owner: 'v3', visit_for: '' };
    expect(world.row('indexer-1', 'pages', pageRow(URL, client))).toMatch('nobody posted it');
    world.sent('client-1', world.names.of('index'), {
      type: 'index',
      site: 'one.test',
      path: '/a',
      index: 'docs',
    });
    expect(world.row('indexer-1', 'pages', pageRow(URL, { ...client, visit_owner: 'v4' }))).toBeUndefined();
  });

  it('objects to a request to a host that nobody may read', () => {
    expect(crawling().asked('crawler-1', 'https://one.test/robots.txt', 200)).toBeUndefined();
    expect(crawling().asked('crawler-1', 'https://two.test/robots.txt', 200)).toMatch(
      'on no host that may be read',
    );
  });
});
