import type { Clock } from '#ports/clock.ts';
import { type ApiClient, ApiUnreachable } from './api-client.ts';
import { type CrawlStatus, cluster, crawlStatus } from './api-schemas.ts';
import type { CrawlDisplay } from './crawl-display.ts';
import { CrawlRate } from './crawl-rate.ts';
import { pagesRead } from './crawl-report.ts';
import { CommandFailed } from './shell.ts';

/** Between two looks: often enough for a smooth display, and a few row reads each. */
const POLL_MS = 250;
/** A version that is packed is up within seconds, unless something is in its way that somebody must look at. */
const LOADING_MS = 120_000;
/** Servers that may go away under one crawl, one after another, before we give up. */
const MOST_LOSSES = 5;

export interface FollowOptions {
  readonly api: ApiClient;
  /** Called when the API is gone: gives another one, or throws. */
  readonly reconnect: () => Promise<ApiClient>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly display: CrawlDisplay;
}

export interface Followed {
  readonly status: CrawlStatus;
  /** The API's answer as it came. */
  readonly text: string;
}

/**
 * Watches a crawl until what it read can be searched, or it is over with nothing to search.
 * @returns undefined when the signal aborted.
 * @throws {CommandFailed} when a packed version is not served for two minutes.
 */
export async function followCrawl(crawl_id: string, options: FollowOptions): Promise<Followed | undefined> {
  const { clock, signal, display } = options;
  const rate = new CrawlRate();
  const start_ms = clock.monotonic();
  let api = options.api;
  let losses = 0;
  let over_since_ms: number | undefined;
  while (!signal.aborted) {
    try {
      const { body: status, text } = await api.get(`/v1/crawls/${encodeURIComponent(crawl_id)}`, crawlStatus);
      const elapsed_ms = clock.monotonic() - start_ms;
      if (isOver(status)) return { status, text };
      display.show({ status, elapsed_ms, pages_per_s: rate.add(elapsed_ms, status.progress.fetched) });
      if (status.finished_at_ms !== null) over_since_ms ??= elapsed_ms;
      if (elapsed_ms - (over_since_ms ?? elapsed_ms) > LOADING_MS) throw await notLoaded(api, status);
    } catch (error) {
      // Aborted by whoever stops us, or the process that we handed the crawl to is gone.
      if (!(error instanceof ApiUnreachable)) throw error;
      if (signal.aborted) return undefined;
      losses += 1;
      if (losses > MOST_LOSSES) throw error;
      api = await options.reconnect();
    }
    await clock.sleep(POLL_MS, signal);
  }
  return undefined;
}

function isOver(status: CrawlStatus): boolean {
  if (status.finished_at_ms === null) return false;
  // With nothing read and nothing published there is nothing to wait for.
  return status.searchable || (status.version ?? 0) === 0 || pagesRead(status) === 0;
}

async function notLoaded(api: ApiClient, status: CrawlStatus): Promise<CommandFailed> {
  const { body } = await api.get('/v1/cluster', cluster);
  const issue = body.issues.find(({ index }) => index === status.index);
  const why = issue?.message ?? `${body.searchers.length} searcher(s) are registered`;
  return new CommandFailed(
    `version ${status.version ?? 0} of "${status.index}" is packed, but no searcher serves it: ${why}`,
  );
}
