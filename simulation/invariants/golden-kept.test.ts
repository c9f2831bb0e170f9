import { describe, expect, it } from 'vitest';
import { page } from '#core/pack/testing/documents.ts';
import { goldenKept } from './golden-kept.ts';
import { MadeHead } from './testing/made-head.ts';
import { madePack } from './testing/made-pack.ts';
import { madeRow } from './testing/rows.ts';
import { ToldWorld } from './testing/told-world.ts';

const seals = page({ site: 'one.test', path: '/seals', title: 'Page pageone1', body: 'pageone1 everywhere' });
const map = page({ site: 'one.test', path: '/map', body: 'pageone2 everywhere' });
const other = page({ site: 'one.test', path: '/other', body: 'pageone11 everywhere' });
const GOLDEN = [
  { query: 'pageone1', expected: seals.id, top: 10 },
  { query: 'pageone2', expected: '/map', top: 10 },
];

function set(world: ToldWorld, gate: object): void {
  const fields = { pk: 'settings', sk: 'docs', revision: 1, settings: { gate } };
  world.row('client-1', 'indexes', madeRow(fields));
}

/** An index of these pages, with golden queries of two of them, whose lease is held. */
function live(gate: object = { golden: GOLDEN }) {
  const world = new ToldWorld(goldenKept);
  set(world, gate);
  world.at_ms = 10;
  const head = new MadeHead('docs', world.telling);
  head.take('packer-1');
  const publish = (pages: (typeof map)[], reason = 'crawl docs.c') =>
    head.publish('packer-1', [madePack('docs', pages)], { manifest: { reason } });
  expect(publish([seals, map, other])).toBeUndefined();
  return { world, head, publish };
}

describe('I13, what golden queries find', () => {
  it('lets go what no golden query is about, and what the settings let go', () => {
    expect(live().publish([seals, map])).toBeUndefined();
    expect(live({ golden: GOLDEN, missed_share: 0.5 }).publish([map])).toBeUndefined();
    const { publish } = live();
    expect(publish([seals, map], 'pages read since')).toBeUndefined();
  });

  it('objects when a page that is expected is gone, or has its word no more', () => {
    expect(live().publish([map, other])).toMatch('lost the answer of "pageone1", which nobody asked for');
    expect(live().publish([seals, other])).toMatch('lost the answer of "pageone2"');
    const empty = { ...seals, title: 'Page of nothing', body: 'pageone12' };
    expect(live().publish([empty, map])).toMatch('lost the answer of "pageone1"');
    expect(live({ golden: GOLDEN, missed_share: 0.4 }).publish([map])).toMatch('lost the answer');
  });

  it('leaves what was lost before, rollbacks and deletions to others', () => {
    const { head, publish } = live();
    expect(publish([map], 'rollback to version 1')).toBeUndefined();
    expect(publish([map, other])).toBeUndefined();
    expect(head.delete('packer-1')).toBeUndefined();
    expect(publish([other])).toBeUndefined();
  });

  it('goes by what was set since the lease was taken', () => {
    const { world, head, publish } = live();
    world.at_ms = 20;
    set(world, {});
    expect(publish([map])).toBeUndefined();
    expect(publish([seals, map])).toBeUndefined();
    world.at_ms = 30;
    set(world, { golden: GOLDEN });
    expect(publish([map])).toBeUndefined();
    expect(publish([seals, map])).toBeUndefined();
    world.at_ms = 40;
    head.take('packer-1');
    expect(publish([map])).toMatch('lost the answer of "pageone1"');
  });

  it('lets a process publish it that was given the word of a client, or could not ask in time', () => {
    const asked = live();
    const message = { type: 'publish_held', index: 'docs' };
    asked.world.asks({ action: 'publish_held', index: 'docs' });
    asked.world.received('packer-1', asked.world.names.of('pack'), message);
    expect(asked.publish([map, other])).toBeUndefined();
    expect(asked.publish([other])).toMatch('lost the answer of "pageone2"');
    const slow = live();
    slow.world.fault('thread_slow', 'packer-2 ask_pack');
    slow.world.fault('thread_slow', 'packer-1 build_pack');
    expect(slow.publish([map])).toMatch('lost the answer');
    expect(slow.publish([seals, map])).toBeUndefined();
    slow.world.fault('thread_slow', 'packer-1 ask_pack');
    expect(slow.publish([map])).toBeUndefined();
  });

  it('counts what had an answer', () => {
    const { world, publish } = live();
    expect(world.comparisons).toBe(0);
    publish([seals, map]);
    expect(world.comparisons).toBe(1);
  });
});
