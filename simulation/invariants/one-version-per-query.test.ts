import { describe, expect, it } from 'vitest';
import { hashShards, holds } from '#core/cluster/shard-range.ts';
import { page } from '#core/pack/testing/documents.ts';
import type { ClientAnswer } from '../kernel/event.ts';
import { oneVersionPerQuery } from './one-version-per-query.ts';
import { MadeHead } from './testing/made-head.ts';
import { type MadePack, madePack } from './testing/made-pack.ts';
import { Telling } from './testing/telling.ts';

const SHARDS = hashShards(2);
const PATHS = ['/a', '/b', '/c', '/d', '/e', '/f'];

/** A version of two shards: pages of these paths, each saying the words. */
function packsOf(paths: readonly string[], words = 'green apples'): MadePack[] {
  const documents = paths.map((path) => page({ path, body: words }));
  return SHARDS.map((shard) =>
    madePack(
      'docs',
      documents.filter(({ id }) => holds(shard.definition, id)),
      shard,
    ),
  );
}

const FIRST = packsOf(PATHS);
const SECOND = packsOf(PATHS.slice(1));
/** What matches: all pages match equally well, so that their ids decide. */
const ids = (paths: readonly string[]): string[] => paths.map((path) => `https://site.gov${path}`);

/** Two versions were published; searches are told by `ask`. */
function world() {
  const telling = new Telling(oneVersionPerQuery());
  const head = new MadeHead('docs', telling);
  head.take('packer-1');
  head.publish('packer-1', FIRST);
  head.publish('packer-1', SECOND);
  telling.at_ms = 1000;
  const ask = (
    asked: readonly MadePack[],
    answer: Partial<ClientAnswer>,
    {
      begun_at_ms = telling.at_ms,
      router = 'orchestrator-1#1',
      query = 'apples',
      limit = 10,
      offset = 0,
    } = {},
  ): string | undefined => {
    for (const { entry } of asked) {
      const of = { searcher: 'searcher-1', index: 'docs', pack: entry.pack.sha256 };
      telling.tell('searcher-1', { type: 'peer_answered', ...of });
    }
    const shards = { total: 2, answered: asked.length };
    const whole = { version: 2, total: 5, ids: ids(PATHS.slice(1)), shards, ...answer };
    return telling.tell('client-1', {
      type: 'answered',
      router,
      index: 'docs',
      query,
      limit,
      offset,
      begun_at_ms,
      answer: whole,
    });
  };
  return { telling, head, ask };
}

describe('I6', () => {
  it('lets whole answers and honest partial ones of the live version pass, and of the one before it', () => {
    const { telling, ask } = world();
    const [one, other] = FIRST;
    if (one === undefined || other === undefined) throw new Error('two shards were packed');
    const said = [ask(FIRST, { version: 1, total: 6, ids: ids(PATHS) })];
    const there = ids(PATHS).filter((id) => holds(one.entry.definition, id));
    said.push(ask([one], { version: 1, total: there.length, ids: there }));
    telling.at_ms = 2000;
    said.push(
      ask(SECOND, {}),
      ask(SECOND, { ids: ids(PATHS.slice(1)).slice(2, 4) }, { offset: 2, limit: 2 }),
    );
    said.push(ask(SECOND, { ids: [] }, { offset: 5 }));
    said.push(ask(SECOND, { total: 0, ids: [] }, { query: 'plums' }));
    expect(said).toEqual(said.map(() => undefined));
  });

  it('objects to a version that was never published, or that is a deletion', () => {
    const { head, ask } = world();
    expect(ask(SECOND, { version: 3 })).toMatch('there is no such version');
    head.delete('packer-1');
    expect(ask(SECOND, { version: 3 })).toMatch('there is no such version');
  });

  it('objects when one shard answered from a pack of another version', () => {
    const { ask } = world();
    // The page that is gone was in one of them; the other's pack is the same in both versions.
    const asked = SECOND.map((pack, n) =>
      holds(pack.entry.definition, ids(['/a']).join('')) ? (FIRST[n] ?? pack) : pack,
    );
    expect(ask(asked, {})).toMatch('2 shards said to have answered, and only 1 pack was asked');
  });

  it('objects when searchers answered about its packs only before the search began', () => {
    const { telling, ask } = world();
    expect(ask(SECOND, {})).toBeUndefined();
    telling.at_ms = 2000;
    const whole = { shards: { total: 2, answered: 2 } };
    expect(ask([], whole, { query: 'green' })).toMatch('only 0 packs were asked');
    expect(ask([], whole, { router: 'orchestrator-1#2' })).toMatch('only 0 packs were asked');
  });

  it('lets a router keep what all shards have answered', () => {
    const { telling, ask } = world();
    const whole = { shards: { total: 2, answered: 2 } };
    expect(ask(SECOND, {})).toBeUndefined();
    telling.at_ms = 2000;
    expect(ask([], whole)).toBeUndefined();
    expect(ask([], { ...whole, total: 4 })).toMatch('it found 4 documents');
  });

  it('objects to a hit of another version, and to one that comes twice', () => {
    const { ask } = world();
    const [b = '', ...rest] = ids(PATHS.slice(1));
    expect(ask(SECOND, { ids: [...ids(['/a']), ...rest] })).toMatch(
      'the hit https://site.gov/a is not in that version',
    );
    expect(ask(SECOND, { ids: [b, b] })).toMatch('comes twice');
  });

  it('objects to another count of shards or of documents, and to another order', () => {
    const { ask } = world();
    expect(ask(SECOND, { shards: { total: 1, answered: 1 } })).toMatch('said to have 1 shards, and has 2');
    expect(ask(SECOND, { total: 4 })).toMatch('it found 4 documents');
    expect(ask(SECOND, { ids: ids(PATHS.slice(1)).toReversed() })).toMatch('it found 5 documents');
  });

  it('objects to a page that is not the one that was asked for, and to an empty one before the end', () => {
    const { ask } = world();
    const page = ids(PATHS.slice(1));
    expect(ask(SECOND, { ids: [] })).toMatch('it found 5 documents, none (10 from 0)');
    expect(ask(SECOND, { ids: page.slice(0, 4) })).toMatch('(10 from 0); its packs have 5');
    expect(ask(SECOND, { ids: page.slice(0, 2) }, { offset: 1, limit: 2 })).toMatch('(2 from 1)');
    expect(ask(SECOND, { ids: page }, { limit: 2 })).toMatch('(2 from 0)');
    expect(ask(SECOND, { ids: [] }, { offset: 4 })).toMatch('(10 from 4)');
  });

  it('wants any of the words only where nothing has all of them', () => {
    const { ask } = world();
    const query = 'apples plums';
    expect(ask(SECOND, {}, { query })).toBeUndefined();
    expect(ask(SECOND, { total: 0, ids: [] }, { query })).toMatch('it found 0 documents');
    expect(ask(SECOND, { total: 0, ids: [] })).toMatch('it found 0 documents');
  });

  it('holds a partial answer to what some of the shards have, and lets a shard be silent about details', () => {
    const { ask } = world();
    const [one, other] = SECOND;
    if (one === undefined || other === undefined) throw new Error('two shards were packed');
    const page = ids(PATHS.slice(1));
    const mine = page.filter((id) => holds(one.entry.definition, id));
    const shards = { total: 2, answered: 1 };
    expect(ask(SECOND, { total: mine.length, ids: mine, shards })).toBeUndefined();
    // Its page was cut out of both.
    const gap = page.slice(0, 3).filter((id) => mine.includes(id));
    expect(gap).not.toEqual(mine.slice(0, 3));
    expect(ask(SECOND, { total: mine.length, ids: gap, shards }, { limit: 3 })).toBeUndefined();
    expect(ask(SECOND, { total: mine.length, ids: mine.toReversed(), shards })).toMatch('it found');
    expect(ask(SECOND, { total: 5, ids: page, shards })).toMatch('it found 5 documents');
  });

  it('objects to an older version than one answered from before by the same life of a router', () => {
    const { telling, ask } = world();
    const older = { version: 1, total: 6, ids: ids(PATHS) };
    expect(ask(SECOND, {})).toBeUndefined();
    telling.at_ms = 3000;
    expect(ask(FIRST, older, { begun_at_ms: 900 })).toBeUndefined();
    expect(ask(FIRST, older, { router: 'orchestrator-1#2' })).toBeUndefined();
    expect(ask(FIRST, older)).toMatch('it had answered from version 2 before the search began');
  });
});
