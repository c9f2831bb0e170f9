import type { Config } from '#config';
import { CrawlCache } from '#core/crawl/crawl-cache.ts';
import { HostGate } from '#core/crawl/host-gate.ts';
import { LimitWatch } from '#core/crawl/limit-watch.ts';
import { PoliteWeb } from '#core/crawl/polite-web.ts';
import type { PageReading, PageResponse } from '#core/crawl/read-page.ts';
import { tasks } from '#core/crawl/read-tasks.ts';
import { Reader } from '#core/crawl/reader.ts';
import { Rereader } from '#core/crawl/rereader.ts';
import { RobotsCache } from '#core/crawl/robots-cache.ts';
import { SettingsCache } from '#core/settings/settings-cache.ts';
import { Tallies } from '#core/crawl/tallies.ts';
import { Visitor } from '#core/crawl/visitor.ts';
import type { MadeWeb } from './made-web.ts';
import type { Ports } from './ports.ts';
import { RecordedCompute } from './recorded-compute.ts';
import { RecordedWeb } from './recorded-web.ts';

/** What an indexer or a crawler reads pages with, in a process of its own. */
export function pageReading(ports: Ports, made: MadeWeb, config: Config) {
  const { table, objects, clock, random, recorder, who } = ports;
  const onTrouble = (error: unknown): void => {
    throw error;
  };
  const read_page = async (page: PageResponse): Promise<PageReading> => {
    if (page.url === made.poison) throw new Error('the page broke its reader');
    return tasks.read_page(page);
  };
  const gate = new HostGate({ table, clock, random, onTrouble }, { ...config, flight_ms: 60_000 });
  const recorded = new RecordedWeb(made, recorder, who);
  const web = new PoliteWeb({ web: recorded, clock, gate, onTrouble }, config);
  const robots = new RobotsCache({ table, clock, web }, config);
  const compute = new RecordedCompute({ ...tasks, read_page }, recorder, who);
  const tallies = new Tallies(table, random.id());
  const reader = new Reader({ web, robots, compute, clock }, config);
  return {
    table,
    clock,
    visitor: new Visitor({ table, objects, clock, random }, reader, { ...config, visit_ms: 120_000 }),
    rereader: new Rereader({ table, objects, compute, clock, random }, { ...config, visit_ms: 120_000 }),
    robots,
    crawls: new CrawlCache(table, clock),
    indexSettings: new SettingsCache(table, clock),
    tallies,
    limitWatch: new LimitWatch({ table, clock, tallies }),
    settings: { ...config, concurrency: 1 },
  };
}
