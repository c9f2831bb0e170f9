import { CrawlCache } from '#core/crawl/crawl-cache.ts';
import { HostGate } from '#core/crawl/host-gate.ts';
import { LimitWatch } from '#core/crawl/limit-watch.ts';
import type { Outcome } from '#core/crawl/outcome.ts';
import { PoliteWeb } from '#core/crawl/polite-web.ts';
import { Reader } from '#core/crawl/reader.ts';
import { Rereader } from '#core/crawl/rereader.ts';
import { RobotsCache } from '#core/crawl/robots-cache.ts';
import { Tallies } from '#core/crawl/tallies.ts';
import { flightLength, visitLength } from '#core/crawl/visit-length.ts';
import { Visitor } from '#core/crawl/visitor.ts';
import { SettingsCache } from '#core/settings/settings-cache.ts';
import { meteredCompute } from '#runtime/metered-compute.ts';
import { meteredWeb } from '#runtime/metered-web.ts';
import type { OpenContext } from './open-context.ts';

export type PageReading = Awaited<ReturnType<typeof openPageReading>>;

/** What indexer and crawler read pages with: shared, so that the two messages of a page share its visit. */
export async function openPageReading({ platform, options, surroundings, opening }: OpenContext) {
  const { config, table, objects, clock, random } = platform;
  const web = meteredWeb(surroundings.openWeb(), platform);
  opening.defer(() => web.close());
  const flight_ms = flightLength(config.fetch_timeout_ms);
  const onTrouble = (error: unknown) =>
    platform.log.warn({ err: error }, 'a turn at a host could not be given back');
  const indexSettings = new SettingsCache(table, clock);
  const paceFor = (host: string) => indexSettings.paceFor(host);
  const gate = new HostGate({ table, clock, random, paceFor, onTrouble }, { ...config, flight_ms });
  opening.defer(() => gate.close());
  const polite = new PoliteWeb({ web, clock, gate, onTrouble }, config);
  const robots = new RobotsCache({ table, clock, web: polite }, config);
  const compute = meteredCompute(surroundings.openReadThreads(), platform);
  opening.defer(() => compute.close());
  // Loading takes longer than many a page: the first ones need not wait for it.
  await compute.broadcast('ready', null);
  const onRead = ({ kind }: Outcome) => platform.metrics.pageRead(kind);
  const reader = new Reader({ web: polite, robots, compute, clock }, config);
  const visiting = { ...config, visit_ms: visitLength(config.fetch_timeout_ms) };
  const visitor = new Visitor({ table, objects, clock, random, onRead }, reader, visiting);
  const rereader = new Rereader({ table, objects, compute, clock, random }, visiting);
  const { handler_timeout_ms, max_depth, max_pages, crawl_timeout_s, page_timeout_s, user_agent } = config;
  const tallies = new Tallies(table, random.id());
  const concurrency = options.concurrency ?? 32;
  return {
    table,
    clock,
    visitor,
    rereader,
    robots,
    crawls: new CrawlCache(table, clock),
    indexSettings,
    tallies,
    limitWatch: new LimitWatch({ table, clock, tallies }),
    settings: {
      concurrency,
      handler_timeout_ms,
      max_depth,
      max_pages,
      crawl_timeout_s,
      page_timeout_s,
      user_agent,
    },
  };
}
