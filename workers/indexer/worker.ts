import type { CrawlCache } from '#core/crawl/crawl-cache.ts';
import type { LimitWatch } from '#core/crawl/limit-watch.ts';
import type { Rereader } from '#core/crawl/rereader.ts';
import type { Tallies } from '#core/crawl/tallies.ts';
import type { Visitor } from '#core/crawl/visitor.ts';
import type { SettingsCache } from '#core/settings/settings-cache.ts';
import type { Clock } from '#ports/clock.ts';
import type { Table } from '#ports/table.ts';
import type { WorkerDefinition } from '#runtime/worker.ts';
import { splitIndexAndCrawl } from './index-and-crawl.ts';
import { failDeadCrawl } from './fail-dead-crawl.ts';
import { indexPage } from './index-page.ts';
import { Tickles } from './tickles.ts';

export interface IndexerDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly visitor: Visitor;
  readonly rereader: Rereader;
  readonly crawls: CrawlCache;
  readonly indexSettings: SettingsCache;
  readonly tallies: Tallies;
  readonly limitWatch: Pick<LimitWatch, 'reached'>;
  readonly settings: {
    readonly concurrency: number;
    readonly handler_timeout_ms: number;
    /** Limits of a crawl that names none. */
    readonly max_depth: number;
    readonly max_pages: number;
    /** Timeouts of the timers that it starts. */
    readonly crawl_timeout_s: number;
    readonly page_timeout_s: number;
    /** How the crawler calls itself. */
    readonly user_agent: string;
  };
}

/** Reads pages and stores their content; splits `index+crawl` into what it stands for. */
export function indexerWorker(deps: IndexerDeps): WorkerDefinition {
  const tickles = new Tickles(deps);
  return {
    role: 'indexer',
    queue: 'index',
    concurrency: deps.settings.concurrency,
    handler_timeout_ms: deps.settings.handler_timeout_ms,
    handlers: {
      'index+crawl': splitIndexAndCrawl(deps),
      index: indexPage(deps, tickles),
    },
    onDead: failDeadCrawl(deps),
    background: [
      { name: 'write tallies', run: ({ signal }) => deps.tallies.keepWriting(deps.clock, signal) },
    ],
  };
}
