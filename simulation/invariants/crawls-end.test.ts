import { describe, expect, it } from 'vitest';
import { crawlsEnd } from './crawls-end.ts';
import { MadeHead } from './testing/made-head.ts';
import { crawlRow } from './testing/rows.ts';
import { ToldWorld } from './testing/told-world.ts';

const KEY = { pk: 'docs', sk: 'docs.c' };
const ENDED = { mark: undefined, state: 'done', finished_at_ms: 5, version: 1 };
const REPORT = { type: 'object_put', key: 'reports/docs.c.json', bytes: new Uint8Array() } as const;

/** A crawl that runs, in an index with one version. */
function crawling(): ToldWorld {
  const world = new ToldWorld(crawlsEnd);
  const head = new MadeHead('docs', world.telling);
  head.take('packer-1');
  head.publish('packer-1', []);
  expect(world.row('indexer-1', 'crawls', crawlRow())).toBeUndefined();
  return world;
}

function serving(version: number | null) {
  return {
    name: 'orchestrator-1',
    isActive: () => true,
    serving: () => version,
    search: () => Promise.reject(new Error('nobody searches here')),
  };
}

describe('I11', () => {
  it('wants a crawl to end, with its report, in a version that is served', async () => {
    const world = crawling();
    world.routers = [serving(null)];
    expect(await world.atRest()).toBe('crawl docs.c never ended');
    world.tell('packer-1', REPORT);
    expect(world.change('packer-1', 'crawls', KEY, ENDED)).toBeUndefined();
    expect(await world.atRest()).toMatch('in version 1, and orchestrator-1 serves none');
    world.routers = [serving(1)];
    expect(await world.atRest()).toBeUndefined();
  });

  it('objects to an end without a report, a time, or a version that is published', () => {
    expect(crawling().change('packer-1', 'crawls', KEY, ENDED)).toMatch('ended without a report');
    for (const [fields, text] of [
      [{ finished_at_ms: undefined }, 'without a time'],
      [{ state: 'running' }, 'ended as running'],
      [{ version: undefined }, 'ended in version none'],
      [{ version: 2 }, 'ended in version 2, and the newest of "docs" is 1'],
    ] as const) {
      const world = crawling();
      world.tell('packer-1', REPORT);
      expect(world.change('packer-1', 'crawls', KEY, { ...ENDED, ...fields })).toMatch(text);
    }
  });

  it('objects to a cancelled crawl that ends as done, and to one that changes after its end', () => {
    const world = crawling();
    world.tell('packer-1', REPORT);
    world.change('client-1', 'crawls', KEY, { state: 'cancelled' });
    expect(world.change('packer-1', 'crawls', KEY, ENDED)).toMatch('was cancelled, and is done');
    const other = crawling();
    other.tell('packer-1', REPORT);
    other.change('packer-1', 'crawls', KEY, ENDED);
    expect(other.change('crawler-1', 'crawls', KEY, { admitted: 2 })).toBeUndefined();
    expect(other.change('packer-1', 'crawls', KEY, { mark: 'active' })).toMatch('its mark changed');
  });

  it('objects to a crawl that is dropped before its end, unless its index is to be deleted', async () => {
    expect(crawling().deleted('packer-1', 'crawls', KEY)).toMatch('dropped before it ended');
    const world = crawling();
    const [queue, message] = [world.names.of('pack'), { type: 'delete_index', index: 'docs' }];
    world.asks({ action: 'delete_index', index: 'docs' });
    world.received('packer-1', queue, message);
    expect(world.deleted('packer-1', 'crawls', KEY)).toBeUndefined();
    expect(await world.atRest()).toBeUndefined();
    const other = crawling();
    other.asks({ action: 'delete_index', index: 'docs' });
    other.received('packer-1', queue, message);
    expect(other.deleted('packer-2', 'crawls', KEY)).toMatch('dropped before it ended');
    const after = crawling();
    after.asks({ action: 'delete_index', index: 'docs' });
    after.received('packer-1', queue, message);
    after.done('packer-1', queue, message);
    expect(after.deleted('packer-1', 'crawls', KEY)).toMatch('dropped before it ended');
  });

  it('lets a crawl go again that a late copy brought back after its end, and wants it gone', async () => {
    const world = crawling();
    world.tell('packer-1', REPORT);
    world.change('packer-1', 'crawls', KEY, ENDED);
    expect(world.deleted('packer-1', 'crawls', KEY)).toBeUndefined();
    expect(world.row('indexer-1', 'crawls', crawlRow())).toBeUndefined();
    expect(await world.atRest()).toBe('crawl docs.c never ended');
    expect(world.deleted('indexer-1', 'crawls', KEY)).toBeUndefined();
    expect(await world.atRest()).toBeUndefined();
  });

  it('lets a row be taken back that was made anew after its crawl was deleted with its index', () => {
    const note = { pk: 'deleted docs', sk: 'docs.c' };
    const message = { type: 'delete_index', index: 'docs' };
    const world = crawling();
    world.asks({ action: 'delete_index', index: 'docs' });
    world.received('packer-1', world.names.of('pack'), message);
    expect(world.row('packer-1', 'crawls', note)).toBeUndefined();
    expect(world.deleted('indexer-1', 'crawls', KEY)).toBeUndefined();
    const other = crawling();
    expect(other.row('packer-1', 'crawls', note)).toBeUndefined();
    expect(other.deleted('packer-1', 'crawls', KEY)).toMatch('dropped before it ended');
  });

  it('wants every index+crawl to become a crawl, or to be in the dead letters', async () => {
    const world = new ToldWorld(crawlsEnd);
    const queue = world.names.of('index');
    const message = { type: 'index+crawl', site: 'one.test', index: 'docs' };
    world.sent('client-1', queue, message, 'ABC');
    expect(await world.atRest()).toBe('crawl docs.abc was accepted, and nothing became of it');
    world.died('indexer-1', queue, message, { code: 'failed', reason: 'it broke' }, 'ABC');
    expect(await world.atRest()).toBeUndefined();
    world.received('indexer-1', queue, message, 'ABC');
    world.done('indexer-1', queue, message, 'ABC');
    expect(await world.atRest()).toBe('crawl docs.abc was accepted, and nothing became of it');
  });

  it('leaves the tallies of crawls alone', () => {
    const tally = { pk: 'tallies docs.c', sk: 'w1', found: 1 };
    expect(crawling().row('crawler-1', 'crawls', tally)).toBeUndefined();
  });
});
