import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import type { IndexSettings } from '#core/settings/index-settings.ts';
import { readSettings, writeSettings } from './settings.ts';
import { MAX_REVISIONS, deleteSettingsHistory, settingsAt, settingsHistory } from './settings-history.ts';

const INDEX = 'made';

async function set(table: MemoryTable, settings: IndexSettings): Promise<boolean> {
  const before = await readSettings(table, INDEX);
  return writeSettings(table, INDEX, settings, before, { at_ms: before.revision + 1 });
}

async function listed(table: MemoryTable, limit = MAX_REVISIONS): Promise<unknown[]> {
  const history = await settingsHistory(table, INDEX, await readSettings(table, INDEX), limit);
  return history.map(({ revision, made }) => [revision, made?.at_ms]);
}

async function at(table: MemoryTable, revision: number): Promise<IndexSettings | undefined> {
  return (await settingsAt(table, INDEX, await readSettings(table, INDEX), revision))?.settings;
}

it('keeps what was set before, the latest first', async () => {
  const table = new MemoryTable();
  expect(await listed(table)).toEqual([]);
  for (const max_depth of [1, 2, 3]) await set(table, { crawl: { max_depth } });
  expect(await listed(table)).toEqual([
    [3, 3],
    [2, 2],
    [1, 1],
  ]);
  expect(await listed(table, 2)).toEqual([
    [3, 3],
    [2, 2],
  ]);
  expect(await listed(table, 1)).toEqual([[3, 3]]);
  expect(await at(table, 2)).toEqual({ crawl: { max_depth: 2 } });
  expect(await at(table, 3)).toEqual({ crawl: { max_depth: 3 } });
  expect([await at(table, 0), await at(table, 4)]).toEqual([undefined, undefined]);
});

it('lists as many of a table that ends its pages early', async () => {
  const table = new MemoryTable();
  for (const max_depth of [1, 2, 3, 4, 5, 6]) await set(table, { crawl: { max_depth } });
  const query = table.query.bind(table);
  table.query = (name, asked) => query(name, { ...asked, limit: 2 });
  expect(await listed(table)).toHaveLength(6);
  expect(await listed(table, 4)).toEqual([6, 5, 4, 3].map((n) => [n, n]));
});

it('keeps so many, and with the next change takes away what a crash has left', async () => {
  const table = new MemoryTable();
  for (let n = 1; n <= MAX_REVISIONS + 1; n += 1) await set(table, { crawl: { max_depth: n } });
  const remove = table.delete.bind(table);
  table.delete = () => Promise.reject(new Error('the process ends'));
  await expect(set(table, { crawl: { max_depth: 500 } })).rejects.toThrow('ends');
  table.delete = remove;
  await set(table, { crawl: { max_depth: 600 } });
  const kept = await listed(table);
  expect(kept).toHaveLength(MAX_REVISIONS);
  expect(kept.at(-1)).toEqual([4, 4]);
  expect((await table.query('indexes', { pk: `settings ${INDEX}` })).rows).toHaveLength(MAX_REVISIONS - 1);
  expect(await at(table, 3)).toBeUndefined();
});

it('loses no revision and invents none when the process ends between its two writes', async () => {
  const table = new MemoryTable();
  await set(table, { crawl: { max_depth: 1 } });
  const put = table.put.bind(table);
  table.put = (name, row, expected) =>
    row.pk === 'settings' ? Promise.reject(new Error('the process ends')) : put(name, row, expected);
  await expect(set(table, { crawl: { max_depth: 2 } })).rejects.toThrow('ends');
  expect(await listed(table)).toEqual([[1, 1]]);
  table.put = put;
  await set(table, { crawl: { max_depth: 3 } });
  expect(await listed(table)).toEqual([
    [2, 2],
    [1, 1],
  ]);
  expect(await at(table, 1)).toEqual({ crawl: { max_depth: 1 } });
});

it('tells the change of who won, of two at one moment', async () => {
  const table = new MemoryTable();
  await set(table, {});
  const before = await readSettings(table, INDEX);
  const change = (note: string): Promise<boolean> =>
    writeSettings(table, INDEX, { crawl: { max_depth: note.length } }, before, { at_ms: 2, note });
  expect(await Promise.all([change('one'), change('other')])).toEqual([true, false]);
  await set(table, {});
  const [, second] = await settingsHistory(table, INDEX, await readSettings(table, INDEX), 3);
  expect(second?.made?.note).toBe('one');
  expect(await at(table, 2)).toEqual({ crawl: { max_depth: 3 } });
});

it('has no secret, and goes as a whole', async () => {
  const table = new MemoryTable();
  await set(table, { request: { hosts: ['site.gov'], headers: { 'x-key': 'very secret' } } });
  await set(table, {});
  const { rows } = await table.query('indexes', { pk: `settings ${INDEX}` });
  expect(JSON.stringify(rows)).toMatch(/x-key/);
  expect(JSON.stringify(rows)).not.toMatch(/very secret/);
  await deleteSettingsHistory(table, INDEX);
  expect((await table.query('indexes', { pk: `settings ${INDEX}` })).rows).toEqual([]);
});
