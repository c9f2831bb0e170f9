import { COUNTS_FRESH_MS } from '#core/crawl/limit-watch.ts';
import { ENDING_LIMITS } from '#core/crawl/outcome.ts';
import { type Crawl, crawlSchema, indexOfCrawl } from '#core/tables/crawls.ts';
import { frontierSchema } from '#core/tables/frontier.ts';
import { type Page, pageSchema } from '#core/tables/pages.ts';
import { progressSchema } from '#core/tables/tallies.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import type { MakeInvariant } from './invariant.ts';
import { LATE_EFFECT_MS } from './late-effect.ts';
import { Pauses } from './pauses.ts';
import { CLOCK_ERROR_MS, TrueClocks } from './true-clocks.ts';

/** Clocks may go 2 % wrong. */
const DRIFT = 1.03;
const TALLIES = 'tallies ';

/**
 * I2: a limit that ends a crawl does so in time, and not before. Checked
 * - whenever it is noted that a limit ended a crawl: the crawl has that limit, it is marked as cut, and visits of its pages
 * brought as many bytes, or its time is over by true time, if the clock of who says so is true;
 * - at every URL that is closed as left unread, of a crawl that goes on: such a note is there;
 * - at every claim of a visit for a crawl: that this was noted, or that what its workers wrote came to its limit of
 *   bytes, is not longer ago than a handler goes by what it has read.
 */
export const endingLimits: MakeInvariant = (world) => {
  const pauses = new Pauses();
  const clocks = new TrueClocks();
  /**
   * Longest that a handler goes by a sum, or a row of a crawl, that it has read, by its clock, and until what it writes
   * takes effect.
   */
  const stale_ms = (COUNTS_FRESH_MS + world.config.handler_timeout_ms) * DRIFT + LATE_EFFECT_MS;
  const crawls = new Map<string, Crawl>();
  /** Bytes that visits for crawls brought, as their pages' rows say. */
  const brought = new Map<string, number>();
  /** Bytes that workers wrote, by crawl and worker. */
  const written = new Map<string, Map<string, number>>();
  /** When it was noted that a crawl had come to a limit, or what was written of it did, virtual ms. */
  const reached_ms = new Map<string, number>();
  let comparisons = 0;
  const tally = (crawl_id: string, worker: string, bytes: number, at_ms: number): void => {
    const workers = written.get(crawl_id) ?? new Map<string, number>();
    written.set(crawl_id, workers.set(worker, bytes));
    const sum = [...workers.values()].reduce((all, one) => all + one, 0);
    const most = crawls.get(crawl_id)?.limits.bytes ?? Infinity;
    if (sum >= most && !reached_ms.has(crawl_id)) reached_ms.set(crawl_id, at_ms);
  };
  const noted = ({ sk, cut, ended_by, limits, started_at_ms }: Crawl, by: string): string | undefined => {
    comparisons += 1;
    if (!cut)
      return `crawl ${sk} was ended by its limit of ${ended_by ?? 'nothing'}, and is not marked as cut`;
    const bytes = brought.get(sk) ?? 0;
    if (ended_by === 'bytes')
      return bytes >= (limits.bytes ?? Infinity)
        ? undefined
        : `crawl ${sk} was ended by its limit of ${limits.bytes ?? 'no'} bytes, and has brought ${bytes}`;
    const elapsed_ms = world.wallNow() - started_at_ms;
    const most_ms = (limits.seconds ?? Infinity) * 1000;
    const isLate = elapsed_ms + CLOCK_ERROR_MS >= most_ms;
    return isLate || (most_ms < Infinity && !clocks.isTrue(by))
      ? undefined
      : `${by} ended crawl ${sk} by its limit of ${limits.seconds ?? 'no'} seconds after ${elapsed_ms} ms`;
  };
  const crawlRow = ({ after, by, at_ms }: EventOf<'row'> & WorldEvent): string | undefined => {
    if (after === undefined) return undefined;
    const progress = progressSchema.safeParse(after).data;
    if (after.pk.startsWith(TALLIES) && progress !== undefined)
      tally(after.pk.slice(TALLIES.length), after.sk, progress.bytes, at_ms);
    const crawl = indexOfCrawl(after.sk) === after.pk ? crawlSchema.safeParse(after).data : undefined;
    if (crawl === undefined) return undefined;
    const isNew = crawl.ended_by !== undefined && crawls.get(crawl.sk)?.ended_by === undefined;
    crawls.set(crawl.sk, crawl);
    if (isNew && !reached_ms.has(crawl.sk)) reached_ms.set(crawl.sk, at_ms);
    return isNew ? noted(crawl, by) : undefined;
  };
  const unread = ({ after }: EventOf<'row'>): string | undefined => {
    const { pk = '', url = '', outcome } = frontierSchema.safeParse(after).data ?? {};
    const crawl = crawls.get(pk);
    const isUnread = outcome?.kind === 'skipped' && ENDING_LIMITS.some((limit) => limit === outcome.why);
    if (!isUnread || crawl?.mark === undefined) return undefined;
    comparisons += 1;
    return crawl.ended_by === undefined
      ? `${url} was left unread by crawl ${pk}, and no note says that a limit ended that`
      : undefined;
  };
  const pageRow = ({ before, after, by, at_ms }: EventOf<'row'> & WorldEvent): string | undefined => {
    const [was, page] = [pageSchema.safeParse(before).data, pageSchema.safeParse(after).data];
    if (page === undefined) return undefined;
    if (isVisited(was, page)) {
      const { crawl_id = '', answer } = page;
      brought.set(crawl_id, (brought.get(crawl_id) ?? 0) + (answer?.wire_bytes ?? 0));
    }
    const { visit_owner, visit_for, url } = page;
    if (visit_owner === '' || visit_owner === was?.visit_owner || !reached_ms.has(visit_for))
      return undefined;
    comparisons += 1;
    const over_ms = at_ms - (reached_ms.get(visit_for) ?? at_ms);
    const allowed_ms = stale_ms + pauses.length_ms(by, at_ms - over_ms, at_ms);
    return over_ms <= allowed_ms
      ? undefined
      : `${by} begins to read ${url} for crawl ${visit_for}, which came to its limit ${Math.round(over_ms)} ms ago`;
  };
  return {
    name: 'I2',
    comparisons: () => comparisons,
    on(event) {
      pauses.on(event);
      clocks.on(event);
      if (event.type !== 'row') return undefined;
      if (event.table === 'crawls') return crawlRow(event);
      if (event.table === 'frontier') return unread(event);
      return event.table === 'pages' ? pageRow(event) : undefined;
    },
  };
};

/** Whether the row says that a visit for a crawl has ended, which it did not say before. */
function isVisited(was: Page | undefined, page: Page): boolean {
  if (page.outcome === undefined || page.crawl_id === undefined) return false;
  return was?.crawl_id !== page.crawl_id || was.fetched_at_ms !== page.fetched_at_ms;
}
