import { describe, expect, it } from 'vitest';
import { pageKey } from '#core/crawl/url.ts';
import { page } from '#core/pack/testing/documents.ts';
import { noDocumentLost } from './no-document-lost.ts';
import { MadeHead } from './testing/made-head.ts';
import { madePack } from './testing/made-pack.ts';
import { pageRow } from './testing/rows.ts';
import { ToldWorld } from './testing/told-world.ts';

const A = page({ site: 'one.test', path: '/a' });
const B = page({ site: 'one.test', path: '/b' });
const BOTH = madePack('docs', [A, B]);
const ONE = madePack('docs', [A]);
const CHANGED = madePack('docs', [A, { ...B, hash: 'f'.repeat(64) }]);
const KEY = { pk: 'docs', sk: pageKey(B.id) };

/** An index with two pages, both in its live version; its lease is held anew. */
function live(): { world: ToldWorld; head: MadeHead } {
  const world = new ToldWorld(noDocumentLost);
  const head = new MadeHead('docs', world.telling);
  for (const { id, hash } of [A, B]) world.row('indexer-1', 'pages', pageRow(id, { content_hash: hash }));
  head.take('packer-1');
  expect(head.publish('packer-1', [BOTH])).toBeUndefined();
  head.release('packer-1');
  world.at_ms = 1000;
  return { world, head };
}

describe('I12, versions', () => {
  it('lets a document go whose row says that it is absent, also if it came back meanwhile', () => {
    const { world, head } = live();
    head.take('packer-1');
    world.at_ms = 1100;
    world.change('crawler-1', 'pages', KEY, { state: 'absent', mark: 'pending' });
    world.at_ms = 1200;
    world.change('crawler-1', 'pages', KEY, { state: 'present' });
    expect(head.publish('packer-1', [ONE])).toBeUndefined();
  });

  it('objects to one that goes while its row says that it is there, or said so before the packer looked', () => {
    const { world, head } = live();
    world.change('crawler-1', 'pages', KEY, { state: 'absent' });
    world.at_ms = 1100;
    world.change('crawler-1', 'pages', KEY, { state: 'present' });
    world.at_ms = 1200;
    head.take('packer-1');
    expect(head.publish('packer-1', [ONE])).toMatch(`has nothing of ${B.id}`);
  });

  it('objects to content that no row names, new or changed', () => {
    const { world, head } = live();
    head.take('packer-1');
    expect(head.publish('packer-1', [CHANGED])).toMatch(`has ${'f'.repeat(64)} of ${B.id}`);
    const other = live();
    other.head.take('packer-1');
    other.world.change('crawler-1', 'pages', KEY, { content_hash: 'f'.repeat(64) });
    expect(other.head.publish('packer-1', [CHANGED])).toBeUndefined();
    expect(world.at_ms).toBe(1000);
  });

  it('objects to a rollback and to a deletion that nobody asked for', () => {
    const rollback = { manifest: { reason: 'rollback to version 1' } };
    const { world, head } = live();
    head.take('packer-1');
    expect(head.publish('packer-1', [ONE], rollback)).toMatch('to be rolled back');
    expect(head.delete('packer-1')).toMatch('nobody asked for "docs" to be deleted');
    world.asks({ action: 'rollback', index: 'docs' });
    world.asks({ action: 'delete_index', index: 'docs' });
    expect(head.delete('packer-1')).toMatch('nobody asked for "docs" to be deleted');
    world.received('packer-1', world.names.of('pack'), { type: 'rollback', index: 'docs' }, 'back');
    world.received('packer-1', world.names.of('pack'), { type: 'delete_index', index: 'docs' }, 'away');
    expect(head.publish('packer-1', [ONE], rollback)).toBeUndefined();
    expect(head.delete('packer-1')).toBeUndefined();
  });

  it('lets each delivery of a request do it once, and only until it is done with', () => {
    const rollback = { manifest: { reason: 'rollback to version 1' } };
    const message = { type: 'rollback', index: 'docs' };
    const { world, head } = live();
    const queue = world.names.of('pack');
    head.take('packer-1');
    world.asks({ action: 'rollback', index: 'docs' });
    world.received('packer-1', queue, message);
    expect(head.publish('packer-1', [ONE], rollback)).toBeUndefined();
    expect(head.publish('packer-1', [ONE], rollback)).toMatch('nobody asked for "docs" to be rolled back');
    world.done('packer-1', queue, message);
    world.received('packer-1', queue, message, 'copy');
    world.done('packer-1', queue, message, 'copy');
    expect(head.publish('packer-1', [ONE], rollback)).toMatch('nobody asked for "docs" to be rolled back');
  });
});
