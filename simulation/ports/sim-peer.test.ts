import { expect, it } from 'vitest';
import { PeerError, type ShardHits, type ShardSearch } from '#ports/peer.ts';
import type { SearchService } from '#workers/searcher/search-service.ts';
import { FaultRig } from '../kernel/testing/fault-rig.ts';
import { SimPeer } from './sim-peer.ts';

const AT = 'http://searcher-1.test';
const REQUEST: ShardSearch = {
  index: 'docs',
  pack: 'a'.repeat(64),
  query: 'lantern',
  limit: 10,
  details_from: 10,
};

/** A router beside one searcher, nothing going wrong. */
function peerOf(rig: FaultRig, search: SearchService['search']): SimPeer {
  rig.faults.isOn = false;
  const statistics = () => Promise.reject(new Error('nobody asks for that'));
  const service = {
    statistics,
    near: statistics,
    suggest: statistics,
    search,
    details: () => Promise.resolve([]),
  };
  return new SimPeer(rig.life, new Map([[AT, { life: rig.life, service }]]));
}

it('a question and its answer arrive as copies', async () => {
  using rig = new FaultRig('crash');
  const hits: ShardHits = {
    all: 1,
    any: 1,
    hits: [{ id: 'a', base: 0.5, score: 0.75, whole: true, missing: [] }],
    facets: [],
    took_ms: 3,
  };
  const asked: ShardSearch[] = [];
  const peer = peerOf(rig, (request) => (asked.push(request), Promise.resolve(hits)));
  const seen = await rig.see(peer.search(AT, REQUEST, new AbortController().signal));
  expect([asked[0], seen]).toEqual([REQUEST, { state: 'answered', value: hits, at_ms: expect.any(Number) }]);
  expect(asked[0]).not.toBe(REQUEST);
  expect(seen.state === 'answered' && seen.value).not.toBe(hits);
});

it('of an error nothing arrives but its code and its words', async () => {
  using rig = new FaultRig('crash');
  const { signal } = new AbortController();
  const refusing = peerOf(rig, () => Promise.reject(new PeerError('busy', 'later', { cause: 'a thread' })));
  const busy = new PeerError('busy', `${AT}: later`);
  expect(await rig.see(refusing.search(AT, REQUEST, signal))).toMatchObject({ error: busy });
  const broken = peerOf(rig, () => Promise.reject(new RangeError('secret')));
  const failed = new PeerError('failed', `${AT}: the searcher failed; its log says how`);
  expect(await rig.see(broken.search(AT, REQUEST, signal))).toMatchObject({ error: failed });
});

it('whoever gives up has a timeout at once, and the searcher hears of it', async () => {
  using rig = new FaultRig('crash');
  const gone: number[] = [];
  const peer = peerOf(rig, (_request, signal) => {
    signal.addEventListener('abort', () => gone.push(rig.timeline.now_ms));
    return new Promise(() => undefined);
  });
  const stop = new AbortController();
  rig.timeline.after(800, () => stop.abort());
  const seen = await rig.see(peer.search(AT, REQUEST, stop.signal));
  expect(seen).toMatchObject({ state: 'failed', error: { code: 'timeout' }, at_ms: 800 });
  expect(gone[0]).toBeGreaterThan(800);
});
