import {
  array,
  assert,
  asyncProperty,
  constantFrom,
  integer,
  nat,
  record,
  string,
  uniqueArray,
} from 'fast-check';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { IndexSettings } from '#core/settings/index-settings.ts';
import type { IndexMap } from '#core/cluster/index-map.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { PeerError, type Suggestion } from '#ports/peer.ts';
import { Router } from './router.ts';
import { readCursor } from './search-cursor.ts';
import type { SearchRequest } from './search-answer.ts';
import type { MapSource } from './shards.ts';
import { ALL, type FakeDocument, FakePeer, detailsOf } from './testing/fake-peer.ts';

const TIMEOUT_MS = 2000;

class Maps implements MapSource {
  readonly maps = new Map<string, IndexMap | 'not_ready'>();

  map(index: string): IndexMap | 'unknown' | 'not_ready' {
    return this.maps.get(index) ?? 'unknown';
  }

  /** A version of index x; for each shard the searchers that have it. The pack is named after version and shard. */
  set(version: number, shards: readonly (readonly string[])[], index = 'x'): void {
    this.maps.set(index, {
      index,
      version,
      documents: 1,
      shards: shards.map((searchers, n) => ({
        shard: `${n}-of-${shards.length}`,
        pack: `${version}.${n}`,
        replicas: searchers.map((searcher) => ({ searcher, endpoint: searcher })),
      })),
    });
  }
}

function world(bounds: { readonly cache_mb?: number; readonly searcher_searches?: number } = {}) {
  const clock = new VirtualClock();
  const peer = new FakePeer();
  const maps = new Maps();
  /** Indexes of which settings, and what was asked, were wanted. */
  const read: string[] = [];
  const set: { settings: IndexSettings | Error | 'hangs'; known?: IndexSettings } = { settings: {} };
  const settings = {
    get: async (index: string) => {
      read.push(index);
      if (set.settings === 'hangs') return new Promise<never>(() => undefined);
      if (set.settings instanceof Error) throw set.settings;
      return set.settings;
    },
    lastKnown: () => set.known,
  };
  const log = pino({ level: 'silent' });
  const limits = { timeout_ms: TIMEOUT_MS, cache_mb: 0, searcher_searches: 100, ...bounds };
  const queries: Suggestion[] = [];
  const asked = {
    suggestions: (index: string) => {
      read.push(index);
      return queries;
    },
  };
  const router = new Router({ maps, peer, clock, log, settings, asked, ...limits });
  const search = (more: Partial<SearchRequest> = {}) =>
    router.search({
      index: 'x',
      query: 'q',
      limit: 10,
      offset: 0,
      signal: new AbortController().signal,
      ...more,
    });
  return { clock, peer, maps, router, search, set, queries, read };
}

function documents(count: number, prefix = 'd'): FakeDocument[] {
  return Array.from({ length: count }, (_, n) => ({ id: `${prefix}${n}`, score: count - n, match: 'all' }));
}

const hang = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });

describe('a search of one shard', () => {
  it('is one call, with details of the hits on the page only', async () => {
    const { peer, maps, search } = world();
    maps.set(3, [['a']]);
    peer.serve('a', '3.0', documents(30));
    const answer = await search({ limit: 5, offset: 10 });
    expect(answer).toMatchObject({ index: 'x', version: 3, query: 'q', match: 'all', total: 30 });
    expect(answer.shards).toEqual({ total: 1, answered: 1 });
    expect(answer.hits[0]).toEqual({
      id: 'd10',
      score: ALL + 20,
      pinned: false,
      missing: [],
      ...detailsOf('d10'),
    });
    expect(answer.hits).toHaveLength(5);
    expect(answer.timings.searcher_ms).toBe(3);
    expect(peer.searches.map(({ request }) => request)).toMatchObject([{ limit: 15, details_from: 10 }]);
    expect(peer.detailed).toEqual([]);
  });

  it('gives documents that have any of the words where none has all of them', async () => {
    const { peer, maps, search } = world();
    maps.set(1, [['a']]);
    peer.serve('a', '1.0', [{ id: 'd', score: 1, match: 'any' }]);
    expect(await search()).toMatchObject({ match: 'any', total: 1, have_all: 0, hits: [{ id: 'd' }] });
    expect(peer.searches).toHaveLength(1);
  });

  it('goes to replicas in turn', async () => {
    const { peer, maps, search } = world();
    maps.set(1, [['a', 'b', 'c']]);
    for (const endpoint of ['a', 'b', 'c']) peer.serve(endpoint, '1.0', documents(1));
    for (let n = 0; n < 6; n++) await search();
    const counts = Object.groupBy(peer.searches, ({ endpoint }) => endpoint);
    expect(Object.values(counts).map((asked) => asked?.length)).toEqual([2, 2, 2]);
  });

  it('goes to the replica with fewest questions under way', async () => {
    const { clock, peer, maps, search } = world();
    maps.set(1, [['a', 'b']]);
    for (const endpoint of ['a', 'b']) peer.serve(endpoint, '1.0', documents(1));
    peer.before = (endpoint, signal) => (endpoint === 'a' ? hang(signal) : Promise.resolve());
    const hanging = [search(), search(), search()];
    await clock.settle();
    await search();
    await search();
    expect(peer.searches.filter(({ endpoint }) => endpoint === 'a')).toHaveLength(1);
    await clock.advance(TIMEOUT_MS);
    await Promise.all(hanging);
  });
});

describe('a search of several indexes', () => {
  const joint = (router: Router, indexes: readonly string[], limit = 3) =>
    router.searchAll({ indexes, query: 'q', limit, offset: 0, signal: new AbortController().signal });

  it('is as if they were one: words are counted in all, and hits are of any', async () => {
    const { peer, maps, router } = world();
    maps.set(3, [['a']], 'x');
    maps.set(9, [['b'], ['c']], 'y');
    peer.serve('a', '3.0', [{ id: 'same', score: 5, match: 'all' }]);
    peer.serve('b', '9.0', [
      { id: 'same', score: 7, match: 'all' },
      { id: 'low', score: 1, match: 'all' },
    ]);
    peer.serve('c', '9.1', [{ id: 'any', score: 9, match: 'any' }]);
    const answer = await joint(router, ['x', 'y']);
    expect(answer).toMatchObject({
      indexes: [
        { index: 'x', version: 3 },
        { index: 'y', version: 9 },
      ],
      total: 4,
      shards: { total: 3, answered: 3 },
    });
    expect(answer.hits.map(({ index, id }) => `${index} ${id}`)).toEqual(['y same', 'x same', 'y low']);
    for (const { request } of peer.searches) expect(request.statistics?.documents).toBe(4);
    expect(peer.searches.map(({ request }) => request.index).toSorted()).toEqual(['x', 'y', 'y']);
  });

  it('is none where one of them is not there, and of so many at most', async () => {
    const { maps, router } = world();
    maps.set(3, [['a']]);
    await expect(joint(router, ['x', 'nowhere'])).rejects.toMatchObject({ code: 'index_not_found' });
    for (const indexes of [[], Array.from({ length: 21 }, (_, n) => `i${n}`)])
      await expect(joint(router, indexes)).rejects.toMatchObject({ code: 'bad_query' });
  });
});

describe('the page behind one', () => {
  it('is there also where details of this one are missing', async () => {
    const { clock, peer, maps, search } = world();
    maps.set(1, [['a'], ['b']]);
    peer.serve('a', '1.0', documents(20));
    peer.serve('b', '1.1', documents(20, 'e'));
    peer.before = async (endpoint) => {
      if (endpoint === 'b' && peer.detailed.length > 0) throw new PeerError('failed', 'it broke');
    };
    const partial = await clock.run(search());
    expect([partial.hits.length, partial.next]).toEqual([5, expect.any(String)]);
  });

  it('is of the same version, or none', async () => {
    const { peer, maps, search } = world();
    maps.set(3, [['a']]);
    peer.serve('a', '3.0', documents(5));
    const first = await search({ limit: 2 });
    const cursor = readCursor(first.next ?? '');
    expect(cursor).toEqual({ versions: [{ index: 'x', version: 3 }], offset: 2 });
    const second = await search({ limit: 2, ...cursor });
    expect(second.hits.map(({ id }) => id)).toEqual(['d2', 'd3']);
    const last = await search({ limit: 2, offset: 4 });
    expect([last.hits.length, last.next]).toEqual([1, null]);
    maps.set(4, [['a']]);
    peer.serve('a', '4.0', documents(5, 'e'));
    await expect(search({ limit: 2, ...cursor })).rejects.toMatchObject({ code: 'version_changed' });
    const x = { index: 'x', version: 4 };
    const y = { index: 'y', version: 4 };
    for (const versions of [[y], [x, y], []])
      await expect(search({ versions })).rejects.toThrow(/of other indexes/);
    expect(await search({ versions: [x] })).toMatchObject({ version: 4 });
  });

  it('is none where that would be deeper than is answered', async () => {
    const { peer, maps, search } = world();
    maps.set(3, [['a']]);
    peer.serve('a', '3.0', documents(1200));
    expect((await search({ limit: 100, offset: 800 })).next).not.toBeNull();
    expect((await search({ limit: 100, offset: 900 })).next).toBeNull();
  });
});

it('an answer is known though it is asked for without being counted', async () => {
  const { maps, peer, search } = world({ cache_mb: 1 });
  maps.set(1, [['a']]);
  peer.serve('a', '1.0', documents(1));
  await search({ analytics: false });
  expect(peer.searches).toHaveLength(1);
  await search({ analytics: true });
  await search();
  expect(peer.searches).toHaveLength(1);
});

describe('what is suggested', () => {
  const suggesting = () => {
    const made = world();
    const { signal } = new AbortController();
    const ask = (limit = 3) => made.router.suggest({ index: 'x', typed: 'op', limit, signal });
    made.maps.set(4, [['a'], ['b']]);
    made.peer.serve('a', '4.0', []);
    made.peer.serve('b', '4.1', []);
    made.peer.suggested.set('a', [
      { text: 'Opera', weight: 3 },
      { text: 'Open', weight: 2 },
    ]);
    made.peer.suggested.set('b', [
      { text: 'Open', weight: 2 },
      { text: 'Option', weight: 1 },
      { text: 'Opt', weight: 1 },
    ]);
    return { ...made, ask };
  };

  it('is what shards suggest together, the best first', async () => {
    const { ask } = suggesting();
    const suggestions = ['Open', 'Opera', 'Opt'];
    expect(await ask()).toEqual({
      index: 'x',
      version: 4,
      typed: 'op',
      suggestions,
      shards: { total: 2, answered: 2 },
    });
    expect(await ask(1)).toMatchObject({ suggestions: ['Open'] });
  });

  it('is of no older version than was answered from before, and has searches be of none', async () => {
    const { ask, clock, peer, maps, search } = suggesting();
    peer.before = () => clock.sleep(20);
    const begun = ask();
    await clock.advance(10);
    maps.set(5, [['a'], ['b']]);
    for (const [n, endpoint] of ['a', 'b'].entries()) peer.serve(endpoint, `5.${n}`, documents(1));
    peer.before = () => Promise.resolve();
    expect(await clock.run(search())).toMatchObject({ version: 5 });
    expect(await clock.run(begun)).toMatchObject({ version: 5 });
    maps.set(6, [['a'], ['b']]);
    for (const [n, endpoint] of ['a', 'b'].entries()) peer.serve(endpoint, `6.${n}`, documents(1));
    expect(await ask()).toMatchObject({ version: 6 });
    maps.set(5, [['a'], ['b']]);
    await expect(search()).rejects.toMatchObject({ code: 'index_not_ready' });
  });

  it('is none of an index that moves faster than it can be asked', async () => {
    const { ask, clock, peer, maps } = suggesting();
    let version = 4;
    peer.before = async () => {
      version += 1;
      maps.set(version, [['a'], ['b']]);
      throw new PeerError('pack_not_served', 'gone');
    };
    const [outcome] = await clock.run(Promise.allSettled([ask()]));
    expect(outcome).toMatchObject({ reason: { code: 'index_not_ready' } });
  });

  it('is what many asked, too, written as a page has it where one does', async () => {
    const { ask, queries } = suggesting();
    queries.push({ text: 'opera', weight: 4 }, { text: 'open data', weight: 3.5 });
    expect(await ask(4)).toMatchObject({ suggestions: ['Opera', 'Open', 'open data', 'Opt'] });
  });

  it('has nothing that was asked where that is not counted', async () => {
    const off = { search: { analytics: false } };
    for (const settings of [off, new Error('no table')]) {
      const { ask, queries, set } = suggesting();
      Object.assign(set, { settings, known: off });
      queries.push({ text: 'open data', weight: 9 });
      expect(await ask()).toMatchObject({ suggestions: ['Open', 'Opera', 'Opt'] });
    }
  });

  it('has no words that are set to be kept out, whoever has them', async () => {
    const { ask, queries, set } = suggesting();
    set.settings = { search: { unsuggested: ['opera', 'data'] } };
    queries.push({ text: 'open data', weight: 9 });
    expect(await ask()).toMatchObject({ suggestions: ['Open', 'Opt', 'Option'] });
  });

  it('is of what was meant, where nothing is of what was typed', async () => {
    const { clock, peer, maps, router } = world();
    maps.set(4, [['a'], ['b']]);
    peer.serve('a', '4.0', []);
    peer.serve('b', '4.1', []);
    peer.near_words.set('vacum', [{ word: 'vacuum', documents: 3, edits: 1 }]);
    peer.suggested.set('b vacuum fu', [{ text: 'VACUUM FULL', weight: 3 }]);
    const ask = (typed: string) =>
      router.suggest({ index: 'x', typed, limit: 3, signal: new AbortController().signal });
    expect(await ask('vacum fu')).toMatchObject({ typed: 'vacum fu', suggestions: ['VACUUM FULL'] });
    expect(await ask('vakuun')).toMatchObject({ suggestions: [] });
    maps.set(5, [['a'], ['b']]);
    peer.serve('a', '5.0', []);
    peer.serve('b', '5.1', []);
    const { length } = peer.counted;
    peer.before = () =>
      peer.counted.length === length
        ? Promise.resolve()
        : Promise.reject(new PeerError('busy', 'too many ask'));
    expect(await clock.run(ask('vacum fu'))).toMatchObject({ suggestions: [] });
  });

  it('waits for no shard that is slow', async () => {
    const { ask, clock, peer } = suggesting();
    peer.before = (endpoint, signal) => (endpoint === 'a' ? hang(signal) : Promise.resolve());
    const asked = ask();
    await clock.advance(500);
    expect(await asked).toMatchObject({
      suggestions: ['Open', 'Opt', 'Option'],
      shards: { total: 2, answered: 1 },
    });
  });

  it('is none of an index that is not there, of which nothing is read', async () => {
    const { router, read } = world();
    const { signal } = new AbortController();
    await expect(router.suggest({ index: 'nowhere', typed: 'op', limit: 3, signal })).rejects.toMatchObject({
      code: 'index_not_found',
    });
    expect(read).toEqual([]);
  });
});

describe('a question that takes long', () => {
  /** Answers take 10 ms, of which enough were given that this is known. */
  async function usual(...more: readonly (readonly string[])[]) {
    const made = world();
    const { clock, peer, maps, search } = made;
    maps.set(1, [['a', 'b'], ...more]);
    for (const endpoint of ['a', 'b']) peer.serve(endpoint, '1.0', documents(2));
    peer.before = () => clock.sleep(10);
    for (let n = 0; n < 40; n += 1) await clock.run(search());
    peer.searches.length = 0;
    return made;
  }

  it('is asked of another replica too, and the first answer counts', async () => {
    const { clock, peer, search } = await usual();
    const given_up: unknown[] = [];
    peer.before = (_, signal) => {
      if (peer.searches.length > 1) return clock.sleep(10);
      signal.addEventListener('abort', () => given_up.push(signal.reason));
      return hang(signal);
    };
    const before_ms = clock.monotonic();
    expect(await clock.run(search())).toMatchObject({ total: 2 });
    expect(clock.monotonic() - before_ms).toBe(20);
    expect(new Set(peer.searches.map(({ endpoint }) => endpoint)).size).toBe(2);
    expect(given_up).toMatchObject([{ code: 'answered_elsewhere' }]);
  });

  it('is answered by the first if the other fails', async () => {
    const { clock, peer, search } = await usual();
    peer.before = async () => {
      if (peer.searches.length > 1) throw new PeerError('unreachable', 'refused');
      await clock.sleep(100);
    };
    const before_ms = clock.monotonic();
    expect(await clock.run(search())).toMatchObject({ total: 2 });
    expect(clock.monotonic() - before_ms).toBe(100);
  });

  it('is hedged too where words are counted, of which searches of several shards begin with', async () => {
    const { clock, peer, maps, search } = world();
    const shards = [
      ['a', 'b'],
      ['a', 'b'],
    ];
    maps.set(1, shards);
    for (const endpoint of ['a', 'b'])
      for (const pack of ['1.0', '1.1']) peer.serve(endpoint, pack, documents(1, pack));
    peer.before = () => clock.sleep(10);
    for (let n = 0; n < 40; n += 1) await clock.run(search({ query: `q${n}`, verbatim: true }));
    peer.before = (endpoint, signal) => (endpoint === 'a' ? hang(signal) : clock.sleep(10));
    const before_ms = clock.monotonic();
    await clock.run(search({ query: 'other', verbatim: true }));
    expect(clock.monotonic() - before_ms).toBeLessThan(150);
  });

  it('is asked once where there is no other replica', async () => {
    const { clock, peer, maps, search } = await usual();
    maps.set(2, [['a']]);
    peer.serve('a', '2.0', documents(3));
    peer.before = () => clock.sleep(200);
    expect(await clock.run(search())).toMatchObject({ total: 3 });
    expect(peer.searches).toHaveLength(1);
  });
});

describe('more questions than searchers answer', () => {
  it('are refused', async () => {
    const { clock, peer, maps, search } = world({ searcher_searches: 2 });
    maps.set(1, [['a']]);
    peer.serve('a', '1.0', documents(2));
    peer.before = () => clock.sleep(10);
    const outcomes = await clock.run(Promise.allSettled([search(), search(), search()]));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(outcomes[2]).toMatchObject({ reason: { code: 'too_many_searches' } });
    expect(await clock.run(search())).toMatchObject({ total: 2 });
  });

  it('are refused too where a searcher says so, and no other has the shard', async () => {
    const { clock, peer, maps, search } = world();
    maps.set(1, [['a'], ['b']]);
    peer.serve('a', '1.0', documents(2));
    peer.serve('b', '1.1', documents(2, 'e'));
    peer.before = (endpoint) =>
      endpoint === 'b' ? Promise.reject(new PeerError('busy', '100 are waiting')) : Promise.resolve();
    const [outcome] = await clock.run(Promise.allSettled([search()]));
    expect(outcome).toMatchObject({ reason: { code: 'too_many_searches' } });
    // What was refused costs nobody anything more.
    expect([peer.searches.length, peer.detailed.length, peer.spelled.length]).toEqual([0, 0, 0]);
  });

  it('are counted by search: one of an index with many shards may ask a searcher for all of them', async () => {
    const { clock, peer, maps, search } = world({ searcher_searches: 1 });
    maps.set(
      1,
      Array.from({ length: 12 }, () => ['a']),
    );
    for (let n = 0; n < 12; n += 1) peer.serve('a', `1.${n}`, documents(1, `${n}-`));
    peer.before = () => clock.sleep(10);
    const outcomes = await clock.run(Promise.allSettled([search(), search()]));
    expect(outcomes).toMatchObject([{ value: { total: 12 } }, { reason: { code: 'too_many_searches' } }]);
  });

  it('do not keep one that was busy once from being asked again', async () => {
    const { clock, peer, maps, search } = world();
    maps.set(1, [['a', 'b']]);
    for (const endpoint of ['a', 'b']) peer.serve(endpoint, '1.0', documents(1));
    let busy = 1;
    peer.before = async (endpoint) => {
      if (endpoint === 'a' && busy-- > 0) throw new PeerError('busy', 'later');
      await clock.sleep(10);
    };
    await clock.run(Promise.all(Array.from({ length: 30 }, () => search())));
    expect(peer.searches.filter(({ endpoint }) => endpoint === 'a').length).toBeGreaterThan(3);
  });
});

describe('an answer', () => {
  it('is kept for who asks the same of the same version', async () => {
    const { peer, maps, search, set } = world({ cache_mb: 1 });
    maps.set(1, [['a']]);
    peer.serve('a', '1.0', documents(2));
    const first = await search();
    const { timings: _, ...answer } = first;
    expect(await search()).toEqual({
      ...answer,
      timings: { router_ms: 0, searcher_ms: 0, details_ms: 0 },
    });
    expect(peer.searches).toHaveLength(1);
    await search({ limit: 9 });
    await search({ query: 'Q' });
    await search({ facets: ['site'] });
    set.settings = { search: { ranking: { title: 1 } } };
    await search();
    expect(peer.searches).toHaveLength(5);
    maps.set(2, [['a']]);
    peer.serve('a', '2.0', documents(3));
    expect(await search()).toMatchObject({ version: 2, total: 3 });
  });

  it('is not kept when what it pins has changed for the query that was meant', async () => {
    const { peer, maps, search, set } = world({ cache_mb: 1 });
    maps.set(1, [['a']]);
    peer.serve('a', '1.0', documents(2));
    await search({ query: 'opning hours' });
    const pinned = [{ queries: ['opening hours'], urls: ['https://site.gov/visit'] }];
    set.settings = { search: { pinned } };
    const asked = peer.searches.length;
    await search({ query: 'opning hours' });
    expect(peer.searches.length).toBeGreaterThan(asked);
  });

  it('is not kept when it is not certain what was meant', async () => {
    const { clock, peer, maps, search } = world({ cache_mb: 1 });
    maps.set(1, [['a']]);
    peer.serve('a', '1.0', documents(2));
    const ask = () => clock.run(search({ query: 'opning' }));
    peer.before = async () => {
      if (peer.spelled.length > 0) throw new PeerError('failed', 'it broke');
    };
    await ask();
    peer.before = () => Promise.resolve();
    peer.near_words.set('opning', [{ word: 'opening', documents: 60, edits: 1 }]);
    expect(await ask()).toMatchObject({ corrected: 'opening' });
  });

  it('is not kept when a shard was silent', async () => {
    const { clock, peer, maps, search } = world({ cache_mb: 1 });
    maps.set(1, [['a'], ['b']]);
    peer.serve('a', '1.0', documents(2));
    peer.serve('b', '1.1', documents(2, 'e'));
    peer.before = (endpoint, signal) => (endpoint === 'b' ? hang(signal) : Promise.resolve());
    const partial = search();
    await clock.advance(TIMEOUT_MS);
    expect(await partial).toMatchObject({ total: 2, shards: { answered: 1 } });
    peer.before = () => Promise.resolve();
    expect(await search()).toMatchObject({ total: 4, shards: { answered: 2 } });
  });

  it('is forgotten when others take its room', async () => {
    const { peer, maps, search } = world({ cache_mb: 1 });
    maps.set(1, [['a']]);
    peer.serve('a', '1.0', documents(1));
    for (let n = 0; n < 200; n += 1) await search({ query: `${n} ${'x'.repeat(5000)}` });
    const asked = peer.searches.length;
    await search({ query: `199 ${'x'.repeat(5000)}` });
    expect(peer.searches).toHaveLength(asked);
    await search({ query: `0 ${'x'.repeat(5000)}` });
    expect(peer.searches).toHaveLength(asked + 1);
  });
});

describe('what is set for an index', () => {
  const search = { ranking: { title: 2 }, synonyms: ['tv, television'] };
  const tuning = { ranking: { title: 2 }, synonyms: [{ of: 'tv', means: ['television'] }] };

  it('goes with all that shards are asked', async () => {
    const { peer, maps, search: ask, set } = world();
    maps.set(1, [['a'], ['b']]);
    peer.serve('a', '1.0', documents(1));
    peer.serve('b', '1.1', documents(1, 'e'));
    set.settings = { search };
    await ask({ query: 'tv' });
    for (const asked of [peer.counted, peer.searches, peer.detailed]) {
      expect(asked.length).toBeGreaterThan(1);
      const { synonyms } = tuning;
      for (const { request } of asked)
        expect(request).toMatchObject({
          query: 'tv',
          tuning: asked === peer.counted ? { synonyms } : tuning,
        });
    }
    await ask({ query: 'radio' });
    expect(peer.searches.at(-1)?.request.tuning).toEqual({ ranking: { title: 2 } });
  });

  it('has words counted anew when other synonyms are set', async () => {
    const { peer, maps, search: ask, set } = world();
    maps.set(1, [['a'], ['b']]);
    peer.serve('a', '1.0', documents(1));
    peer.serve('b', '1.1', documents(1, 'e'));
    for (const settings of [{}, {}, { search }, { search }]) {
      set.settings = settings;
      await ask({ query: 'tv' });
    }
    const { synonyms } = tuning;
    const counted = [undefined, undefined, { synonyms }, { synonyms }];
    expect(peer.counted.map(({ request }) => request.tuning)).toEqual(counted);
  });

  it('is as it was read last where it cannot be read, or not soon; an index of which it never was is not searched', async () => {
    const { clock, peer, maps, router, search: ask, set } = world();
    maps.set(1, [['a']]);
    peer.serve('a', '1.0', documents(3));
    const suggest = () =>
      router.suggest({ index: 'x', typed: 'op', limit: 3, signal: new AbortController().signal });
    for (const settings of [new Error('the table is away'), 'hangs'] as const) {
      Object.assign(set, { settings, known: undefined });
      for (const asked of [() => ask(), suggest]) {
        const [outcome] = await clock.run(Promise.allSettled([asked()]));
        expect(outcome).toMatchObject({ reason: { code: 'index_not_ready' } });
      }
      set.known = { search: { hidden: ['https://site.gov/old'] } };
      const before_ms = clock.monotonic();
      expect(await clock.run(ask())).toMatchObject({ total: 3 });
      expect(clock.monotonic() - before_ms).toBeLessThan(TIMEOUT_MS / 2);
      expect(peer.searches.at(-1)?.request.tuning).toEqual({ hidden: ['https://site.gov/old'] });
      await clock.run(suggest());
      expect(peer.typed.at(-1)?.request.hidden).toEqual(['https://site.gov/old']);
    }
  });
});

describe('a search of several shards', () => {
  it('asks for details of the merged hits alone, of the replicas that found them', async () => {
    const { peer, maps, search } = world();
    maps.set(1, [['a'], ['b']]);
    peer.serve('a', '1.0', [
      { id: 'x', score: 5, match: 'all' },
      { id: 'z', score: 1, match: 'all' },
    ]);
    peer.serve('b', '1.1', [{ id: 'y', score: 3, match: 'all' }]);
    const answer = await search({ limit: 2 });
    expect(answer.hits).toEqual([
      { id: 'x', score: ALL + 5, pinned: false, missing: [], ...detailsOf('x') },
      { id: 'y', score: ALL + 3, pinned: false, missing: [], ...detailsOf('y') },
    ]);
    expect(answer.total).toBe(3);
    expect(peer.detailed.map(({ endpoint, request }) => [endpoint, request.ids])).toEqual([
      ['a', ['x']],
      ['b', ['y']],
    ]);
    // By the words of all shards, as they were found.
    for (const { request } of peer.detailed) expect(request.statistics).toMatchObject({ documents: 3 });
  });

  it('counts a shard as silent that did not count the words', async () => {
    const { clock, peer, maps, search } = world();
    maps.set(1, [['a'], ['b']]);
    peer.serve('a', '1.0', documents(1));
    peer.serve('b', '1.1', documents(1, 'e'));
    peer.before = async (endpoint) => {
      if (endpoint === 'b' && peer.searches.length === 0) throw new PeerError('failed', 'it broke');
    };
    const answer = await clock.run(search());
    expect(answer.shards).toEqual({ total: 2, answered: 1 });
    expect(answer.hits.map(({ id }) => id)).toEqual(['d0']);
    expect(peer.searches.map(({ endpoint }) => endpoint)).toEqual(['a']);
  });

  it('has words counted once, and searches with the sums', async () => {
    const { peer, maps, search } = world();
    maps.set(1, [['a'], ['b']]);
    peer.serve('a', '1.0', documents(2));
    peer.serve('b', '1.1', documents(3, 'e'));
    for (const offset of [0, 2]) await search({ limit: 2, offset });
    expect(peer.counted).toHaveLength(2);
    const statistics = { documents: 5, length: 5, languages: [], words: {} };
    expect(peer.searches.map(({ request }) => request.statistics)).toEqual(
      Array.from({ length: 4 }, () => statistics),
    );
    maps.set(2, [['a'], ['b']]);
    for (const [n, endpoint] of ['a', 'b'].entries()) peer.serve(endpoint, `2.${n}`, documents(1));
    await search();
    expect(peer.counted).toHaveLength(4);
  });

  it('answers as one shard with all documents would, whatever the split', async () => {
    const document = record({
      id: string({ minLength: 1, unit: 'binary' }),
      score: nat(4),
      match: constantFrom<'all' | 'any'>('all', 'any'),
      shard: nat(4),
    });
    await assert(
      asyncProperty(
        uniqueArray(document, { selector: ({ id }) => id, maxLength: 30 }),
        integer({ min: 1, max: 20 }),
        nat(20),
        async (all, limit, offset) => {
          const answers = await Promise.all(
            [1, 3].map(async (count) => {
              const { peer, maps, search } = world();
              const shards = Array.from({ length: count }, (_, n) => n);
              maps.set(
                1,
                shards.map((n) => [`s${n}`]),
              );
              for (const n of shards)
                peer.serve(
                  `s${n}`,
                  `1.${n}`,
                  all.filter(({ shard }) => shard % count === n),
                );
              const { shards: _shards, timings: _timings, ...answer } = await search({ limit, offset });
              return answer;
            }),
          );
          expect(answers[1]).toEqual(answers[0]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('leaves out shards that do not answer before the deadline, and says so', async () => {
    const { clock, peer, maps, search } = world();
    maps.set(1, [['a'], ['b']]);
    peer.serve('a', '1.0', documents(2));
    peer.serve('b', '1.1', documents(2, 'e'));
    peer.before = (endpoint, signal) => (endpoint === 'b' ? hang(signal) : Promise.resolve());
    const answering = search();
    await clock.advance(TIMEOUT_MS);
    expect(await answering).toMatchObject({ total: 2, shards: { total: 2, answered: 1 } });
    expect((await answering).hits.map(({ id }) => id)).toEqual(['d0', 'd1']);
  });

  it('leaves out the hits of a shard whose details do not come, and does not count it', async () => {
    const { clock, peer, maps, search } = world();
    maps.set(1, [['a'], ['b']]);
    peer.serve('a', '1.0', documents(2));
    peer.serve('b', '1.1', documents(3, 'e'));
    peer.before = (endpoint, signal) =>
      endpoint === 'b' && peer.detailed.length > 0 ? hang(signal) : Promise.resolve();
    const answering = search();
    await clock.advance(TIMEOUT_MS);
    expect(await answering).toMatchObject({ total: 2, shards: { total: 2, answered: 1 } });
    expect((await answering).hits.map(({ id }) => id)).toEqual(['d0', 'd1']);
  });

  it('is not held up by a peer that heeds no signal', async () => {
    const { clock, peer, maps, search } = world();
    maps.set(1, [['a']]);
    peer.serve('a', '1.0', documents(2));
    peer.before = () => new Promise(() => undefined);
    const outcome = Promise.allSettled([search()]);
    await clock.advance(TIMEOUT_MS);
    const reason = { code: 'no_shard_answered', shards: { total: 1, answered: 0 } };
    expect(await outcome).toMatchObject([{ status: 'rejected', reason }]);
  });

  it('counts a shard as down that no searcher serves', async () => {
    const { clock, peer, maps, search } = world();
    maps.set(1, [['a'], []]);
    peer.serve('a', '1.0', documents(2));
    const answering = search();
    await clock.advance(100);
    expect(await answering).toMatchObject({ total: 2, shards: { total: 2, answered: 1 } });
  });
});

describe('a replica that fails', () => {
  it('is replaced by another one, once, and avoided for a while', async () => {
    const { clock, peer, maps, search } = world();
    maps.set(1, [['a', 'b']]);
    for (const endpoint of ['a', 'b']) peer.serve(endpoint, '1.0', documents(2));
    peer.before = (endpoint) =>
      endpoint === 'a' ? Promise.reject(new PeerError('unreachable', 'refused')) : Promise.resolve();
    for (let n = 0; n < 10; n++) expect(await search()).toMatchObject({ shards: { total: 1, answered: 1 } });
    expect(peer.searches.filter(({ endpoint }) => endpoint === 'a')).toHaveLength(1);
    await clock.advance(6000);
    for (let n = 0; n < 4; n++) await search();
    expect(peer.searches.filter(({ endpoint }) => endpoint === 'a')).toHaveLength(2);
  });

  it('only because its caller went away is trusted still', async () => {
    const { clock, peer, maps, search } = world();
    maps.set(1, [['a', 'b']]);
    for (const endpoint of ['a', 'b']) peer.serve(endpoint, '1.0', documents(2));
    peer.before = (_, signal) => hang(signal);
    const caller = new AbortController();
    const outcome = Promise.allSettled([search({ signal: caller.signal })]);
    await clock.settle();
    caller.abort(new Error('gone away'));
    await outcome;
    peer.before = () => Promise.resolve();
    for (let n = 0; n < 4; n++) await search();
    const counts = Object.groupBy(peer.searches.slice(1), ({ endpoint }) => endpoint);
    expect(Object.values(counts).map((asked) => asked?.length)).toEqual([2, 2]);
  });

  it('by hanging is given up at half time for another one', async () => {
    const { clock, peer, maps, search } = world();
    maps.set(1, [['a', 'b']]);
    for (const endpoint of ['a', 'b']) peer.serve(endpoint, '1.0', documents(2));
    peer.before = (endpoint, signal) =>
      peer.searches[0]?.endpoint === endpoint ? hang(signal) : Promise.resolve();
    const answering = search();
    await clock.advance(TIMEOUT_MS / 2);
    expect(await answering).toMatchObject({ total: 2, shards: { answered: 1 } });
  });

  it('and is the only one is asked once more after a moment', async () => {
    const { clock, peer, maps, search } = world();
    maps.set(1, [['a']]);
    peer.serve('a', '1.0', documents(2));
    let failures = 1;
    peer.before = () => (failures-- > 0 ? Promise.reject(new PeerError('busy', 'later')) : Promise.resolve());
    const answering = search();
    await clock.advance(50);
    expect(await answering).toMatchObject({ total: 2 });
  });

  it('twice is left out, with the reason where nobody answered', async () => {
    const { clock, peer, maps, search } = world();
    maps.set(1, [['a']]);
    peer.before = () => Promise.reject(new PeerError('failed', 'the disk is gone'));
    const outcome = Promise.allSettled([search()]);
    await clock.advance(50);
    const reason = { code: 'no_shard_answered', message: expect.stringContaining('the disk is gone') };
    expect(await outcome).toMatchObject([{ status: 'rejected', reason }]);
    expect(peer.searches).toHaveLength(2);
  });
});

describe('while packs are swapped', () => {
  it('a search whose pack went away begins anew with the new version, in all shards', async () => {
    const { clock, peer, maps, search } = world();
    maps.set(1, [['a'], ['b']]);
    peer.serve('a', '1.0', documents(2, 'old'));
    const answering = search();
    maps.set(2, [['a'], ['b']]);
    peer.serve('a', '2.0', documents(2, 'new-a'));
    peer.serve('b', '2.1', documents(2, 'new-b'));
    await clock.advance(100);
    const answer = await answering;
    expect(answer).toMatchObject({ version: 2, shards: { total: 2, answered: 2 } });
    expect(answer.hits.every(({ id }) => id.startsWith('new'))).toBe(true);
  });

  it('no search fails, none mixes versions, and answers never go back (I6)', async () => {
    await assert(
      asyncProperty(array(integer({ min: 0, max: 60 }), { minLength: 5, maxLength: 40 }), async (pauses) => {
        const { clock, peer, maps, search } = world();
        const answers: number[] = [];
        const serve = (version: number) => {
          for (const [n, endpoint] of ['a', 'b'].entries()) {
            peer.serve(endpoint, `${version}.${n}`, documents(3, `${version}.${n}.`));
          }
        };
        serve(1);
        maps.set(1, [['a'], ['b']]);
        peer.before = () => clock.sleep(20);
        const searches = [];
        let version = 1;
        for (const pause_ms of pauses) {
          const before = answers.at(-1) ?? 0;
          const searching = search().then((answer) => {
            const versions = new Set(answer.hits.map(({ id }) => id.split('.')[0]));
            expect([...versions]).toEqual([String(answer.version)]);
            expect(answer.shards).toEqual({ total: 2, answered: 2 });
            expect(answer.version).toBeGreaterThanOrEqual(Math.max(before, answers.at(-1) ?? 0));
            return answers.push(answer.version);
          });
          searches.push(searching);
          await clock.advance(pause_ms);
          if (pause_ms % 3 !== 0) continue;
          serve(version + 1);
          maps.set(version + 1, [['a'], ['b']]);
          for (const [n, endpoint] of ['a', 'b'].entries()) peer.drop(endpoint, `${version}.${n}`);
          version += 1;
          await clock.advance(150);
        }
        await clock.advance(1000);
        await Promise.all(searches);
        expect(answers).toHaveLength(pauses.length);
      }),
      { numRuns: 30 },
    );
  });

  it('a map that went back is not asked', async () => {
    const { peer, maps, search } = world();
    maps.set(2, [['a']]);
    peer.serve('a', '2.0', documents(1));
    await search();
    maps.set(1, [['a']]);
    await expect(search()).rejects.toMatchObject({ code: 'index_not_ready' });
  });
});

describe('a search that cannot be', () => {
  it('names an index that is not there, or not yet', async () => {
    const { maps, search } = world();
    await expect(search({ index: 'nowhere' })).rejects.toMatchObject({ code: 'index_not_found' });
    maps.maps.set('x', 'not_ready');
    await expect(search()).rejects.toMatchObject({ code: 'index_not_ready' });
  });

  it('is refused with what is allowed', async () => {
    const { search } = world();
    const refused = { code: 'bad_query' };
    await expect(search({ query: '  ' })).rejects.toMatchObject(refused);
    await expect(search({ query: 'a'.repeat(10_001) })).rejects.toMatchObject(refused);
    for (const limit of [0, 101, 1.5, Number.NaN])
      await expect(search({ limit })).rejects.toMatchObject(refused);
    for (const offset of [-1, 991, 0.5]) await expect(search({ offset })).rejects.toMatchObject(refused);
  });

  it('ends when its caller goes away', async () => {
    const { peer, maps, search } = world();
    maps.set(1, [['a']]);
    peer.serve('a', '1.0', documents(1));
    peer.before = (_, signal) => hang(signal);
    const caller = new AbortController();
    const outcome = Promise.allSettled([search({ signal: caller.signal })]);
    caller.abort(new Error('gone away'));
    expect(await outcome).toMatchObject([{ status: 'rejected', reason: { message: 'gone away' } }]);
  });
});
