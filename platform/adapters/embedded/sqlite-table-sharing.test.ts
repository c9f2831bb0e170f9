import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { errorCode } from '#adapters/shared/error-code.ts';
import { MAX_ROW_BYTES } from '#ports/table.ts';
import { SqliteTable } from './sqlite-table.ts';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'sitepack-tables-'));
});
afterEach(() => rm(data, { recursive: true }));

test('what one process wrote, another reads at once', async () => {
  await using here = new SqliteTable({ data });
  await using there = new SqliteTable({ data });
  for (let n = 0; n < 20; n++) {
    await here.put('pages', { pk: 'p', sk: 'a', n });
    expect((await there.get('pages', { pk: 'p', sk: 'a' }))?.['n']).toBe(n);
  }
});

test('an operation that fails does not fail those that were asked for with it', async () => {
  await using table = new SqliteTable({ data });
  await table.put('pages', { pk: 'p', sk: 'a', text: 'x'.repeat(MAX_ROW_BYTES - 100) });
  const results = await Promise.allSettled([
    table.put('pages', { pk: 'p', sk: 'b' }),
    table.update('pages', { pk: 'p', sk: 'a' }, { set: { more: 'y'.repeat(200) } }),
    table.put('No Table', { pk: 'p', sk: 'c' }),
    table.query('pages', { pk: 'p', after: 'not a cursor' }),
    table.put('pages', { pk: 'p', sk: 'd' }),
  ]);
  expect(
    results.map((result) => (result.status === 'fulfilled' ? 'done' : errorCode(result.reason))),
  ).toEqual(['done', 'row_too_large', 'bad_name', 'bad_cursor', 'done']);
});

test('tables of the same name with different prefixes are different tables', async () => {
  const key = { pk: 'p', sk: 'a' };
  await using one = new SqliteTable({ data, prefix: 'one' });
  await using other = new SqliteTable({ data, prefix: 'other' });
  await using plain = new SqliteTable({ data });
  await one.put('pages', { ...key, n: 1 });
  expect(await other.insertNew('pages', [{ ...key, n: 2 }])).toEqual([true]);
  await other.update('pages', key, { set: { n: 3 } });
  expect(await one.getMany('pages', [key])).toEqual([{ ...key, n: 1 }]);
  expect((await other.query('pages', { pk: 'p' })).rows).toEqual([{ ...key, n: 3 }]);
  await other.delete('pages', key);
  expect(await one.get('pages', key)).toEqual({ ...key, n: 1 });
  expect(await plain.get('pages', key)).toBeUndefined();
  expect(await plain.get('one-pages', key)).toEqual({ ...key, n: 1 });
});

test('what was asked for before a close is done, and the data is there for the next', async () => {
  const first = new SqliteTable({ data });
  const written = Promise.all(
    Array.from({ length: 100 }, (_, n) => first.put('pages', { pk: 'p', sk: `k${n}` })),
  );
  await first.close();
  expect(await written).toHaveLength(100);
  await expect(first.get('pages', { pk: 'p', sk: 'k1' })).rejects.toMatchObject({ code: 'store_closed' });
  await using second = new SqliteTable({ data });
  expect((await second.query('pages', { pk: 'p' })).rows).toHaveLength(100);
});

test('a file that is no database is named, and nothing hangs', async () => {
  await writeFile(
    path.join(data, 'tables.sqlite'),
    'this is no database, but it is long enough to be looked at '.repeat(20),
  );
  await using table = new SqliteTable({ data });
  await expect(table.get('pages', { pk: 'p', sk: 'a' })).rejects.toThrow(/tables\.sqlite cannot be used/);
  await expect(table.put('pages', { pk: 'p', sk: 'a' })).rejects.toMatchObject({ code: 'store_failed' });
});
