import { describe, expect, it } from 'vitest';
import { pageKey } from '#core/crawl/url.ts';
import { page } from '#core/pack/testing/documents.ts';
import { markUntilPacked } from './mark-until-packed.ts';
import { MadeHead } from './testing/made-head.ts';
import { madePack } from './testing/made-pack.ts';
import { type Fields, pageRow } from './testing/rows.ts';
import { ToldWorld } from './testing/told-world.ts';

const A = page({ site: 'one.test', path: '/a' });
const B = page({ site: 'one.test', path: '/b' });
const KEY = { pk: 'docs', sk: pageKey(B.id) };
const CHANGED_HASH = 'f'.repeat(64);
const BOTH = madePack('docs', [A, B]);
const ONE = madePack('docs', [A]);
const CHANGED = madePack('docs', [A, { ...B, hash: CHANGED_HASH }]);

/** An index with one document; another page waits to be packed, and a packer holds the lease. */
function waiting(fields: Fields = {}): { world: ToldWorld; head: MadeHead; clear: () => string | undefined } {
  const world = new ToldWorld(markUntilPacked);
  const head = new MadeHead('docs', world.telling);
  head.take('packer-1');
  head.publish('packer-1', [ONE]);
  world.row('indexer-1', 'pages', pageRow(B.id, { content_hash: B.hash, mark: 'pending', ...fields }));
  const clear = (): string | undefined => world.change('packer-1', 'pages', KEY, { mark: undefined });
  return { world, head, clear };
}

describe('I1, the mark of a page that waits', () => {
  it('goes once the live version has the page as its row says', () => {
    const { head, clear } = waiting();
    head.publish('packer-1', [BOTH]);
    expect(clear()).toBeUndefined();
    expect(waiting({ state: 'absent' }).clear()).toBeUndefined();
  });

  it('must not go before, nor with a row that changed since', () => {
    expect(waiting().clear()).toMatch(`${B.hash}, and the live version has nothing`);
    const { world, head, clear } = waiting();
    head.publish('packer-1', [BOTH]);
    world.change('crawler-1', 'pages', KEY, { content_hash: CHANGED_HASH });
    expect(clear()).toMatch(`${CHANGED_HASH}, and the live version has ${B.hash}`);
    const gone = waiting();
    gone.head.publish('packer-1', [BOTH]);
    gone.world.change('crawler-1', 'pages', KEY, { state: 'absent' });
    expect(gone.clear()).toMatch('absent with nothing');
  });

  it('must not go while nobody knows what the page is', () => {
    expect(waiting({ state: 'unknown', content_hash: undefined }).clear()).toMatch('which is unknown');
  });

  it('goes also if a client had the version rolled back or deleted meanwhile', () => {
    const { head, clear } = waiting();
    head.publish('packer-1', [BOTH]);
    head.publish('packer-2', [ONE], { manifest: { reason: 'rollback to version 1' } });
    head.delete('packer-2');
    expect(clear()).toBeUndefined();
  });

  it('must not go by a version from before that, once something newer was packed', () => {
    const { head, clear } = waiting();
    head.publish('packer-1', [BOTH]);
    head.publish('packer-2', [ONE], { manifest: { reason: 'rollback to version 1' } });
    head.publish('packer-2', [CHANGED]);
    expect(clear()).toMatch(`${B.hash}, and the live version has ${CHANGED_HASH}`);
  });

  it('is no matter once the row is gone', () => {
    const { world } = waiting();
    expect(world.deleted('packer-1', 'pages', KEY)).toBeUndefined();
  });
});
