import { z } from 'zod';
import { hostScheduleSchema } from '#core/crawl/politeness.ts';
import { isWildcard } from '#core/crawl/scope.ts';
import { readReachedHosts } from '#core/tables/crawl-hosts.ts';
import { type Crawl, allCrawls, readCrawl } from '#core/tables/crawls.ts';
import { parseRow } from '#core/tables/row.ts';
import type { CrawlDetails } from '../crawl-view.ts';
import { crawlDetails } from '../crawl-view.ts';
import type { HttpServices } from '../services.ts';
import { type FinishedCrawl, type HostState, type Listed, type MovingCrawl, listed } from './admin-state.ts';
import { mapConcurrently } from '#app/map-concurrently.ts';

/** Crawls that move and are looked at. */
export const MOST_MOVING = 50;
const MOST_FINISHED = 10;
/** Hosts shown of a crawl; most have one. */
const MOST_HOSTS = 8;

const hostRow = z.object({ sk: z.string(), schedule: hostScheduleSchema });

/** Crawls of some indexes, the latest first: those that move, all of them, and those that ended last. */
export async function findCrawls(
  { table }: Pick<HttpServices, 'table'>,
  indexes: readonly string[],
): Promise<{ readonly moving: readonly Crawl[]; readonly ended: readonly Crawl[] }> {
  const found = (await mapConcurrently(indexes, (index) => allCrawls(table, index))).flat();
  const moving = found.filter(({ mark }) => mark !== undefined);
  const ended = found.filter(({ mark }) => mark === undefined);
  return {
    moving: moving.sort((a, b) => b.started_at_ms - a.started_at_ms),
    ended: ended.sort((a, b) => (b.finished_at_ms ?? 0) - (a.finished_at_ms ?? 0)).slice(0, MOST_FINISHED),
  };
}

/** How far crawls are that were moving. One that has ended since is left out. */
export async function readMoving(
  services: HttpServices,
  moving: readonly Crawl[],
): Promise<Listed<Omit<MovingCrawl, 'pages_per_s_now'>>> {
  const { items, total, cut } = listed(moving, MOST_MOVING);
  const read = await mapConcurrently(items, async ({ sk }) => {
    const crawl = await readCrawl(services.table, sk);
    if (crawl === undefined || crawl.mark === undefined) return [];
    const {
      report: _,
      version: __,
      searchable: ___,
      finished_at_ms: ____,
      held: _____,
      ...details
    } = await crawlDetails(services, crawl);
    return [{ ...details, hosts: await readHosts(services, await hostsOf(services, crawl)) }];
  });
  return { items: read.flat(), total, cut };
}

/** Crawls that are over. What is over does not change any more: `known` is looked at first. */
export async function readFinished(
  services: HttpServices,
  ended: readonly Crawl[],
  known: readonly FinishedCrawl[],
): Promise<Listed<FinishedCrawl>> {
  const items = await mapConcurrently(ended, async (crawl) => {
    const before = known.find(({ crawl_id }) => crawl_id === crawl.sk);
    return before ?? finishedCrawl(await crawlDetails(services, crawl));
  });
  return { items, total: null, cut: items.length === MOST_FINISHED };
}

function finishedCrawl(details: CrawlDetails): FinishedCrawl {
  const { crawl_id, index, url, state, started_at_ms, finished_at_ms, version, held, progress } = details;
  const { found, fetched, failed, skipped, bytes, refused_links } = progress;
  const counted = { found, fetched, failed, skipped, bytes, refused_links };
  return { crawl_id, index, url, state, started_at_ms, finished_at_ms, version, held, progress: counted };
}

/** Hosts that the domains of a crawl name, and those below them that it has reached. */
async function hostsOf({ table }: Pick<HttpServices, 'table'>, crawl: Crawl): Promise<string[]> {
  const named = crawl.domains.filter((domain) => !isWildcard(domain));
  const isAllNamed = named.length === crawl.domains.length;
  return isAllNamed ? named : [...named, ...(await readReachedHosts(table, crawl.sk))];
}

async function readHosts(
  { table, clock }: Pick<HttpServices, 'table' | 'clock'>,
  hosts: readonly string[],
): Promise<Listed<HostState>> {
  const { items, total, cut } = listed(hosts, MOST_HOSTS);
  const rows = await table.getMany(
    'hosts',
    items.map((sk) => ({ pk: 'slots', sk })),
  );
  const now_ms = clock.now();
  const asked = rows.filter((row) => row !== undefined).map((row) => parseRow('hosts', hostRow, row));
  return { items: asked.map((row) => hostState(row, now_ms)), total, cut };
}

function hostState({ sk, schedule }: z.infer<typeof hostRow>, now_ms: number): HostState {
  const out = schedule.flights.filter((flight) => flight.until_ms > now_ms);
  const begun = out.filter((flight) => flight.start_at_ms <= now_ms).length;
  const later = (at_ms: number): number | null => (at_ms > now_ms ? at_ms : null);
  return {
    host: sk,
    in_flight: begun,
    ahead: out.length - begun,
    next_slot_at_ms: later(schedule.next_at_ms),
    blocked_until_ms: later(schedule.penalty_until_ms),
  };
}
