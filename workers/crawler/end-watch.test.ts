import pino from 'pino';
import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { CrawlCache } from '#core/crawl/crawl-cache.ts';
import { openCrawl } from '#core/tables/crawls.ts';
import { closeUrl, openUrls } from '#core/tables/frontier.ts';
import type { Message } from '#messages/registry.ts';
import { EndWatch } from './end-watch.ts';

const URLS = ['https://site.gov/', 'https://site.gov/a'] as const;
const END = { outcome: { kind: 'indexed', reason: 'answered 200' }, attempts: 1, links: 0 } as const;

/** A crawl of two pages, both open, and a process that looks after its end. */
async function watched() {
  const clock = new VirtualClock();
  const table = new CountingTable();
  const start = { crawl_id: 'made.1', index: 'made', site: 'site.gov', scheme: 'https', path: '/' } as const;
  const limits = { depth: 5, pages: 9 };
  await openCrawl(table, { ...start, domains: ['site.gov'], limits }, clock.now());
  await openUrls(
    table,
    'made.1',
    URLS.map((url) => ({ url, depth: 0, parent: '' })),
  );
  const ends = new EndWatch({ table, clock, crawls: new CrawlCache(table, clock) });
  const sent: Message[] = [];
  const ending = new AbortController();
  const running = ends.keepLooking({
    signal: ending.signal,
    log: pino({ level: 'silent' }),
    send: async (...messages) => void sent.push(...messages),
  });
  const close = async (url: string): Promise<void> => {
    await closeUrl(table, 'made.1', url, END);
    ends.closed('made.1');
  };
  const stop = async (): Promise<void> => {
    ending.abort();
    await running;
  };
  return { clock, table, close, sent, stop };
}

class CountingTable extends MemoryTable {
  queries = 0;

  override query(...args: Parameters<MemoryTable['query']>): ReturnType<MemoryTable['query']> {
    this.queries += 1;
    return super.query(...args);
  }
}

it('a crawl is over soon after this process has closed the last of its URLs, and that is said once', async () => {
  const { clock, close, sent, stop } = await watched();
  await close(URLS[0]);
  await clock.advance(10_000);
  expect(sent).toEqual([]);
  await close(URLS[1]);
  await clock.advance(200);
  expect(sent).toEqual([{ type: 'expire_timer', site: 'site.gov', index: 'made', crawl_id: 'made.1' }]);
  await clock.advance(10_000);
  await stop();
  expect(sent).toHaveLength(1);
});

it('a crawl is asked once for each close that is followed by quiet, and not at all while they come', async () => {
  const { clock, table, close, stop } = await watched();
  for (let n = 0; n < 20; n += 1) {
    await close(URLS[0]);
    await clock.advance(50);
  }
  expect(table.queries).toBe(0);
  await clock.advance(60_000);
  await stop();
  expect(table.queries).toBe(1);
});

it('who stops looks for the last time', async () => {
  const { clock, close, sent, stop } = await watched();
  for (const url of URLS) await close(url);
  await clock.advance(1);
  await stop();
  expect(sent).toHaveLength(1);
});
