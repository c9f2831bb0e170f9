import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import type { Clock } from '#ports/clock.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { type IndexSettings, indexSettingsSchema } from '#core/settings/index-settings.ts';
import { scheduledCrawlId } from '#core/crawl/scheduled-crawl-id.ts';
import { finishCrawl, openCrawl, readCrawl } from '#core/tables/crawls.ts';
import { allSchedules, readSchedule, writeSchedule } from '#core/tables/schedules.ts';
import { readSettings, writeSettings } from '#core/tables/settings.ts';
import type { Message, MessageOf } from '#messages/registry.ts';
import { startScheduledCrawls } from './scheduled-crawls.ts';
import { sweepSchedules } from './sweep-schedules.ts';

const HOUR_MS = 3_600_000;
const settings = {
  concurrency: 1,
  handler_timeout_ms: 1000,
  page_timeout_s: 2,
  crawl_timeout_s: 10,
  timer_max_factor: 3,
};

/** Timer workers of one index, and what they start. */
class Scheduled {
  readonly clock = new VirtualClock();
  readonly table = new MemoryTable();
  readonly sent: MessageOf<'index+crawl'>[] = [];
  readonly #stop = new AbortController();
  /** Errors in the log. */
  readonly told: { readonly index: string }[] = [];
  /** Whether messages cannot be sent. */
  failing = false;

  /** Whether the clock says each time that an hour less has passed, once schedules were looked up that are due. */
  setBackAfterLook = false;

  get #deps() {
    let looked = false;
    const clock: Clock = {
      now: () => {
        const now_ms = this.clock.now() - (looked && this.setBackAfterLook ? 2 * HOUR_MS : 0);
        looked = true;
        return now_ms;
      },
      monotonic: () => this.clock.monotonic(),
      sleep: async (ms, signal) => {
        looked = false;
        await this.clock.sleep(ms, signal);
      },
    };
    return { table: this.table, clock, settings };
  }

  get #handling() {
    const send = async (...messages: readonly Message[]): Promise<void> => {
      if (this.failing) throw new Error('the queue is away');
      for (const message of messages) if (message.type === 'index+crawl') this.sent.push(message);
    };
    const lines = { write: (line: string) => void this.told.push(JSON.parse(line)) };
    return { log: pino({ level: 'error' }, lines), signal: this.#stop.signal, send };
  }

  async set(crawl: IndexSettings['crawl'], index = 'made'): Promise<void> {
    const parsed = indexSettingsSchema.parse({ crawl });
    await writeSettings(this.table, index, parsed, await readSettings(this.table, index));
    await this.sweep();
  }

  /** A row of settings that no version of ours wrote, in place of those of an index. */
  async spoilSettings(index: string): Promise<void> {
    const key = { pk: 'settings', sk: index };
    await this.table.update('indexes', key, {
      set: { settings: { crawl: { schedule: { kind: 'sometimes' } } } },
    });
  }

  sweep(): Promise<void> {
    return sweepSchedules(this.#deps, this.#handling);
  }

  /** Lets time pass while so many workers run. */
  async pass(ms: number, workers = 1): Promise<void> {
    const stop = new AbortController();
    const handling = { ...this.#handling, signal: stop.signal };
    const running = Array.from({ length: workers }, () => startScheduledCrawls(this.#deps, handling));
    await this.clock.advance(ms);
    stop.abort();
    await Promise.all(running);
  }

  /** A crawl that is over, with what it found. */
  async crawled(id: string, seen: { visited: number; changed: number }): Promise<void> {
    const start = {
      crawl_id: `made.${id}`,
      index: 'made',
      site: 'site.gov',
      scheme: 'https',
      path: '/',
    } as const;
    const limits = { depth: 1, pages: 1 };
    const crawl = await openCrawl(this.table, { ...start, domains: ['site.gov'], limits }, this.clock.now());
    await finishCrawl(this.table, crawl, { version: 1 }, this.clock.now(), seen);
  }
}

describe('crawls by a schedule', () => {
  it('start again and again, from the pages that are set', async () => {
    const made = new Scheduled();
    const start = ['https://site.gov/', 'https://site.gov/news'];
    await made.set({ start, schedule: { kind: 'every', interval_s: 3600 } });
    // Up to a tenth later each time.
    await made.pass(5 * HOUR_MS);
    const times = made.sent.length / 2;
    expect(times).toBeGreaterThanOrEqual(4);
    expect(times).toBeLessThanOrEqual(5);
    expect(made.sent.slice(0, 2)).toMatchObject([
      { site: 'site.gov', scheme: 'https', path: '/', index: 'made' },
      { path: '/news' },
    ]);
    expect(new Set(made.sent.map(({ crawl_id }) => crawl_id)).size).toBe(made.sent.length);
  });

  it('wait on where the clock was set back since the look that found them due', async () => {
    const made = new Scheduled();
    await made.set({ start: ['https://site.gov/'], schedule: { kind: 'every', interval_s: 3600 } });
    made.setBackAfterLook = true;
    await made.pass(1.3 * HOUR_MS);
    expect(made.sent).toEqual([]);
    made.setBackAfterLook = false;
    await made.pass(20_000);
    expect(made.sent).toHaveLength(1);
  });

  it('are one crawl though several workers start it', async () => {
    const made = new Scheduled();
    await made.set({ start: ['https://site.gov/'], schedule: { kind: 'every', interval_s: 3600 } });
    await made.pass(1.3 * HOUR_MS, 3);
    const ids = new Set(made.sent.map(({ crawl_id }) => crawl_id));
    expect(ids.size).toBeLessThanOrEqual(2);
    for (const id of ids) expect(id).toMatch(/^made\.[0-9a-hjkmnp-tv-z]{26}$/);
  });

  it('start where they are set to, whatever was crawled since', async () => {
    const made = new Scheduled();
    await made.set({ start: ['https://site.gov/news'], schedule: { kind: 'every', interval_s: 3600 } });
    await made.crawled('1', { visited: 1, changed: 1 });
    await made.pass(1.2 * HOUR_MS);
    expect(new Set(made.sent.map(({ path }) => path))).toEqual(new Set(['/news']));
  });

  it('are left out while the one before goes on', async () => {
    const made = new Scheduled();
    await made.set({ start: ['https://site.gov/'], schedule: { kind: 'every', interval_s: 3600 } });
    await made.crawled('1', { visited: 1, changed: 1 });
    await made.table.update('crawls', { pk: 'made', sk: 'made.1' }, { set: { mark: 'active' } });
    await made.pass(3 * HOUR_MS);
    expect(made.sent).toEqual([]);
    await made.table.update('crawls', { pk: 'made', sk: 'made.1' }, { remove: ['mark'] });
    await made.pass(1.2 * HOUR_MS);
    expect(made.sent.length).toBeGreaterThan(0);
  });

  it('come more seldom to a site that does not change', async () => {
    const made = new Scheduled();
    const schedule = { kind: 'adaptive', least_s: 3600, most_s: 86_400, stale_share: 0.1 } as const;
    await made.set({ start: ['https://site.gov/'], schedule });
    const gaps: number[] = [];
    let last_ms = made.clock.now();
    for (let n = 0; gaps.length < 8; n += 1) {
      const before = made.sent.length;
      await made.pass(600_000);
      if (made.sent.length === before) continue;
      gaps.push(made.clock.now() - last_ms);
      last_ms = made.clock.now();
      await made.crawled(String(n).padStart(6, '0'), { visited: 100, changed: 0 });
    }
    expect(gaps.at(-1)).toBeGreaterThan(12 * HOUR_MS);
    expect(gaps.at(-1)).toBeLessThan(28 * HOUR_MS);
  });
});

describe('a schedule that cannot be followed', () => {
  const schedule = { kind: 'every', interval_s: 3600 } as const;
  const hourly = { start: ['https://site.gov/'], schedule };

  it('is told, and keeps none behind it waiting', async () => {
    const made = new Scheduled();
    await made.set(hourly, 'before');
    await made.set(hourly);
    await made.spoilSettings('before');
    await made.pass(1.2 * HOUR_MS);
    expect(new Set(made.sent.map(({ index }) => index))).toEqual(new Set(['made']));
    const untold = made.told.filter(({ index }) => index !== 'before');
    expect(untold).toEqual([]);
    expect(made.told.length).toBeGreaterThan(0);
  });

  it('is told no more often than every ten minutes', async () => {
    const made = new Scheduled();
    await made.set(hourly);
    await made.spoilSettings('made');
    await made.pass(1.5 * HOUR_MS);
    const told = made.told.length;
    await made.pass(HOUR_MS);
    expect(made.told.length - told).toBe(6);
  });

  it('is followed soon after it was mended, with what is known of it', async () => {
    const made = new Scheduled();
    await made.set(hourly);
    await made.pass(1.2 * HOUR_MS);
    const { last_ms } = (await readSchedule(made.table, 'made')) ?? {};
    await made.spoilSettings('made');
    await made.sweep();
    await made.pass(3 * HOUR_MS);
    const sent = made.sent.length;
    const key = { pk: 'settings', sk: 'made' };
    await made.table.update('indexes', key, { set: { settings: { crawl: hourly } } });
    await made.sweep();
    expect((await readSchedule(made.table, 'made'))?.last_ms).toBe(last_ms);
    await made.pass(20_000);
    expect(made.sent.length).toBe(sent + 1);
  });

  it('waits for a queue that fails for a while, and keeps its moment', async () => {
    const made = new Scheduled();
    await made.set(hourly);
    const { next_ms = 0 } = (await readSchedule(made.table, 'made')) ?? {};
    made.failing = true;
    await made.pass(1.2 * HOUR_MS);
    expect(made.sent).toEqual([]);
    expect((await readSchedule(made.table, 'made'))?.next_ms).toBe(next_ms);
    made.failing = false;
    await made.pass(20_000);
    expect(made.sent.map(({ crawl_id }) => crawl_id)).toEqual([
      scheduledCrawlId('made', 'https://site.gov/', next_ms),
    ]);
  });
});

describe('the sweep of schedules', () => {
  it('sees to those behind one that cannot be read', async () => {
    const made = new Scheduled();
    const schedule = { kind: 'every', interval_s: 3600 } as const;
    const start = ['https://site.gov/'];
    await made.set({ start, schedule }, 'before');
    const key = { pk: 'schedules', sk: 'before' };
    await made.table.update('timers', key, { set: { next_ms: 'soon' } });
    await made.set({ start, schedule });
    expect(await readSchedule(made.table, 'made')).toBeDefined();
    expect(made.told.length).toBeGreaterThan(0);
  });

  it('makes a schedule that is set, changes it with its settings, and drops it with them', async () => {
    const made = new Scheduled();
    await made.set({ start: ['https://site.gov/'], schedule: { kind: 'every', interval_s: 3600 } });
    const first = await readSchedule(made.table, 'made');
    expect(first?.next_ms).toBeGreaterThan(made.clock.now());
    await made.sweep();
    expect((await readSchedule(made.table, 'made'))?.revision).toBe(first?.revision);
    await made.set({
      start: ['https://site.gov/'],
      schedule: { kind: 'cron', cron: '0 3 * * *', time_zone: 'UTC', least_s: 900 },
    });
    expect((await readSchedule(made.table, 'made'))?.schedule).toContain('0 3 * * *');
    await made.set({});
    expect(await Array.fromAsync(allSchedules(made.table))).toEqual([]);
  });

  it('brings back what a wrong clock set too far ahead', async () => {
    const made = new Scheduled();
    await made.set({ start: ['https://site.gov/'], schedule: { kind: 'every', interval_s: 3600 } });
    const row = await readSchedule(made.table, 'made');
    if (row === undefined) throw new Error('there is no schedule');
    const next = { schedule: row.schedule, last_ms: made.clock.now() + 72 * HOUR_MS };
    await writeSchedule(made.table, 'made', { ...next, next_ms: next.last_ms + HOUR_MS }, row);
    await made.sweep();
    const brought = (await readSchedule(made.table, 'made'))?.next_ms ?? 0;
    expect(brought - made.clock.now()).toBeLessThanOrEqual(1.1 * HOUR_MS);
  });
});

it('a crawl notes what it saw when it is done', async () => {
  const made = new Scheduled();
  await made.crawled('1', { visited: 9, changed: 2 });
  expect(await readCrawl(made.table, 'made.1')).toMatchObject({
    state: 'done',
    seen: { visited: 9, changed: 2 },
  });
});
