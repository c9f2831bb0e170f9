import { describe, expect, it } from 'vitest';
import { pageKey } from '#core/crawl/url.ts';
import type { FaultKind } from '../kernel/fault.ts';
import { pageGoneForCause } from './page-gone-for-cause.ts';
import { type Fields, closed, crawlRow, madeRow, pageRow, urlRow } from './testing/rows.ts';
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
  outcome: { kind: 'unreached', reason: 'crawl docs.c found no link to it that it may follow' },
};

const RULE = `the site's rule "exclude /a" keeps it out`;
const RULED_OUT = {
  state: 'absent',
  mark: 'pending',
  outcome: { kind: 'refused', by: 'rule', reason: `${RULE}; crawl docs.c did not read it` },
};
/** Longer than a packer goes by what it has read. */
const LONG_MS = 3_600_000;

function exclude(world: ToldWorld, exclude: readonly string[]): void {
  const row = madeRow({ pk: 'settings', sk: 'docs', revision: 1, settings: { crawl: { exclude } } });
  world.row('client-1', 'indexes', row);
}

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
    expect(visited({ kind: 'indexed', reason: '' }, 200)).toMatch('does not say so');
  });

  it('lets an alias go once what it leads to is a page, and objects while that is none', () => {
    const drop = (state: string, outcome = closed()): string | undefined => {
      const world = new ToldWorld(pageGoneForCause);
      const alias = { outcome: { kind: 'alias', of: 'https://one.test/b', reason: '' } };
      world.row('crawler-1', 'pages', pageRow('https://one.test/b', { state, ...outcome }));
      world.row('crawler-1', 'pages', pageRow(URL, alias));
      return world.change('packer-1', 'pages', KEY, { state: 'absent', mark: 'pending' });
    };
    expect(drop('present')).toBeUndefined();
    expect(drop('absent', closed('gone'))).toMatch('https://one.test/b, which is no page');
    expect(visited({ kind: 'alias', of: 'https://one.test/b', reason: '' }, 200)).toMatch('does not say so');
  });

  it('lets what is read anew from storage go by an answer of long ago, if there was one', () => {
    const reread = { kind: 'refused', by: 'noindex', reason: 'the page asks for it; read anew from storage' };
    expect(visited(reread)).toMatch('the site never gave it');
    const world = new ToldWorld(pageGoneForCause);
    world.asked('crawler-2', URL, 200);
    world.row('indexer-1', 'pages', pageRow(URL));
    world.change('indexer-1', 'pages', KEY, { visit_owner: 'v1' });
    const change = { visit_owner: '', state: 'absent', outcome: reread };
    expect(world.change('indexer-1', 'pages', KEY, change)).toBeUndefined();
  });

  const FAILED = { kind: 'failed', code: 'timeout', reason: 'no answer' };
  const UNAVAILABLE = { kind: 'refused', by: 'robots_unavailable', reason: 'answers 500' };

  /** Visits that failed at these times, virtual ms; by the last of them the page was given up. */
  function givenUp(
    times: readonly number[],
    failed: Fields = FAILED,
    befalls?: FaultKind,
    crawl: Fields = {},
  ) {
    const env = { SITEPACK_GRACE_DAYS: '0.001', SITEPACK_GRACE_TRIES: '3' };
    const world = new ToldWorld(pageGoneForCause, env);
    world.at_ms = -200_000;
    world.row(
      'client-1',
      'indexes',
      madeRow({ pk: 'settings', sk: 'docs', revision: 1, settings: { crawl } }),
    );
    world.row('indexer-1', 'pages', pageRow(URL));
    if (befalls !== undefined) world.fault(befalls, 'crawler-1');
    const [last = 0, ...before] = times.toReversed();
    for (const at_ms of before.toReversed()) {
      world.at_ms = at_ms;
      world.change('crawler-1', 'pages', KEY, { fetched_at_ms: at_ms, outcome: failed });
    }
    world.at_ms = last;
    return world.change('crawler-1', 'pages', KEY, { fetched_at_ms: last, outcome: failed, state: 'absent' });
  }

  it('lets a page be given up that could not be reached for its grace', () => {
    expect(givenUp([0, 10, 86_400])).toBeUndefined();
    expect(givenUp([0, 10, 86_400], UNAVAILABLE)).toBeUndefined();
    expect(givenUp([0, 10, 20], FAILED, 'clock_jump')).toBeUndefined();
  });

  it('objects when too few visits failed, or for too short a time', () => {
    expect(givenUp([0, 90_000])).toMatch('2 visits in a row failed, and 3 have to');
    expect(givenUp([0, 10, 86_000])).toMatch('for 86000 ms, and its grace is 86400 ms');
    expect(givenUp([5], UNAVAILABLE)).toMatch('1 visits in a row failed');
  });

  it('goes by the grace that is set for its index', () => {
    const set = (crawl: Fields, ...times: readonly number[]) => givenUp(times, FAILED, undefined, crawl);
    expect(set({ grace_days: 0, grace_tries: 1 }, 5)).toBeUndefined();
    expect(set({ grace_tries: 2 }, 0, 90_000)).toBeUndefined();
    expect(set({ grace_days: 1 }, 0, 10, 86_400)).toMatch('its grace is 86400000 ms');
    expect(set({ grace_tries: 4 }, 0, 10, 90_000)).toMatch('3 visits in a row failed, and 4 have to');
  });

  it('lets a crawl drop what it did not reach', () => {
    expect(crawled().change('packer-1', 'pages', KEY, UNREACHED)).toBeUndefined();
    const sitemapless = crawled();
    const sitemap = { ...closed('failed'), sitemap: { guessed: true, further: 1 } };
    sitemapless.row('crawler-1', 'frontier', urlRow('https://one.test/sitemap.xml', sitemap));
    expect(sitemapless.change('packer-1', 'pages', KEY, UNREACHED)).toBeUndefined();
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

  it('objects when the crawl did not come to a page where another one began before', () => {
    const start = 'https://one.test/start';
    const begun = (fields: Fields = {}, page: Fields = closed()): ToldWorld => {
      const world = crawled({ started_at_ms: 10 });
      const ended = { mark: undefined, state: 'done', finished_at_ms: 9, ...fields };
      world.row('indexer-1', 'crawls', crawlRow({ sk: 'docs.b', path: '/start', ...ended }));
      world.row('indexer-1', 'crawls', madeRow({ pk: 'starts docs', sk: 'start', url: start, at_ms: 1 }));
      world.row('indexer-1', 'pages', pageRow(start, page));
      return world;
    };
    const drop = (world: ToldWorld): string | undefined => world.change('packer-1', 'pages', KEY, UNREACHED);
    expect(drop(begun())).toMatch(`did not come to ${start}, where another one began`);
    expect(drop(begun({ mark: 'active', state: 'running' })), 'it goes on').toBeUndefined();
    expect(drop(begun({ finished_at_ms: 10 })), 'it went on beside').toBeUndefined();
    expect(drop(begun({}, closed('gone')))).toBeUndefined();
    const read = begun();
    read.row('packer-1', 'frontier', urlRow(start, { ...closed(), other_start: true }));
    expect(drop(read)).toBeUndefined();
    const failed = begun();
    failed.row('packer-1', 'frontier', urlRow(start, { ...closed('failed'), other_start: true }));
    expect(drop(failed), 'its grace is over').toBeUndefined();
    const forgotten = begun();
    forgotten.deleted('packer-1', 'crawls', { pk: 'starts docs', sk: 'start' });
    expect(drop(forgotten)).toBeUndefined();
    const kept_out = begun();
    exclude(kept_out, ['/start']);
    kept_out.at_ms = LONG_MS;
    expect(drop(kept_out)).toBeUndefined();
    const named = begun();
    const settings = { crawl: { start: ['https://one.test/'] } };
    named.row('client-1', 'indexes', madeRow({ pk: 'settings', sk: 'docs', revision: 1, settings }));
    expect(drop(named)).toBeUndefined();
  });

  it('lets a crawl drop what a rule keeps out of it, whatever it saw of the site', () => {
    for (const crawl of [{}, { cut: true }]) {
      const world = crawled(crawl, closed('failed'));
      exclude(world, ['/a']);
      const outcome = { kind: 'refused', by: 'rule', reason: RULE };
      world.row('crawler-1', 'frontier', urlRow(URL, { mark: undefined, outcome }));
      expect(world.change('packer-1', 'pages', KEY, RULED_OUT)).toBeUndefined();
    }
  });

  it('lets a packer go by a rule, and by a crawl that runs, as they were when it looked', () => {
    const world = crawled();
    exclude(world, ['/a']);
    world.at_ms = LONG_MS;
    exclude(world, []);
    world.change('client-1', 'crawls', { pk: 'docs', sk: 'docs.c' }, { state: 'cancelled' });
    world.at_ms += 1000;
    expect(world.change('packer-1', 'pages', KEY, RULED_OUT)).toBeUndefined();
  });

  it('objects when no rule says so, or none did lately, or another one', () => {
    expect(crawled().change('packer-1', 'pages', KEY, RULED_OUT)).toMatch('no rule of "docs" says so');
    const lifted = crawled();
    exclude(lifted, ['/a']);
    exclude(lifted, ['/b']);
    lifted.at_ms = LONG_MS;
    expect(lifted.change('packer-1', 'pages', KEY, RULED_OUT)).toMatch('no rule of "docs" says so');
    const other = crawled();
    exclude(other, ['/*']);
    expect(other.change('packer-1', 'pages', KEY, RULED_OUT)).toMatch('no rule of "docs" says so');
  });

  it('objects when a crawl dropped what a rule keeps out that it reached, or was cancelled or not over', () => {
    const drop = (world: ToldWorld): string | undefined => {
      exclude(world, ['/a']);
      return world.change('packer-1', 'pages', KEY, RULED_OUT);
    };
    expect(drop(crawled({}, {}))).toMatch('is not over');
    expect(drop(crawled({ path: '/docs/' }))).toMatch('not in the scope');
    const reached = crawled();
    reached.row('crawler-1', 'frontier', urlRow(URL, closed()));
    expect(drop(reached)).toMatch('did reach it');
    const posted = crawled();
    posted.change('indexer-1', 'pages', KEY, { origin: 'client' });
    expect(drop(posted)).toMatch('a client brought it in');
    const cancelled = crawled({ state: 'cancelled' });
    cancelled.at_ms = LONG_MS;
    expect(drop(cancelled)).toMatch('was cancelled');
  });
});
