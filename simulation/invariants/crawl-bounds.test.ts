import { describe, expect, it } from 'vitest';
import { crawlBounds } from './crawl-bounds.ts';
import { crawlRow, madeRow, pageRow, urlRow } from './testing/rows.ts';
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

  it('keeps places for known pages, until they are asked for', () => {
    const world = crawling({ limits: { depth: 1, pages: 2 }, places_kept: 1 });
    expect(world.row('crawler-1', 'frontier', urlRow(URL))).toBeUndefined();
    const other = urlRow('https://one.test/b');
    expect(world.row('crawler-1', 'frontier', other)).toMatch('it is page 2, and 1 are allowed');
    world.change('packer-1', 'crawls', KEY, { known_asked: 0 });
    expect(world.row('crawler-1', 'frontier', urlRow('https://one.test/c'))).toMatch('page 3, and 2 are');
  });

  it('lets a page that nothing led to be opened in a crawl that was cut, if it was in the index', () => {
    const open = (fields: object, row: object = {}, path = '/a') => {
      const world = crawling({ limits: { depth: 1, pages: 11 }, ...fields });
      world.row('indexer-1', 'pages', pageRow(URL));
      const known = { depth: 1, known: true, ...row };
      return world.row('packer-1', 'frontier', urlRow(`https://one.test${path}`, known));
    };
    expect(open({ cut: true })).toBeUndefined();
    expect(open({ cut: false })).toMatch('no limit cut the crawl');
    expect(open({ cut: true }, {}, '/b')).toMatch('it was never in the index');
    expect(open({ cut: true }, { depth: 0 })).toMatch('it is 0 links away');
    expect(open({ cut: true }, { parent: URL }, '/b')).toBeUndefined();
    const world = crawling({ limits: { depth: 1, pages: 11 }, cut: true });
    const known = ['/a', '/b', '/c'].map((path) => {
      world.row('indexer-1', 'pages', pageRow(`https://one.test${path}`));
      return world.row('packer-1', 'frontier', urlRow(`https://one.test${path}`, { depth: 1, known: true }));
    });
    expect(known).toEqual([undefined, undefined, expect.stringMatching('nor to 2 others')]);
  });

  it('lets a further start page be opened where another crawl began, or as the settings name it', () => {
    const open = (fields: object, row: object = {}, begun = '/a') => {
      const world = crawling(fields);
      world.row('indexer-1', 'crawls', crawlRow({ sk: 'docs.b', path: begun }));
      return world.row('packer-1', 'frontier', urlRow(URL, { other_start: true, ...row }));
    };
    expect(open({})).toBeUndefined();
    expect(open({ cut: true })).toMatch('a limit cut the crawl');
    expect(open({}, { depth: 1 })).toMatch('1 links away');
    expect(open({}, {}, '/b')).toMatch('no crawl began there');
    const world = crawling();
    const settings = { crawl: { start: [URL] } };
    world.row('client-1', 'indexes', madeRow({ pk: 'settings', sk: 'docs', revision: 1, settings }));
    expect(world.row('packer-1', 'frontier', urlRow(URL, { other_start: true }))).toBeUndefined();
  });

  it('lets a URL be noted as kept out that the guards refuse, and counts it for no page', () => {
    const refused = (url: string) =>
      urlRow(url, {
        mark: undefined,
        outcome: { kind: 'refused', by: 'trap', trap: 'calendar', reason: '' },
      });
    const world = crawling();
    for (const path of ['/a/a/a', '/b/b/b', '/c/c/c'])
      expect(world.row('crawler-1', 'frontier', refused(`https://one.test${path}`))).toBeUndefined();
    expect(world.row('crawler-1', 'frontier', refused('https://one.test/good'))).toMatch('nothing is wrong');
    expect(world.row('crawler-1', 'frontier', urlRow(URL))).toBeUndefined();
    for (let n = 4; n < 100; n += 1)
      world.row('crawler-1', 'frontier', refused(`https://one.test/d/d/d/${n}`));
    expect(world.row('crawler-1', 'frontier', refused('https://one.test/e/e/e'))).toMatch('it is the 101th');
  });

  it('holds links against the rules of the index, and those that a worker may go by still', () => {
    const world = crawling({ limits: { depth: 1, pages: 10 } });
    const rules = (exclude: readonly string[]): void =>
      void world.row(
        'client-1',
        'indexes',
        madeRow({ pk: 'settings', sk: 'docs', revision: 1, settings: { crawl: { exclude } } }),
      );
    const open = (path: string, fields = {}) =>
      world.row('crawler-1', 'frontier', urlRow(`https://one.test${path}`, { depth: 1, ...fields }));
    const outcome = { kind: 'refused', by: 'rule', reason: 'excluded' };
    const kept = (path: string) => open(path, { mark: undefined, outcome });
    expect(kept('/a/1')).toMatch('nothing is wrong with it');
    rules(['/a']);
    expect(kept('/a/2')).toBeUndefined();
    expect(open('/a/3')).toBeUndefined();
    // Longer than a handler goes by what it has read.
    world.at_ms = 600_000;
    expect(open('/a/4')).toMatch('"exclude /a" keeps it out');
    expect(open('/a/5', { depth: 0 })).toBeUndefined();
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
