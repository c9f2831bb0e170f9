import { describe, expect, it } from 'vitest';
import { pageKey } from '#core/crawl/url.ts';
import { pageGoneForCause } from './page-gone-for-cause.ts';
import { type Fields, closed, crawlRow, pageRow, urlRow } from './testing/rows.ts';
import { ToldWorld } from './testing/told-world.ts';

const URL = 'https://one.test/a';
const KEY = { pk: 'docs', sk: pageKey(URL) };

/** A visit of a page that is there, and what it came to. */
function visited(outcome: Fields, status?: number): string | undefined {
  const world = new ToldWorld(pageGoneForCause);
  world.asked('crawler-1', URL, 404);
  world.row('indexer-1', 'pages', pageRow(URL));
  world.at_ms = 10;
  world.change('crawler-1', 'pages', KEY, { visit_owner: 'v1' });
  if (status !== undefined) world.asked('crawler-1', URL, status);
  return world.change('crawler-1', 'pages', KEY, { visit_owner: '', state: 'absent', outcome });
}

/** A crawl that is over, with its start page read; the page is not in its frontier. */
function crawled(crawl: Fields = {}, start: Fields = closed()): ToldWorld {
  const world = new ToldWorld(pageGoneForCause);
  world.row('indexer-1', 'crawls', crawlRow(crawl));
  world.row('indexer-1', 'frontier', urlRow('https://one.test/', start));
  world.row('indexer-1', 'pages', pageRow(URL));
  return world;
}
const UNREACHED = {
  state: 'absent',
  mark: 'pending',
  outcome: { kind: 'unreached', reason: 'crawl docs.c found no link to it' },
};

describe('I12, why a page is gone', () => {
  it('lets it be gone when the site said so', () => {
    expect(visited({ kind: 'gone', status: 404, reason: 'answered 404' }, 404)).toBeUndefined();
    expect(visited({ kind: 'redirected', to: 'https://one.test/b', reason: '' }, 301)).toBeUndefined();
    expect(visited({ kind: 'refused', by: 'noindex', reason: '' }, 304)).toBeUndefined();
    expect(visited({ kind: 'refused', by: 'robots', reason: '' })).toBeUndefined();
  });

  it('objects when the site said otherwise, or was not asked in this visit, or failed', () => {
    const gone = { kind: 'gone', status: 404, reason: 'answered 404' };
    expect(visited(gone, 200)).toMatch('the site answered 200');
    expect(visited(gone)).toMatch('the site was not asked');
    expect(visited({ kind: 'failed', code: 'timeout', reason: '' }, 500)).toMatch('does not say so');
    expect(visited({ kind: 'refused', by: 'robots_unavailable', reason: '' }, 500)).toMatch(
      'does not say so',
    );
    expect(visited({ kind: 'indexed', reason: '' }, 200)).toMatch('does not say so');
  });

  it('lets a crawl drop what it did not reach', () => {
    expect(crawled().change('packer-1', 'pages', KEY, UNREACHED)).toBeUndefined();
  });

  it('objects when the crawl was cut, is not over, saw nothing, or has no such page to answer for', () => {
    const drop = (world: ToldWorld): string | undefined => world.change('packer-1', 'pages', KEY, UNREACHED);
    expect(drop(crawled({ cut: true }))).toMatch('was cut by a limit');
    expect(drop(crawled({}, {}))).toMatch('is not over');
    expect(drop(crawled({}, closed('failed')))).toMatch('could not read the site');
    expect(drop(crawled({ path: '/docs/' }))).toMatch('not in the scope');
    const reached = crawled();
    reached.row('crawler-1', 'frontier', urlRow(URL, closed('gone')));
    expect(drop(reached)).toMatch('did reach it');
    const posted = crawled();
    posted.change('indexer-1', 'pages', KEY, { origin: 'client' });
    expect(drop(posted)).toMatch('a client brought it in');
  });
});
