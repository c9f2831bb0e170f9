import type { Statistics } from './question.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type HitDetails,
  type NearWord,
  type Peer,
  PeerError,
  type ShardCounts,
  type ShardDetails,
  type ShardHits,
  type ShardSearch,
  type ShardTyping,
  type ShardWords,
  type Suggestion,
} from './peer.ts';

/** What stands at the other end in the suite: a searcher whose answers the suite gives. */
export interface FarEnd {
  statistics(request: ShardCounts, signal: AbortSignal): Promise<Statistics>;
  near(request: ShardWords, signal: AbortSignal): Promise<NearWord[][]>;
  suggest(request: ShardTyping, signal: AbortSignal): Promise<Suggestion[]>;
  search(request: ShardSearch, signal: AbortSignal): Promise<ShardHits>;
  details(request: ShardDetails, signal: AbortSignal): Promise<HitDetails[]>;
}

export interface PeerUnderTest {
  readonly peer: Peer;
  /** Where the far end answers. */
  readonly endpoint: string;
  /** Where nobody answers. */
  readonly nowhere: string;
  close(): Promise<void>;
}

const request: ShardSearch = {
  index: 'site.gov',
  pack: 'a'.repeat(64),
  query: 'Zürich "日本" -\u0000 😀',
  statistics: { documents: 9, length: 70, languages: ['de'], words: { zurich: 1, 日本: 2 } },
  limit: 20,
  details_from: 10,
};
const details: HitDetails = {
  url: 'https://site.gov/',
  title: 'é',
  snippet: { text: 'an é', matches: [{ from: 3, to: 4 }] },
  section: { title: 'é', url: 'https://site.gov/#%C3%A9' },
  published_at_ms: 1,
  modified_at_ms: null,
  types: ['WebPage'],
  fields: { price: ['1 €'] },
};
const hits: ShardHits = {
  all: 12_345,
  any: null,
  hits: [
    { id: 'https://site.gov/', base: 1.25, score: 1.5, whole: true, missing: [], details },
    { id: 'b', base: -0, score: 0, whole: false, missing: ['日本'], key: 'é' },
  ],
  facets: [
    { name: 'type', values: [{ value: 'pdf', all: 3, any: null }], too_many: 'none' },
    { name: 'fields.price', values: [], too_many: 'all' },
  ],
  took_ms: 0.125,
};
const NONE: Statistics = { documents: 0, length: 0, languages: [], words: {} };
const never = (): AbortSignal => new AbortController().signal;

/** What every way from a router to a searcher does. `make` is given what stands at the far end. */
export function peerSuite(name: string, make: (farEnd: FarEnd) => Promise<PeerUnderTest>): void {
  describe(`${name} as Peer`, () => {
    const asked: (ShardCounts | ShardSearch | ShardDetails | ShardWords | ShardTyping)[] = [];
    let search: FarEnd['search'] = () => Promise.resolve(hits);
    let listing: FarEnd['details'] = ({ ids }) =>
      Promise.resolve(ids.map((id) => ({ ...details, title: id })));
    let near = (words: readonly string[]): NearWord[][] =>
      words.map((word) => [{ word: `${word}é`, documents: 3, edits: 1 }]);
    let subject: PeerUnderTest;
    beforeAll(async () => {
      subject = await make({
        statistics: async (question) => {
          asked.push(question);
          return request.statistics ?? NONE;
        },
        suggest: async (question) => (asked.push(question), [{ text: 'Über uns', weight: 3 }]),
        near: async (question) => (asked.push(question), near(question.words)),
        search: (question, signal) => (asked.push(question), search(question, signal)),
        details: (question, signal) => (asked.push(question), listing(question, signal)),
      });
    });
    afterAll(() => subject.close());

    it('carries a search and its hits unchanged', async () => {
      asked.length = 0;
      const found = await subject.peer.search(subject.endpoint, request, never());
      expect(asked).toEqual([request]);
      expect(found).toEqual({ ...hits, hits: [hits.hits[0], { ...hits.hits[1], base: 0 }] });
    });

    it('carries what a pack has of a query unchanged', async () => {
      const { index, pack, query } = request;
      asked.length = 0;
      const counted = await subject.peer.statistics(subject.endpoint, { index, pack, query }, never());
      expect(asked).toEqual([{ index, pack, query }]);
      expect(counted).toEqual(request.statistics);
    });

    it('carries words that are near to others, and refuses fewer than were asked for', async () => {
      const { index, pack } = request;
      const asking = { index, pack, words: ['a', 'zürich'] };
      expect(await subject.peer.near(subject.endpoint, asking, never())).toEqual(near(asking.words));
      near = () => [[]];
      await expect(subject.peer.near(subject.endpoint, asking, never())).rejects.toMatchObject({
        name: 'PeerError',
        code: 'failed',
      });
    });

    it('carries what was typed, and suggestions', async () => {
      const { index, pack } = request;
      const typing = { index, pack, typed: 'üb', most: 5 };
      asked.length = 0;
      const suggested = await subject.peer.suggest(subject.endpoint, typing, never());
      expect(asked).toEqual([typing]);
      expect(suggested).toEqual([{ text: 'Über uns', weight: 3 }]);
    });

    it('gives details in the order of the ids', async () => {
      const ids = ['b', 'a', 'https://site.gov/ü'];
      const { index, pack, query } = request;
      const found = await subject.peer.details(subject.endpoint, { index, pack, query, ids }, never());
      expect(found.map(({ title }) => title)).toEqual(ids);
    });

    it('refuses fewer details than were asked for', async () => {
      const { index, pack, query } = request;
      const usual = listing;
      listing = () => Promise.resolve([details]);
      const asking = subject.peer.details(subject.endpoint, { index, pack, query, ids: ['a', 'b'] }, never());
      await expect(asking).rejects.toMatchObject({ name: 'PeerError', code: 'failed' });
      listing = usual;
    });

    it.each(['pack_not_served', 'busy', 'timeout', 'failed'] as const)(
      'tells that the searcher said %s',
      async (code) => {
        search = () => Promise.reject(new PeerError(code, 'for a reason'));
        await expect(subject.peer.search(subject.endpoint, request, never())).rejects.toMatchObject({
          name: 'PeerError',
          code,
          message: expect.stringContaining('for a reason'),
        });
      },
    );

    it('calls it failed when the searcher fails in any other way', async () => {
      search = () => Promise.reject(new TypeError('a secret of the searcher'));
      const asking = subject.peer.search(subject.endpoint, request, never());
      await expect(asking).rejects.toMatchObject({ name: 'PeerError', code: 'failed' });
    });

    it('calls a searcher that is not there unreachable', async () => {
      const asking = subject.peer.search(subject.nowhere, request, never());
      await expect(asking).rejects.toMatchObject({ name: 'PeerError', code: 'unreachable' });
    });

    it('gives up when the signal aborts, and the searcher hears of it', async () => {
      const { promise: heard, resolve } = Promise.withResolvers<void>();
      const deadline = new AbortController();
      search = (_, signal) => {
        signal.addEventListener('abort', () => resolve());
        deadline.abort();
        return new Promise(() => undefined);
      };
      const asking = subject.peer.search(subject.endpoint, request, deadline.signal);
      await expect(asking).rejects.toMatchObject({ name: 'PeerError', code: 'timeout' });
      await heard;
      await expect(subject.peer.search(subject.endpoint, request, deadline.signal)).rejects.toMatchObject({
        code: 'timeout',
      });
    });

    it('carries many at once, each to its own answer', async () => {
      search = async ({ limit }) => ({ all: limit, any: null, hits: [], facets: [], took_ms: 0 });
      const limits = Array.from({ length: 200 }, (_, n) => n);
      const found = await Promise.all(
        limits.map((limit) => subject.peer.search(subject.endpoint, { ...request, limit }, never())),
      );
      expect(found.map(({ all }) => all)).toEqual(limits);
    });

    it('carries a thousand hits with long details', async () => {
      const many = Array.from({ length: 1000 }, (_, n) => ({
        id: `https://site.gov/${n}/${'x'.repeat(1000)}`,
        base: 1000 - n,
        score: 1000 - n,
        whole: true,
        missing: [],
        details: { ...details, snippet: { text: 'é'.repeat(1000), matches: [] } },
      }));
      search = () => Promise.resolve({ all: 1000, any: null, hits: many, facets: [], took_ms: 1 });
      expect((await subject.peer.search(subject.endpoint, request, never())).hits).toEqual(many);
    });
  });
}
