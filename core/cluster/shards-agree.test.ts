import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { assemblePack } from '#core/pack/assemble.ts';
import type { Document } from '#core/pack/document.ts';
import { PackIndex } from '#core/pack/impact/pack-index.ts';
import { openPack } from '#core/pack/open.ts';
import { searchPack, statisticsOf } from '#core/pack/search.ts';
import { stageDocuments } from '#core/pack/staging.ts';
import { page, temporaryFolder } from '#core/pack/testing/documents.ts';
import { sumStatistics } from '#core/query/statistics.ts';
import { mergeHits } from './merge-hits.ts';
import { groupByShard, hashShards } from './shard-range.ts';

const DOCUMENTS = 800;
const QUERIES = 500;
/** One of so many is asked with hits put together, too. */
const SOME = 4;
const PAGE = { offset: 0, limit: 10 };
const FACETS = ['lang', 'fields.colour'];
const SYLLABLES = ['ta', 'lo', 'mir', 'sen', 'ko', 'ru', 'pel', 'in', 'da', 'for', 'es', 'gu'];

/** Numbers below a bound, the smaller the more often, as words come in texts: the same ones at each run. */
function* drawn(): Generator<(bound: number) => number> {
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  for (;;) yield (bound) => Math.floor(bound ** next()) - 1;
}
const draw = drawn().next().value ?? (() => 0);

function word(): string {
  const n = draw(1500);
  const letters = [n % 12, Math.floor(n / 12) % 12, Math.floor(n / 144)].map((at) => SYLLABLES[at]);
  return letters.slice(0, n < 12 ? 1 : n < 144 ? 2 : 3).join('') + ['', 's', 'ing', 'ed'][draw(5)];
}

function words(most: number): string {
  return Array.from({ length: 1 + draw(most) }, word).join(' ');
}

function documents(): Document[] {
  return Array.from({ length: DOCUMENTS }, (_, n) =>
    page({
      path: `/${n % 7}/${n}`,
      title: words(6),
      headings: words(20),
      body: Array.from({ length: 1 + (n % 5) }, () => words(60)).join('. '),
      language: ['en', 'de', ''][n % 3] ?? '',
      links_in: n % 11,
      fields: n % 4 === 0 ? { colour: [['red', 'green', 'blue'][n % 3] ?? ''] } : {},
    }),
  );
}

/** Of all kinds: words, sentences, phrases, beginnings, what is not wanted, one of two, and filters. */
function queries(): string[] {
  const kinds: (() => string)[] = [
    word,
    () => words(4),
    () => words(40),
    () => `"${word()} ${word()}" ${word()}`,
    () => `${word().slice(0, 3)}* ${word()}`,
    () => `${words(3)} -${word()}`,
    () => `${word()} OR ${word()} ${word()}`,
    () => `title:${word()} lang:de ${word()}`,
  ];
  return Array.from({ length: QUERIES }, (_, n) => kinds[n % kinds.length]?.() ?? '');
}

const folder = temporaryFolder();
const opened: PackIndex[] = [];
afterAll(() => {
  for (const pack of opened) pack.close();
  folder[Symbol.dispose]();
}, 60_000);

function packsOf(all: readonly Document[], count: number): PackIndex[] {
  const shards = hashShards(count);
  const groups = groupByShard(shards, all, ({ id }) => id);
  return shards.map((shard) => {
    const [staging, out] = [join(folder.path, `${shard.name}.staging`), join(folder.path, shard.name)];
    stageDocuments({ path: staging, upserts: groups.get(shard) ?? [] });
    assemblePack({ staging, out, definition: shard.definition });
    const pack = new PackIndex(openPack(out));
    opened.push(pack);
    return pack;
  });
}

function answer(packs: readonly PackIndex[], query: string, collapse?: string) {
  const statistics = sumStatistics(packs.map((pack) => statisticsOf(pack, { query })));
  const asked = {
    query,
    statistics,
    facets: FACETS,
    limit: PAGE.limit,
    details_from: PAGE.limit,
    ...(collapse === undefined ? {} : { collapse }),
  };
  const { hits, ...found } = mergeHits(
    packs.map((pack) => searchPack(pack, asked)),
    PAGE,
  );
  return { ...found, hits: hits.map(({ id, score, missing }) => ({ id, score, missing })) };
}

it('one shard to sixteen give the same ids, scores, order, totals and facets, to the last bit', () => {
  const all = documents();
  const asked = queries();
  const one = packsOf(all, 1);
  const expected = asked.map((query) => answer(one, query));
  const collapsed = asked
    .filter((_, n) => n % SOME === 0)
    .map((query) => [query, answer(one, query, 'lang')] as const);
  const found = expected.filter(({ hits }) => hits.length > 0);
  expect(found.length).toBeGreaterThan(QUERIES * 0.9);
  expect(found.some(({ match }) => match === 'any') && found.some(({ match }) => match === 'all')).toBe(true);
  for (const [count, every] of [
    [16, 1],
    [5, 5],
    [2, 5],
  ] as const) {
    const packs = packsOf(all, count);
    for (let n = 0; n < asked.length; n += every)
      expect(answer(packs, asked[n] ?? ''), `${count} shards: ${asked[n]}`).toEqual(expected[n]);
    for (const [query, best] of collapsed)
      expect(answer(packs, query, 'lang'), `${count} shards: ${query}`).toEqual(best);
  }
}, 60_000);
