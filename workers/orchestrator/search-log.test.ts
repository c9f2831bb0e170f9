import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import type { IndexSettings } from '#core/settings/index-settings.ts';
import type { FoundSearch } from '#core/searches/index-searches.ts';
import { SummedSearches } from '#core/searches/sum-searches.ts';
import { deletePartition } from '#core/tables/key-batches.ts';
import { noteKnown } from '#core/tables/indexes.ts';
import { readSearches } from '#core/tables/searches.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { queryAll } from '#ports/table.ts';
import { SearchLog } from './search-log.ts';

const DAY_MS = 86_400_000;
const TEN_MS = 600_000;

class FailingTable extends MemoryTable {
  failing: 'no' | 'before' | 'after' = 'no';
  /** Whether what was asked before cannot be read. */
  unread = false;
  /** How often that was. */
  reads = 0;

  override async query(...asked: Parameters<MemoryTable['query']>): ReturnType<MemoryTable['query']> {
    if (asked[1].reverse === true) this.reads += 1;
    if (asked[1].reverse === true && this.unread) throw new Error('the table is out of reach');
    return super.query(...asked);
  }

  override async put(...row: Parameters<MemoryTable['put']>): Promise<boolean> {
    if (this.failing === 'before') throw new Error('the table is out of reach');
    const done = await super.put(...row);
    if (this.failing === 'after') throw new Error('the connection broke');
    return done;
  }
}

/** A table, and processes that count into it. */
function world() {
  const clock = new VirtualClock();
  const table = new FailingTable();
  const random = new CountingRandom();
  const set: { settings: IndexSettings; gone: boolean } = { settings: {}, gone: false };
  const start = (query_times = 1, keep_days = 30) =>
    new SearchLog({
      table,
      clock,
      random,
      query_times,
      keep_days,
      isActive: () => true,
      log: pino({ level: 'silent' }),
      maps: { map: () => (set.gone ? 'unknown' : 'not_ready') },
      settings: { get: async () => set.settings },
    });
  /** Of the last year. */
  const summed = async (index = 'x') => {
    const sum = new SummedSearches();
    for await (const { day, counts } of readSearches(table, index, '')) sum.add(day, counts);
    return sum;
  };
  const stored = (index = 'x') => Array.fromAsync(queryAll(table, 'indexes', { pk: `searches ${index}` }));
  return { clock, table, set, start, summed, stored };
}

function search(query: string, more: Partial<FoundSearch> = {}): FoundSearch {
  const plain = {
    offset: 0,
    counted: true,
    total: 1,
    partial: false,
    corrected: false,
    took_ms: 3,
    urls: ['u'],
  };
  return { query, ...plain, ...more };
}

/** So that it is suggested. */
async function askOften(log: SearchLog, clock: VirtualClock, query: string): Promise<void> {
  for (let day = 0; day < 3; day += 1) {
    for (let n = 0; n < 4; n += 1) log.note('x', search(query));
    await log.write('x');
    await clock.advance(DAY_MS);
  }
}

describe('what is counted', () => {
  it('is written every half minute, and when the process ends', async () => {
    const { clock, start, summed } = world();
    const log = start();
    const stop = new AbortController();
    const running = log.run({ signal: stop.signal });
    log.note('x', search('a'));
    await clock.advance(29_000);
    expect((await summed()).totals.searches).toBe(0);
    await clock.advance(1000);
    expect((await summed()).totals.searches).toBe(1);
    log.note('x', search('a'));
    stop.abort();
    await clock.settle();
    await running;
    expect((await summed()).totals.searches).toBe(2);
  });

  it('of several processes adds up, in a row of each for each day', async () => {
    const { clock, start, summed, stored } = world();
    const [one, other] = [start(), start()];
    for (const log of [one, other, other]) log.note('x', search('a'));
    one.click('x', { query: 'a', url: 'u', position: 1 });
    await one.write('x');
    await other.write('x');
    await clock.advance(DAY_MS);
    other.note('x', search('a'));
    await other.write('x');
    expect(await stored()).toHaveLength(3);
    const { totals, queries } = await summed();
    expect(totals).toMatchObject({ searches: 4, clicks: 1 });
    expect(queries).toMatchObject([{ text: 'a', asked: 4, clicks: 1, days: 2 }]);
  });

  it('is not written of an index that is set so, nor of one that is gone, and comes to nothing later', async () => {
    const { set, start, stored } = world();
    const log = start();
    log.note('x', search('a'));
    set.settings = { search: { analytics: false } };
    await log.write('x');
    set.settings = {};
    await log.write('x');
    log.note('x', search('a'));
    set.gone = true;
    await log.write('x');
    set.gone = false;
    await log.write('x');
    expect(await stored()).toEqual([]);
  });

  it('is counted once though a write seemed to fail, and written later if it did', async () => {
    const { table, start, summed } = world();
    const log = start();
    for (const failing of ['after', 'before', 'after', 'no', 'no'] as const) {
      table.failing = failing;
      log.note('x', search('a'));
      await log.write('x').catch(() => undefined);
    }
    // The write after one of which nobody knows finds out, and the next one writes.
    await log.write('x');
    expect((await summed()).totals.searches).toBe(5);
  });
});

describe('a query that was written by another process, or before a restart', () => {
  it('need not be asked anew so many times', async () => {
    const { clock, start, summed } = world();
    const before = start(3);
    for (let n = 0; n < 3; n += 1) {
      before.note('x', search('marriage'));
      await clock.advance(TEN_MS);
    }
    await before.write('x');
    const after = start(3);
    after.note('x', search('marriage'));
    after.note('x', search('divorce'));
    await after.write('x');
    const { queries, totals } = await summed();
    expect(queries).toMatchObject([{ text: 'marriage', asked: 4 }]);
    expect(totals.searches).toBe(5);
  });
});

describe('a deletion', () => {
  it('takes what is written and what is in memory', async () => {
    const { start, stored } = world();
    const log = start();
    log.note('x', search('a'));
    await log.write('x');
    log.note('x', search('a'));
    await log.delete('x');
    await log.write('x');
    expect(await stored()).toEqual([]);
    log.note('x', search('b'));
    await log.write('x');
    expect(await stored()).toMatchObject([{ searches: 1, queries: [{ text: 'b' }] }]);
  });

  it('waits for a write that is under way, which would bring it back', async () => {
    const { start, stored } = world();
    const log = start();
    log.note('x', search('a'));
    await Promise.all([log.write('x'), log.delete('x')]);
    expect(await stored()).toEqual([]);
  });

  it('takes what is asked while it goes on, and no suggestion brings back what was', async () => {
    const { clock, start, stored } = world();
    const log = start();
    await askOften(log, clock, 'ada lovelace');
    const deletion = log.delete('x');
    log.note('x', search('ada lovelace'));
    log.suggestions('x', 'ada', 5);
    await Promise.all([log.write('x'), deletion, log.write('x')]);
    await clock.settle();
    expect(await stored()).toEqual([]);
    log.suggestions('x', 'ada', 5);
    await clock.settle();
    expect(log.suggestions('x', 'ada', 5)).toEqual([]);
  });

  it.each([0, DAY_MS])(
    'by another process has a query be asked anew so many times, %s ms later too',
    async (later_ms) => {
      const { clock, start, summed } = world();
      const [one, other] = [start(3), start(3)];
      for (let n = 0; n < 3; n += 1) {
        one.note('x', search('ada lovelace'));
        other.note('x', search('ada lovelace'));
        await clock.advance(TEN_MS);
      }
      await one.write('x');
      await other.write('x');
      await one.delete('x');
      await clock.advance(later_ms);
      other.note('x', search('tides'));
      await other.write('x');
      other.note('x', search('ada lovelace'));
      await other.write('x');
      const { queries, totals } = await summed();
      expect(queries).toEqual([]);
      expect(totals.searches).toBe(1);
    },
  );

  it('by another process holds: what was counted before does not come back', async () => {
    const { table, start, stored } = world();
    const log = start();
    log.note('x', search('a'));
    await log.write('x');
    await deletePartition(table, 'indexes', 'searches x');
    log.note('x', search('a'));
    await log.write('x');
    await log.write('x');
    expect(await stored()).toEqual([]);
    log.note('x', search('b'));
    await log.write('x');
    expect(await stored()).toMatchObject([{ searches: 1 }]);
  });
});

it('what is older than it is kept is dropped, once a day', async () => {
  const { clock, table, start, stored } = world();
  await noteKnown(table, 'x');
  const log = start(1, 5);
  const stop = new AbortController();
  const running = log.run({ signal: stop.signal });
  for (let day = 0; day < 7; day += 1) {
    log.note('x', search('a'));
    await clock.advance(DAY_MS);
  }
  const left = (await stored()).map(({ sk }) => sk.slice(0, 10));
  stop.abort();
  await clock.settle();
  await running;
  expect(left).toEqual(['2023-11-17', '2023-11-18', '2023-11-19', '2023-11-20']);
});

it('what was written before is read once a day, however many indexes are searched', async () => {
  const { clock, table, start } = world();
  const log = start();
  const reads = async () => {
    table.reads = 0;
    for (let n = 0; n < 210; n += 1) log.note(`i${n}`, search('a'));
    for (let n = 0; n < 210; n += 1) await log.write(`i${n}`);
    return table.reads;
  };
  expect([await reads(), await reads(), await reads()]).toEqual([210, 0, 0]);
  await clock.advance(DAY_MS);
  expect([await reads(), await reads()]).toEqual([210, 0]);
});

describe('suggestions', () => {
  it('stay as they were where they cannot be read anew, which is tried now and then', async () => {
    const { clock, table, start } = world();
    const log = start();
    await askOften(log, clock, 'opening hours');
    const suggested = async () => {
      const texts = log.suggestions('x', 'open', 5).map(({ text }) => text);
      await clock.settle();
      return texts;
    };
    await suggested();
    await clock.advance(900_000);
    table.unread = true;
    table.reads = 0;
    expect([await suggested(), await suggested(), await suggested()]).toEqual([
      ['opening hours'],
      ['opening hours'],
      ['opening hours'],
    ]);
    expect(table.reads).toBe(1);
    await clock.advance(30_000);
    await suggested();
    expect(table.reads).toBe(2);
  });

  it('are held of the indexes that are asked for', async () => {
    const { clock, start } = world();
    const log = start();
    await askOften(log, clock, 'opening hours');
    log.suggestions('x', 'open', 5);
    await clock.settle();
    for (let n = 0; n < 300; n += 1) {
      log.suggestions(`i${n}`, 'open', 5);
      expect(log.suggestions('x', 'open', 5)).toHaveLength(1);
    }
  });

  it('are queries that many asked on several days, from memory, a quarter of an hour later at most', async () => {
    const { clock, start } = world();
    const log = start();
    for (let day = 0; day < 3; day += 1) {
      for (let n = 0; n < 4; n += 1) log.note('x', search('opening hours'));
      log.note('x', search('ada lovelace'));
      await log.write('x');
      await clock.advance(DAY_MS);
    }
    const suggested = () => log.suggestions('x', 'open', 5).map(({ text }) => text);
    expect(suggested()).toEqual([]);
    await clock.settle();
    expect(suggested()).toEqual(['opening hours']);
    expect(log.suggestions('x', 'ada', 5)).toEqual([]);
    await log.delete('x');
    suggested();
    await clock.settle();
    expect(suggested()).toEqual([]);
  });
});

it('holds a bounded number of queries: the index that was searched longest ago begins anew', async () => {
  const { start, summed } = world();
  const log = start();
  const indexes = Array.from({ length: 102 }, (_, n) => `i${n}`);
  for (const index of indexes) for (let n = 0; n < 1000; n += 1) log.note(index, search(`query ${n}`));
  for (const index of indexes) await log.write(index);
  const counted = await Promise.all(indexes.map(async (index) => (await summed(index)).totals.searches));
  expect(counted.slice(0, 2)).toEqual([0, 0]);
  expect(counted.slice(2).every((searches) => searches === 1000)).toBe(true);
});
