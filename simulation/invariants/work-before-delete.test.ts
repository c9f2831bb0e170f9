import { describe, expect, it } from 'vitest';
import { pageKey } from '#core/crawl/url.ts';
import { closed, crawlRow, pageRow, urlRow } from './testing/rows.ts';
import { ToldWorld } from './testing/told-world.ts';
import { workBeforeDelete } from './work-before-delete.ts';

const URL = 'https://one.test/a';
const PAGE = { pk: 'docs', sk: pageKey(URL) };
const index = { type: 'index', site: 'one.test', path: '/a', index: 'docs' };
const crawl = { ...index, type: 'crawl', crawl_id: 'docs.c' };

/** A client's page is taken, and visited if `visit` says for whom. */
function indexing(visit?: { readonly by: string; readonly for: string; readonly stored: boolean }) {
  const world = new ToldWorld(workBeforeDelete);
  const queue = world.names.of('index');
  world.row('indexer-1', 'pages', pageRow(URL));
  world.at_ms = 100;
  world.received('indexer-1', queue, index);
  if (visit !== undefined) {
    world.change(visit.by, 'pages', PAGE, { visit_owner: 'v1', visit_for: visit.for });
    world.change(visit.by, 'pages', PAGE, { visit_owner: '', ...(visit.stored ? { fetched_at_ms: 7 } : {}) });
  }
  return { world, done: () => world.done('indexer-1', queue, index), queue };
}

describe('I1, at every step', () => {
  it('lets an index of a client be deleted whose page was visited since it was taken', () => {
    expect(indexing({ by: 'indexer-1', for: '', stored: true }).done()).toBeUndefined();
  });

  it('objects when it was not visited, or by another, for a crawl, or in vain', () => {
    const text = 'did not visit the page since it took it';
    expect(indexing().done()).toMatch(text);
    expect(indexing({ by: 'indexer-2', for: '', stored: true }).done()).toMatch(text);
    expect(indexing({ by: 'indexer-1', for: 'docs.c', stored: true }).done()).toMatch(text);
    expect(indexing({ by: 'indexer-1', for: '', stored: false }).done()).toMatch(text);
  });

  it('objects when the visit began before the message was taken', () => {
    const world = new ToldWorld(workBeforeDelete);
    const queue = world.names.of('index');
    world.row('indexer-1', 'pages', pageRow(URL));
    world.change('indexer-1', 'pages', PAGE, { visit_owner: 'v1' });
    world.at_ms = 100;
    world.received('indexer-1', queue, index);
    world.change('indexer-1', 'pages', PAGE, { visit_owner: '', fetched_at_ms: 7 });
    expect(world.done('indexer-1', queue, index)).toMatch('did not visit');
  });

  it('lets a message be deleted for a visit that began after its first copy was taken, and no other', () => {
    const { world, done, queue } = indexing({ by: 'indexer-1', for: '', stored: true });
    const copy = { ...index, id: 'one' };
    world.received('indexer-1', queue, copy, 'two');
    expect(world.done('indexer-1', queue, copy, 'two')).toBeUndefined();
    world.at_ms = 200;
    world.received('indexer-1', queue, { ...index, id: 'three' }, 'three');
    expect(world.done('indexer-1', queue, { ...index, id: 'three' }, 'three')).toMatch('did not visit');
    expect(done()).toBeUndefined();
  });

  it('lets one be deleted that was put off or given up', () => {
    const later = indexing();
    later.world.sent('indexer-1', later.queue, index);
    expect(later.done()).toBeUndefined();
    const dead = indexing();
    dead.world.died('indexer-1', dead.queue, index, { code: 'failed', reason: 'it broke' });
    expect(dead.done()).toBeUndefined();
  });

  it('objects to a crawl that is deleted while its URL is open, unless the crawl is over', () => {
    const world = new ToldWorld(workBeforeDelete);
    const queue = world.names.of('crawl');
    const done = (id: string): string | undefined => {
      world.received('crawler-1', queue, crawl, id);
      return world.done('crawler-1', queue, crawl, id);
    };
    world.row('indexer-1', 'crawls', crawlRow());
    world.row('indexer-1', 'frontier', urlRow(URL));
    expect(done('one')).toMatch('the URL is open in crawl docs.c');
    world.change('packer-1', 'frontier', urlRow(URL), { again: 'itself' });
    expect(done('late copy')).toBeUndefined();
    world.change('packer-1', 'frontier', urlRow(URL), { again: undefined });
    world.change('packer-1', 'crawls', { pk: 'docs', sk: 'docs.c' }, { mark: undefined });
    const { comparisons } = world;
    expect(done('two')).toBeUndefined();
    expect(world.comparisons).toBe(comparisons);
    world.row('indexer-1', 'crawls', crawlRow());
    world.change('crawler-1', 'frontier', urlRow(URL), closed());
    expect(done('three')).toBeUndefined();
  });
});
