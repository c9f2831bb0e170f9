import * as fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemClock } from '#adapters/system/system-clock.ts';
import type { IndexMap } from '#core/cluster/index-map.ts';
import { packDetails } from '#core/pack/details.ts';
import { PackIndex } from '#core/pack/impact/pack-index.ts';
import { openPack } from '#core/pack/open.ts';
import { searchPack, statisticsOf } from '#core/pack/search.ts';
import { packOf, page, temporaryFolder } from '#core/pack/testing/documents.ts';
import { oddText, oddTexts } from '#core/query/testing/odd-texts.ts';
import type { Peer } from '#ports/peer.ts';
import { asTyped } from '#workers/orchestrator/as-typed.ts';
import { Router } from '#workers/orchestrator/router.ts';
import { httpApp } from './http-app.ts';
import { type HttpFixture, httpFixture } from './testing/http-fixture.ts';

const MAP: IndexMap = {
  index: 'x',
  version: 1,
  documents: 2,
  shards: ['a', 'b'].map((pack) => ({ shard: pack, pack, replicas: [{ searcher: 's', endpoint: 'e' }] })),
};

/** Packs that are asked in this process. */
function localPeer(packs: ReadonlyMap<string, PackIndex>): Peer {
  const of = (pack: string): PackIndex => {
    const known = packs.get(pack);
    if (known === undefined) throw new Error(`there is no pack ${pack}`);
    return known;
  };
  return {
    statistics: async (_, { pack, ...request }) => statisticsOf(of(pack), request),
    near: async (_, { pack, words }) => words.map((word) => of(pack).near(word)),
    search: async (_, { pack, ...request }) => Object.assign(searchPack(of(pack), request), { took_ms: 0 }),
    details: async (_, { pack, ...request }) => packDetails(of(pack), request),
    suggest: async (_, { pack, typed, most, hidden }) => of(pack).suggest(typed, most, hidden),
    close: async () => undefined,
  };
}

const answerSchema = z.object({ total: z.int(), hits: z.array(z.object({ score: z.number() })) });
const suggestedSchema = z.object({ suggestions: z.array(z.string()) });
const problemSchema = z.object({ code: z.string(), detail: z.string().min(1) });

describe('whatever is asked', () => {
  const folder = temporaryFolder();
  const packs = new Map<string, PackIndex>();
  let fixture: HttpFixture;
  let app: ReturnType<typeof httpApp>;
  beforeAll(async () => {
    for (const name of ['a', 'b']) {
      packOf(
        [page({ path: `/${name}`, title: `tide ${name}`, body: 'tides of the sea' })],
        folder.file(name),
      );
      packs.set(name, new PackIndex(openPack(folder.file(name))));
    }
    fixture = await httpFixture();
    const router = new Router({
      maps: { map: (index) => (index === 'x' ? MAP : 'unknown') },
      peer: localPeer(packs),
      clock: systemClock,
      log: pino({ level: 'silent' }),
      settings: { get: async () => ({}), lastKnown: () => ({}) },
      asked: { suggestions: () => [] },
      timeout_ms: 10_000,
      cache_mb: 0,
      searcher_searches: 100,
    });
    app = httpApp({
      ...fixture.services,
      search: asTyped(router.search.bind(router)),
      searchAll: asTyped(router.searchAll.bind(router)),
      suggest: (request) => router.suggest(request),
    });
  });
  afterAll(async () => {
    for (const pack of packs.values()) pack.close();
    await fixture[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  /** It is answered, or it is said what is wrong with it. @param query of the URL, as it is. */
  async function check(query: string): Promise<number | string> {
    const response = await app.request(`http://localhost/v1/indexes/x/search?${query}`);
    const body: unknown = await response.json();
    const { success } = (response.status === 200 ? answerSchema : problemSchema).safeParse(body);
    return success ? response.status : `${response.status} ${JSON.stringify(body)}`;
  }
  /** An answer, or what is wrong. */
  const CLEAR = [200, 400];

  const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());
  const PARAMETERS = [
    'filter',
    'facets',
    'sort',
    'collapse',
    'cursor',
    'limit',
    'offset',
    'verbatim',
    'explain',
    'typing',
    'analytics',
  ];

  it.each(oddTexts)('is answered as a query: %s (%#)', async (_, text) => {
    const isNothing = text.trim() === '';
    expect(await check(`q=${encoded(text)}`)).toBe(isNothing ? 400 : 200);
    expect(CLEAR).toContain(await check(`q=tide&filter=${encoded(text)}`));
  });

  it('each parameter is answered, or it is said what is wrong', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...PARAMETERS), oddText, oddText, async (name, value, query) => {
        expect(CLEAR).toContain(await check(`q=tide&${name}=${encoded(value)}`));
        expect(CLEAR).toContain(await check(`q=${encoded(query)}&${name}=${encoded(value)}`));
      }),
      { numRuns: 150 },
    );
  });

  it.each(['%ff', '%c0%80', '%ed%a0%80', '%', '%zz', '%u0041', '%00', '+', '&&q=', '=', '%f0%9f%98'])(
    'bytes that are no text are: q=%s',
    async (bytes) => {
      expect(CLEAR).toContain(await check(`q=${bytes}`));
      expect(CLEAR).toContain(await check(`q=tide&filter=${bytes}&cursor=${bytes}`));
    },
  );

  it('what may be typed is suggested of anything', async () => {
    await fc.assert(
      fc.asyncProperty(oddText, async (text) => {
        const response = await app.request(`http://localhost/v1/indexes/x/suggest?q=${encoded(text)}`);
        const body: unknown = await response.json();
        const told = z.union([suggestedSchema, problemSchema]).parse(body);
        expect([response.status, 'code' in told ? told.code : undefined]).toEqual(
          'code' in told ? [400, 'bad_query'] : [200, undefined],
        );
      }),
      { numRuns: 150 },
    );
  });
});
