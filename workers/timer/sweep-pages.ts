import { packTimer, readAnewMessage } from '#core/crawl/page-messages.ts';
import { hostOf } from '#core/crawl/url.ts';
import { type Page, isLost, pageSchema } from '#core/tables/pages.ts';
import { type OnBadRow, parseRows } from '#core/tables/row.ts';
import { queryAll } from '#ports/table.ts';
import type { Idling } from '#runtime/worker.ts';
import { isPastGrace } from './grace.ts';
import { leftOut } from './left-out.ts';
import type { SweptTimers } from './sweep-timers.ts';
import type { TimerDeps } from './worker.ts';

/** Rows read at once: few pages wait when a sweep looks. */
const ROWS = 100;
/** Rows looked through for lost pages, once a page is found that a packing would take. */
const MOST_ROWS = 500;
/** Lost pages of an index that a sweep has read: their messages may only be late, and each would be one more visit. */
const MOST_LOST = 10;

/** An index that a sweep has come to. */
export interface SweptIndex {
  readonly timers: SweptTimers;
  readonly index: string;
  /** When the packing of the version began that is held, Unix ms, if one is: what was read until then waits with it. */
  readonly held_ms: number | undefined;
}

/**
 * Looks after pages that wait for what never comes. This goes for pages of a deleted index as well: its deletion takes
 * their rows with it, so one that is there came in later, and makes the index anew as any page does.
 */
export async function sweepPages(
  deps: TimerDeps,
  { timers, index, held_ms = -Infinity }: SweptIndex,
  handling: Idling,
): Promise<void> {
  const { lost, packable } = await waitingPages(deps, { index, held_ms }, leftOut(handling.log));
  for (const page of lost) {
    handling.log.warn(
      { index, url: page.url },
      'nobody would have read this page anew; it is asked for again',
    );
    await handling.send(readAnewMessage(page));
  }
  if (packable !== undefined) await havePacked(deps, timers, packable, handling);
}

/**
 * Has pages packed that nobody would pack: their `pack_incremental` died, or a client cancelled its timer. One page speaks
 * for all of an index, since a packing takes everything that waits.
 */
async function havePacked(
  deps: TimerDeps,
  timers: SweptTimers,
  page: Page,
  { log, send }: Idling,
): Promise<void> {
  if (!isPastGrace(deps, page.fetched_at_ms ?? 0)) return;
  const { pk: index, url } = page;
  const site = hostOf(url);
  if (await timers.isUnderway(deps, index, site)) return;
  log.warn({ index, url }, 'nobody would have packed this page; a timer is started for it');
  await send(packTimer(site, index, deps.settings.page_timeout_s));
}

interface WaitingPages {
  /** Their content was lost, and whoever was to have them read anew may have died. */
  readonly lost: readonly Page[];
  /** One that a packing would take. What is `unknown` has no content to pack until it is read anew. */
  readonly packable: Page | undefined;
}

async function waitingPages(
  deps: TimerDeps,
  { index, held_ms }: { readonly index: string; readonly held_ms: number },
  onBad: OnBadRow,
): Promise<WaitingPages> {
  const lost: Page[] = [];
  let packable: Page | undefined;
  let rows = 0;
  const waiting = queryAll(deps.table, 'pages', { pk: index, sparse: true, limit: ROWS });
  for await (const page of parseRows('pages', pageSchema, waiting, onBad)) {
    if (page.state !== 'unknown' && (page.fetched_at_ms ?? 0) > held_ms) packable ??= page;
    if (lost.length < MOST_LOST && isLost(page) && isPastGrace(deps, lastTried(page))) lost.push(page);
    rows += 1;
    // Of an index with a version that is held most pages wait with that.
    const isEnough = packable !== undefined || held_ms > -Infinity;
    if (isEnough && (rows >= MOST_ROWS || lost.length === MOST_LOST)) break;
  }
  return { lost, packable };
}

/** When a visit of a lost page was last under way, Unix ms; by a row without either, long ago. */
function lastTried({ fetched_at_ms = 0, visit_until_ms }: Page): number {
  return Math.max(fetched_at_ms, visit_until_ms);
}
