import { describe, expect, it } from 'vitest';
import { pageKey, pathOf } from '#core/crawl/url.ts';
import { passesObeyed } from './passes-obeyed.ts';
import { type Fields, closed, crawlRow, pageRow, urlRow } from './testing/rows.ts';
import { ToldWorld } from './testing/told-world.ts';

const URL = 'https://one.test/a';
const KEY = { pk: 'docs', sk: pageKey(URL) };
const READ = { kind: 'unchanged', reason: 'same content as before' };

/** A crawl, with a hall pass mostly, and a page that it knows. */
function crawling(crawl: Fields = { hall_pass: true }): ToldWorld {
  const world = new ToldWorld(passesObeyed);
  world.row('indexer-1', 'crawls', crawlRow(crawl));
  world.row('crawler-1', 'frontier', urlRow(URL));
  world.row('crawler-1', 'pages', pageRow(URL));
  world.at_ms = 10;
  return world;
}

/** A visit, with what its process asked meanwhile was answered, and what it came to. */
function visit(
  world: ToldWorld,
  statuses: readonly number[],
  outcome: Fields = READ,
  visit_for = 'docs.c',
): string | undefined {
  world.change('crawler-1', 'pages', KEY, { visit_owner: 'v1', visit_for });
  for (const status of statuses) world.asked('crawler-1', URL, status);
  return world.change('crawler-1', 'pages', KEY, { visit_owner: '', fetched_at_ms: world.at_ms, outcome });
}

describe('I15, visits with a hall pass', () => {
  it('ask the site, and for the whole page', () => {
    expect(visit(crawling(), [200])).toBeUndefined();
    expect(visit(crawling(), [304, 200])).toBeUndefined();
    expect(visit(crawling(), [])).toMatch(
      'which has a hall pass: it is unchanged, and its site was not asked',
    );
    expect(visit(crawling(), [304])).toMatch('asked whether it had changed');
    const world = crawling();
    world.asked('crawler-1', URL, 200);
    world.at_ms = 20;
    expect(visit(world, [])).toMatch('was not asked');
  });

  it('may fail, or be forbidden, or find no sitemap', () => {
    const forbidden = { kind: 'refused', by: 'robots', reason: '' };
    const none = { kind: 'sitemap', pages: 0, sitemaps: 0, reason: 'none at the usual place' };
    expect(visit(crawling(), [], { kind: 'failed', code: 'timeout', reason: '' })).toBeUndefined();
    expect(visit(crawling(), [], forbidden)).toBeUndefined();
    expect(visit(crawling(), [], none)).toBeUndefined();
    expect(visit(crawling(), [], { ...none, pages: 1 })).toMatch('it is sitemap');
    expect(visit(crawling(), [], { ...forbidden, by: 'noindex' })).toMatch('it is refused');
  });

  it('are those of crawls that have one', () => {
    expect(visit(crawling({}), [])).toBeUndefined();
    expect(visit(crawling(), [], READ, '')).toBeUndefined();
  });
});

describe('I15, crawls with a hall pass', () => {
  const close = (world: ToldWorld, kind?: 'gone' | 'failed'): string | undefined =>
    world.row('crawler-1', 'frontier', urlRow(URL, closed(kind)));

  it('have asked for what they close', () => {
    expect(close(crawling())).toMatch('is indexed, for which nobody has asked since it began');
    expect(close(crawling(), 'gone')).toMatch('is gone');
    expect(close(crawling(), 'failed')).toBeUndefined();
    expect(close(crawling({}))).toBeUndefined();
    const world = crawling();
    world.asked('indexer-1', URL, 200);
    expect(close(world)).toBeUndefined();
  });

  it('are those that were asked for with one', () => {
    const what = {
      action: 'crawl',
      by: 'message',
      index: 'docs',
      url: URL,
      crawl_id: 'docs.c',
      hall_pass: true,
    };
    const asked = new ToldWorld(passesObeyed);
    asked.asks(what);
    expect(asked.row('indexer-1', 'crawls', crawlRow({ hall_pass: true }))).toBeUndefined();
    expect(crawling().asks(what)).toBeUndefined();
    expect(crawling({}).asks(what)).toMatch('was asked for with a hall pass, and has none');
    const lost = new ToldWorld(passesObeyed);
    lost.asks(what);
    expect(lost.row('indexer-1', 'crawls', crawlRow())).toMatch('was asked for with a hall pass');
  });
});

describe('I15, a page that a client has read with a hall pass', () => {
  const MESSAGE = { type: 'index', site: 'one.test', scheme: 'https', path: pathOf(URL), index: 'docs' };

  /** A process takes the message, visits the page, and is done. */
  function read(message: Fields, statuses: readonly number[] | undefined): string | undefined {
    const world = crawling({});
    const queue = world.names.of('index');
    world.received('crawler-1', queue, message);
    world.at_ms = 20;
    if (statuses !== undefined) visit(world, statuses, READ, '');
    return world.done('crawler-1', queue, message);
  }

  it('is asked for as if for the first time', () => {
    const withPass = { ...MESSAGE, hall_pass: true };
    expect(read(withPass, [200])).toBeUndefined();
    expect(read(withPass, [304])).toMatch('did not ask for the page as if for the first time');
    expect(read(withPass, undefined)).toMatch('that has a hall pass');
    expect(read(MESSAGE, [304])).toBeUndefined();
    expect(read({ ...withPass, crawl_id: 'docs.c' }, undefined)).toBeUndefined();
  });
});
