import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { finishCrawl, openCrawl } from '#core/tables/crawls.ts';
import { findCrawls } from './read-crawls.ts';

it('finds the crawls that ended last, however many have begun since', async () => {
  const table = new MemoryTable();
  const start = {
    index: 'made',
    site: 'site.gov',
    scheme: 'https',
    path: '/',
    domains: ['site.gov'],
  } as const;
  const begin = (id: string, at_ms: number) =>
    openCrawl(table, { ...start, crawl_id: `made.${id}`, limits: { depth: 1, pages: 9 } }, at_ms);
  for (const [id, ended_ms] of [
    ['b-first', 5],
    ['a-second', 6],
  ] as const)
    await finishCrawl(table, await begin(id, 1), { version: 1 }, ended_ms);
  for (let n = 10; n < 25; n += 1) await begin(`c${n}`, n);
  const { moving, ended } = await findCrawls({ table }, ['made', 'other']);
  expect(ended.map(({ sk }) => sk)).toEqual(['made.a-second', 'made.b-first']);
  expect(moving.map(({ sk }) => sk)).toEqual(Array.from({ length: 15 }, (_, n) => `made.c${24 - n}`));
});
