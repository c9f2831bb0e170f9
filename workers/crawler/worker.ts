import type { CrawlCache } from '#core/crawl/crawl-cache.ts';
import type { LimitWatch } from '#core/crawl/limit-watch.ts';
import type { RobotsCache } from '#core/crawl/robots-cache.ts';
import type { Tallies } from '#core/crawl/tallies.ts';
import type { Visitor } from '#core/crawl/visitor.ts';
import type { SettingsCache } from '#core/settings/settings-cache.ts';
import type { Clock } from '#ports/clock.ts';
import type { Table } from '#ports/table.ts';
import type { WorkerDefinition } from '#runtime/worker.ts';
import type { Admissions } from './admissions.ts';
import { crawlPage } from './crawl-page.ts';
import { closeDead } from './close-dead.ts';
import { EndWatch } from './end-watch.ts';
import { PostedLinks } from './posted-links.ts';
import { ReachedHosts } from './reached-hosts.ts';
import { RefusedLinks } from './refused-links.ts';

export interface CrawlerDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly visitor: Visitor;
  readonly robots: Pick<RobotsCache, 'lastKnown'>;
  readonly crawls: CrawlCache;
  readonly indexSettings: SettingsCache;
  readonly tallies: Tallies;
  readonly limitWatch: Pick<LimitWatch, 'reached'>;
  readonly admissions: Admissions;
  readonly settings: {
    readonly concurrency: number;
    readonly handler_timeout_ms: number;
  };
}

/** Follows links: visits pages, posts what is new on them, and notices when a crawl is over. */
export function crawlerWorker(deps: CrawlerDeps): WorkerDefinition {
  const memory = {
    posted: new PostedLinks(),
    hosts: new ReachedHosts(deps.table),
    refused: new RefusedLinks(deps.table, deps.tallies),
  };
  const ends = new EndWatch(deps);
  return {
    role: 'crawler',
    queue: 'crawl',
    concurrency: deps.settings.concurrency,
    handler_timeout_ms: deps.settings.handler_timeout_ms,
    handlers: { crawl: crawlPage(deps, memory, ends) },
    onDead: closeDead(deps, ends),
    background: [
      { name: 'notice ends', run: (handling) => ends.keepLooking(handling) },
      { name: 'write tallies', run: ({ signal }) => deps.tallies.keepWriting(deps.clock, signal) },
    ],
  };
}
