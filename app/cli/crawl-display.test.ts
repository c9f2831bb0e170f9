import { expect, it } from 'vitest';
import type { CrawlStatus } from './api-schemas.ts';
import { crawlDisplay } from './crawl-display.ts';
import { testShell } from './testing/test-shell.ts';

function crawling(fetched: number): CrawlStatus {
  return {
    crawl_id: 'site.gov.1',
    index: 'site.gov',
    url: 'https://site.gov/',
    state: 'running',
    started_at_ms: 0,
    finished_at_ms: null,
    version: null,
    held: false,
    searchable: false,
    progress: { found: 9, fetched, failed: 0, skipped: 0, bytes: 0, refused_links: {}, pages_per_s: 0 },
    waiting: null,
    report: null,
  };
}

it('tells a log what is new, with no line at the start and none twice', async () => {
  await using shell = await testShell();
  const display = crawlDisplay(shell);
  const looks = [
    [0, 0],
    [2000, 3],
    [8000, 3],
    [14_000, 3],
    [20_000, 4],
  ] as const;
  for (const [elapsed_ms, fetched] of looks)
    display.show({ status: crawling(fetched), elapsed_ms, pages_per_s: fetched });
  expect(shell.err).toEqual([
    expect.stringMatching(/^2\.0 s: Crawling .* fetched 3 /),
    expect.stringMatching(/^20 s: Crawling .* fetched 4 /),
  ]);
});
