import { expect, it } from 'vitest';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { ApiClient, ApiUnreachable } from './api-client.ts';
import type { CrawlStatus } from './api-schemas.ts';
import { type FollowOptions, followCrawl } from './follow-crawl.ts';

const RUNNING: CrawlStatus = {
  crawl_id: 'site.gov.1',
  index: 'site.gov',
  url: 'https://site.gov/',
  state: 'running',
  started_at_ms: 0,
  finished_at_ms: null,
  version: null,
  held: false,
  searchable: false,
  progress: { found: 1, fetched: 0, failed: 0, skipped: 0, bytes: 0, refused_links: {}, pages_per_s: 0 },
  waiting: null,
  report: null,
};
const PACKED: CrawlStatus = {
  ...RUNNING,
  state: 'done',
  finished_at_ms: 10,
  version: 2,
  report: {
    crawl_id: 'site.gov.1',
    index: 'site.gov',
    start: 'https://site.gov/',
    complete: true,
    limit_hit: false,
    version: 2,
    counts: { found: 1, indexed: 1 },
    retries: 0,
    retried: [],
    problems: [],
    more_problems: false,
    reasons: {},
    refused_links: {},
  },
};

/** Answers one status after the other; the last one for ever. `gone` is a server that does not answer. */
function api(answers: readonly (CrawlStatus | 'gone')[]): ApiClient {
  let at = 0;
  return new ApiClient(async (path) => {
    if (path === '/v1/cluster') {
      const issues = [{ code: 'no_room', index: 'site.gov', message: 'needs 5 MB' }];
      return Response.json({ epoch: 1, settled: true, searchers: [], issues, orchestrator: null });
    }
    const answer = answers[Math.min(at, answers.length - 1)];
    at += 1;
    if (answer === 'gone') throw new ApiUnreachable('gone');
    return Response.json(answer);
  });
}

function options(
  change: Partial<FollowOptions>,
): FollowOptions & { clock: VirtualClock; shown: CrawlStatus[] } {
  const shown: CrawlStatus[] = [];
  return {
    api: api([RUNNING]),
    reconnect: () => Promise.reject(new Error('not expected')),
    signal: new AbortController().signal,
    display: { show: ({ status }) => void shown.push(status), end: () => undefined },
    ...change,
    clock: new VirtualClock(),
    shown,
  };
}

it('follows a crawl until it can be searched', async () => {
  const with_ = options({ api: api([RUNNING, PACKED, { ...PACKED, searchable: true }]) });
  const followed = followCrawl('site.gov.1', with_);
  await with_.clock.advance(1000);
  expect((await followed)?.status.searchable).toBe(true);
  expect(with_.shown.map(({ state }) => state)).toEqual(['running', 'done']);
});

it('ends when the crawl is over with nothing to search', async () => {
  const with_ = options({ api: api([{ ...PACKED, version: 0 }]) });
  expect((await followCrawl('site.gov.1', with_))?.status.version).toBe(0);
});

it('goes on with another server when the one it asked is gone', async () => {
  const other = api([{ ...PACKED, searchable: true }]);
  const with_ = options({ api: api([RUNNING, 'gone']), reconnect: () => Promise.resolve(other) });
  const followed = followCrawl('site.gov.1', with_);
  await with_.clock.advance(1000);
  expect((await followed)?.status.searchable).toBe(true);
});

it('gives up when one server after the other is gone', async () => {
  const with_ = options({ api: api(['gone']), reconnect: () => Promise.resolve(api(['gone'])) });
  const failure = followCrawl('site.gov.1', with_).catch((error: unknown) => error);
  await with_.clock.advance(5000);
  expect(await failure).toBeInstanceOf(ApiUnreachable);
});

it('says what is in the way when no searcher takes the version', async () => {
  const with_ = options({ api: api([PACKED]) });
  const failure = followCrawl('site.gov.1', with_).catch((error: unknown) => error);
  await with_.clock.advance(121_000);
  expect(await failure).toMatchObject({
    message: expect.stringContaining('no searcher serves it: needs 5 MB'),
  });
});

it('stops when it is told to', async () => {
  const stop = new AbortController();
  const with_ = options({ signal: stop.signal });
  const followed = followCrawl('site.gov.1', with_);
  await with_.clock.advance(500);
  stop.abort();
  expect(await followed).toBeUndefined();
});
