import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { MOST_STARTS, deleteStarts, forgetOldStarts, keptStarts, noteStart } from './start-pages.ts';

const url = (n: number): string => `https://site.gov/${n}`;

it('the pages at which crawls of an index began are known once each, the last one first, until they are deleted', async () => {
  const table = new MemoryTable();
  for (const [n, at_ms] of [
    [1, 10],
    [2, 20],
    [1, 30],
  ] as const)
    await noteStart(table, 'made', url(n), at_ms);
  await noteStart(table, 'other', url(3), 40);
  expect(await keptStarts(table, 'made')).toEqual([url(1), url(2)]);
  await deleteStarts(table, 'made');
  expect(await keptStarts(table, 'made')).toEqual([]);
  expect(await keptStarts(table, 'other')).toEqual([url(3)]);
});

it('those at which no crawl has begun for the longest are forgotten where there are too many', async () => {
  const table = new MemoryTable();
  for (let n = 0; n < MOST_STARTS + 2; n += 1) await noteStart(table, 'made', url(n), n);
  const kept = Array.from({ length: MOST_STARTS }, (_, n) => url(MOST_STARTS + 1 - n));
  expect(await keptStarts(table, 'made')).toEqual(kept);
  await forgetOldStarts(table, 'made');
  expect(await keptStarts(table, 'made')).toEqual(kept);
  const { rows } = await table.query('crawls', { pk: 'starts made' });
  expect(rows).toHaveLength(MOST_STARTS);
});
