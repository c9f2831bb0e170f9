import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { deleteLeftPages, forgetLeftPages, readLeftPages, writeLeftPages } from './left-pages.ts';

const HOME = { site: 'site.gov', scheme: 'https', path: '/' } as const;
const NEWS = { ...HOME, path: '/news/' };
const URL = 'https://site.gov/a';
const LEFT = { urls: [URL], crowded: true, keeping: 2 };

it('pages are left to crawls that begin at the same page, until they are forgotten or their index is deleted', async () => {
  const table = new MemoryTable();
  for (const start of [HOME, NEWS]) await writeLeftPages(table, 'made', start, LEFT);
  expect(await readLeftPages(table, 'made', NEWS)).toMatchObject(LEFT);
  expect(await readLeftPages(table, 'other', NEWS)).toBeUndefined();
  await forgetLeftPages(table, 'made', NEWS);
  expect(await readLeftPages(table, 'made', NEWS)).toBeUndefined();
  expect(await readLeftPages(table, 'made', HOME)).toBeDefined();
  await deleteLeftPages(table, 'made');
  expect(await readLeftPages(table, 'made', HOME)).toBeUndefined();
});

it('keeps the first of many long URLs: they lie in one row', async () => {
  const table = new MemoryTable();
  const urls = Array.from({ length: 1000 }, (_, n) => URL.padEnd(2000, String(n)));
  await writeLeftPages(table, 'made', HOME, { ...LEFT, urls });
  expect((await readLeftPages(table, 'made', HOME))?.urls).toEqual(urls.slice(0, 100));
});
