import { expect, test } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { openCrawl } from '#core/tables/crawls.ts';
import { ensureIndex } from '#core/tables/indexes.ts';
import type { Message } from '#messages/registry.ts';
import { pino } from 'pino';
import { sweepCrawls } from './sweep-crawls.ts';

const TIMEOUT_S = 10;

/** What a sweep posts for a crawl that was begun so long ago, by the clock that began it. */
async function sweptAtAge(age_ms: number): Promise<Message['type'][]> {
  const clock = new VirtualClock();
  const table = new MemoryTable();
  const started_at_ms = clock.now() + TIMEOUT_S * 1000 - age_ms;
  await ensureIndex(table, 'site.gov', { shards: 1 }, started_at_ms);
  const start = {
    scheme: 'https',
    path: '/',
    domains: ['site.gov'],
    limits: { depth: 1, pages: 1 },
  } as const;
  await openCrawl(
    table,
    { crawl_id: 'site.gov.1', index: 'site.gov', site: 'site.gov', ...start },
    started_at_ms,
  );
  const posted: Message['type'][] = [];
  const stop = new AbortController();
  const settings = {
    crawl_timeout_s: TIMEOUT_S,
    page_timeout_s: 1,
    timer_max_factor: 10,
    handler_timeout_ms: 1000,
    concurrency: 1,
  };
  const sweeping = sweepCrawls(
    { table, clock, settings },
    {
      signal: stop.signal,
      log: pino({ level: 'silent' }),
      send: async (...messages) => void posted.push(...messages.map(({ type }) => type)),
    },
  );
  await clock.advance(TIMEOUT_S * 1000);
  stop.abort();
  await sweeping;
  return posted;
}

test('a crawl that nobody began is begun again once it is old enough', async () => {
  expect(await sweptAtAge(TIMEOUT_S * 1000)).toEqual([]);
  expect(await sweptAtAge(TIMEOUT_S * 2000)).toEqual(['index+crawl']);
});

test('a crawl from the future, by a clock that was wrong, need not wait for it', async () => {
  expect(await sweptAtAge(-3_600_000)).toEqual(['index+crawl']);
});
