import { describe, expect, it } from 'vitest';
import { page } from '#core/pack/testing/documents.ts';
import { gateHolds } from './gate-holds.ts';
import { MadeHead } from './testing/made-head.ts';
import { madePack } from './testing/made-pack.ts';
import { madeRow } from './testing/rows.ts';
import { ToldWorld } from './testing/told-world.ts';

const PAGES = Array.from({ length: 10 }, (_, n) => page({ site: 'one.test', path: `/${n}` }));
const OTHERS = Array.from({ length: 40 }, (_, n) => page({ site: 'two.test', path: `/${n}` }));
const MOVED = Array.from({ length: 5 }, (_, n) => page({ site: 'one.test', path: `/moved/${n}` }));
const ENV = { SITEPACK_GATE_LOST_SHARE: '0.3', SITEPACK_GATE_SPARE_DOCUMENTS: '1' };

/** An index of these pages, whose lease is held; a publication brings what the law objects. */
function live(pages = PAGES, env: Record<string, string> = ENV) {
  const world = new ToldWorld(gateHolds, env);
  const head = new MadeHead('docs', world.telling);
  head.take('packer-1');
  expect(head.publish('packer-1', [madePack('docs', pages)])).toBeUndefined();
  return {
    world,
    head,
    publish: (next: typeof PAGES, reason = 'crawl docs.c') =>
      head.publish('packer-1', [madePack('docs', next)], { manifest: { reason } }),
  };
}

describe('I13, what the gate holds', () => {
  it('lets go what the settings let go, and what moved', () => {
    expect(live().publish(PAGES.slice(3))).toBeUndefined();
    expect(live().publish([...PAGES.slice(5), ...MOVED])).toBeUndefined();
    expect(live(PAGES.slice(0, 2)).publish(PAGES.slice(0, 1))).toBeUndefined();
    expect(live(PAGES, { ...ENV, SITEPACK_GATE_LOST_SHARE: '1' }).publish([])).toBeUndefined();
  });

  it('objects to more, of an index or of one of its sites, and to nothing left', () => {
    expect(live().publish(PAGES.slice(4))).toMatch('lost 4 of 10 documents, which nobody asked for');
    expect(live([...PAGES, ...OTHERS]).publish([...PAGES.slice(4), ...OTHERS])).toMatch(
      'lost 4 of 10 documents of one.test',
    );
    expect(live(PAGES.slice(0, 2), { ...ENV, SITEPACK_GATE_SPARE_DOCUMENTS: '9' }).publish([])).toMatch(
      'lost all of 2 documents',
    );
  });

  it('goes by what is set for the index, at any moment since the lease was taken', () => {
    const { world, head, publish } = live();
    const set = (gate: object): void => {
      const fields = { pk: 'settings', sk: 'docs', revision: 1, settings: { gate } };
      world.row('client-1', 'indexes', madeRow(fields));
    };
    set({ lost_share: 0.5 });
    expect(publish(PAGES.slice(5))).toBeUndefined();
    expect(publish(PAGES)).toBeUndefined();
    world.at_ms = 10;
    set({ lost_share: 0.1 });
    expect(publish(PAGES.slice(5)), 'it may have been read before').toBeUndefined();
    expect(publish(PAGES)).toBeUndefined();
    world.at_ms = 20;
    head.take('packer-2');
    expect(head.publish('packer-2', [madePack('docs', PAGES.slice(2))])).toMatch('lost 2 of 10 documents');
  });

  it('lets a process publish it that was given the word of a client, once', () => {
    const { world, publish } = live();
    const message = { type: 'publish_held', index: 'docs' };
    world.received('packer-1', world.names.of('pack'), message, 'unasked');
    expect(publish(PAGES.slice(4))).toMatch('nobody asked for');
    world.asks({ action: 'publish_held', index: 'docs' });
    world.received('packer-1', world.names.of('pack'), message, 'asked');
    expect(publish(PAGES)).toBeUndefined();
    expect(publish(PAGES.slice(4))).toBeUndefined();
    expect(publish(PAGES)).toBeUndefined();
    expect(publish(PAGES.slice(4))).toMatch('nobody asked for');
  });

  it('leaves rollbacks and deletions to other laws', () => {
    const { head, publish } = live();
    expect(publish([], 'rollback to version 1')).toBeUndefined();
    expect(head.delete('packer-1')).toBeUndefined();
  });
});
