import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { readSettings, writeSettings } from '#core/tables/settings.ts';
import type { IndexSettings } from './index-settings.ts';
import { SETTINGS_FRESH_MS, SettingsCache } from './settings-cache.ts';

class CountedReads extends MemoryTable {
  reads = 0;
  failing = false;
  override get(...args: Parameters<MemoryTable['get']>): ReturnType<MemoryTable['get']> {
    this.reads += 1;
    return this.failing ? Promise.reject(new Error('no table')) : super.get(...args);
  }
}

async function set(table: MemoryTable, max_depth: number): Promise<boolean> {
  return writeSettings(table, 'made', { crawl: { max_depth } }, await readSettings(table, 'made'));
}

it('reads the settings of an index once in a while, however often it is asked', async () => {
  const table = new CountedReads();
  const clock = new VirtualClock();
  const cache = new SettingsCache(table, clock);
  expect(await Promise.all([cache.get('made'), cache.get('made')])).toEqual([{}, {}]);
  expect(table.reads).toBe(1);
  await set(table, 3);
  expect(await cache.get('made')).toEqual({});
  await clock.advance(SETTINGS_FRESH_MS);
  expect(await cache.get('made')).toEqual({ crawl: { max_depth: 3 } });
});

it('asks again after a read that failed', async () => {
  const table = new CountedReads();
  const cache = new SettingsCache(table, new VirtualClock());
  table.failing = true;
  await expect(cache.get('made')).rejects.toThrow('no table');
  table.failing = false;
  expect(await cache.get('made')).toEqual({});
});

it('keeps no more indexes than it has room for', async () => {
  const table = new CountedReads();
  const cache = new SettingsCache(table, new VirtualClock());
  for (let n = 0; n < 1000; n += 1) await cache.get(`index${n}`);
  await cache.get('index0');
  await cache.get('index1000');
  expect(table.reads).toBe(1001);
  await cache.get('index0');
  expect(table.reads).toBe(1001);
  await cache.get('index1');
  expect(table.reads).toBe(1002);
});

it('tells what it read last where it cannot read', async () => {
  const table = new CountedReads();
  const clock = new VirtualClock();
  const cache = new SettingsCache(table, clock);
  expect(cache.lastKnown('made')).toBeUndefined();
  await set(table, 3);
  const settings = await cache.get('made');
  await clock.advance(SETTINGS_FRESH_MS);
  table.failing = true;
  for (let n = 0; n < 2; n += 1) {
    await expect(cache.get('made')).rejects.toThrow('no table');
    expect(cache.lastKnown('made')).toBe(settings);
  }
  table.failing = false;
  // The same object as long as they are the same: what is made of them is kept by it.
  expect(await cache.get('made')).toBe(settings);
});

it('writes over nothing that was written since it was read', async () => {
  const table = new MemoryTable();
  const before = await readSettings(table, 'made');
  expect(await writeSettings(table, 'made', { crawl: { max_depth: 1 } }, before)).toBe(true);
  expect(await writeSettings(table, 'made', { crawl: { max_depth: 2 } }, before)).toBe(false);
  expect(await readSettings(table, 'made')).toMatchObject({
    revision: 1,
    settings: { crawl: { max_depth: 1 } },
  });
});

it('knows how fast hosts are asked by the word of the indexes it is asked for, the slowest of several', async () => {
  const table = new CountedReads();
  const clock = new VirtualClock();
  const cache = new SettingsCache(table, clock);
  const word = async (index: string, pace?: NonNullable<IndexSettings['crawl']>['pace']) =>
    writeSettings(table, index, { crawl: { pace } }, await readSettings(table, index));
  await word('fast', { hosts: ['site.gov', 'www.site.gov'], delay_ms: 0, concurrency: 8 });
  await word('slow', { hosts: ['site.gov'], delay_ms: 500 });
  expect(cache.paceFor('site.gov')).toBeUndefined();
  await cache.get('fast');
  expect(cache.paceFor('site.gov')).toEqual({ delay_ms: 0, concurrency: 8 });
  await cache.get('slow');
  expect(cache.paceFor('site.gov')).toEqual({ delay_ms: 500, concurrency: 8 });
  expect(cache.paceFor('www.site.gov')).toEqual({ delay_ms: 0, concurrency: 8 });
  expect(cache.paceFor('a.site.gov')).toBeUndefined();

  await word('slow');
  await clock.advance(SETTINGS_FRESH_MS);
  table.failing = true;
  await expect(cache.get('slow')).rejects.toThrow('no table');
  expect(cache.paceFor('site.gov'), 'not faster while that cannot be read').toMatchObject({ delay_ms: 500 });
  table.failing = false;
  const reading = cache.get('slow');
  expect(cache.paceFor('site.gov'), 'nor until it is').toMatchObject({ delay_ms: 500 });
  await reading;
  expect(cache.paceFor('site.gov')).toEqual({ delay_ms: 0, concurrency: 8 });
  await clock.advance(60_001);
  expect(cache.paceFor('site.gov'), 'nobody works for these indexes any more').toBeUndefined();
});
