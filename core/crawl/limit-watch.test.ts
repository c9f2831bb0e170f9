import { expect, test } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { finishCrawl, noteCut, openCrawl, readCrawl } from '#core/tables/crawls.ts';
import { NO_PROGRESS, writeTally } from '#core/tables/tallies.ts';
import type { Limits } from '#messages/message.ts';
import { LimitWatch } from './limit-watch.ts';
import { Tallies } from './tallies.ts';

/** A table that counts queries, and may be away. */
class CountedTable extends MemoryTable {
  queries = 0;
  isAway = false;
  override query(...args: Parameters<MemoryTable['query']>): ReturnType<MemoryTable['query']> {
    this.queries += 1;
    return this.isAway ? Promise.reject(new Error('away')) : super.query(...args);
  }
}

const CRAWL = 'made.1';

/** A process that works on a crawl with others. */
async function watched(limits: Pick<Limits, 'bytes' | 'seconds'>) {
  const table = new CountedTable();
  const clock = new VirtualClock();
  const tallies = new Tallies(table, 'own');
  const start = { crawl_id: CRAWL, index: 'made', site: 'site.gov', scheme: 'https', path: '/' } as const;
  const bounds = { domains: ['site.gov'], limits: { depth: 9, pages: 9, ...limits } };
  const crawl = await openCrawl(table, { ...start, ...bounds }, clock.now());
  const watch = new LimitWatch({ table, clock, tallies });
  const wrote = (worker: string, bytes: number) =>
    writeTally(table, CRAWL, worker, { ...NO_PROGRESS, bytes });
  const reached = async () => watch.reached((await readCrawl(table, CRAWL)) ?? crawl);
  return { table, clock, crawl, tallies, wrote, reached };
}

test('a crawl comes to its limit of bytes with the last of them, whichever process fetched it', async () => {
  const { clock, tallies, wrote, reached } = await watched({ bytes: 1000 });
  expect(await reached()).toBeUndefined();
  tallies.count(CRAWL, { bytes: 400 });
  await wrote('other', 599);
  await clock.advance(1000);
  expect(await reached()).toBeUndefined();
  tallies.count(CRAWL, { bytes: 1 });
  expect(await reached()).toBe('bytes');
});

test('what this process has written is not counted twice, nor forgotten when it is counted no more', async () => {
  const { clock, tallies, wrote, reached } = await watched({ bytes: 1000 });
  tallies.count(CRAWL, { bytes: 600 });
  await wrote('own', 600);
  expect(await reached()).toBeUndefined();
  for (let n = 0; n < 1000; n += 1) tallies.count(`made.other.${n}`, { bytes: 1 });
  expect(tallies.bytesOf(CRAWL)).toBe(0);
  await wrote('other', 400);
  await clock.advance(1000);
  expect(await reached()).toBe('bytes');
});

test('what others have counted is read once a second, and of a crawl without a limit of bytes not at all', async () => {
  const { table, clock, wrote, reached } = await watched({ bytes: 1000 });
  await Promise.all([reached(), reached(), reached()]);
  await wrote('other', 1000);
  await clock.advance(999);
  expect(await reached()).toBeUndefined();
  expect(table.queries).toBe(1);
  await clock.advance(1);
  expect(await reached()).toBe('bytes');
  const without = await watched({});
  await without.reached();
  expect(without.table.queries).toBe(0);
});

test('when the table was away for a moment, the next one who asks has it read', async () => {
  const { table, wrote, reached } = await watched({ bytes: 1000 });
  await wrote('other', 1000);
  table.isAway = true;
  await expect(reached()).rejects.toThrow('away');
  table.isAway = false;
  expect(await reached()).toBe('bytes');
});

test('a crawl comes to its limit of time, by the clock of whoever asks, without reading anything', async () => {
  const { table, clock, reached } = await watched({ seconds: 60 });
  await clock.advance(59_999);
  expect(await reached()).toBeUndefined();
  await clock.advance(1);
  expect(await reached()).toBe('seconds');
  expect(table.queries).toBe(0);
});

test('what one process has noted is the limit for all; the first note stands, of a crawl that goes on', async () => {
  const { table, crawl, reached } = await watched({ bytes: 1000, seconds: 60 });
  await noteCut(table, crawl, 'seconds');
  await noteCut(table, crawl, 'bytes');
  expect(await reached()).toBe('seconds');
  expect(await readCrawl(table, CRAWL)).toMatchObject({ cut: true, ended_by: 'seconds' });
  const over = await watched({ seconds: 60 });
  await finishCrawl(over.table, over.crawl, { version: 1 }, 1);
  await noteCut(over.table, over.crawl, 'seconds');
  expect(await readCrawl(over.table, CRAWL)).toMatchObject({ cut: false });
});
