import { BadSchedule } from '#core/crawl/bad-schedule.ts';
import { canonicalUrl, hostOf, pathOf, schemeOf } from '#core/crawl/url.ts';
import { type SiteSchedule, nextVisit } from '#core/crawl/schedule.ts';
import { countChanges } from './count-changes.ts';
import { scheduledCrawlId } from '#core/crawl/scheduled-crawl-id.ts';
import type { IndexSettings } from '#core/settings/index-settings.ts';
import { type Crawl, allCrawls } from '#core/tables/crawls.ts';
import {
  type NextCrawl,
  type ScheduleRow,
  deleteSchedule,
  dueSchedules,
  writeSchedule,
} from '#core/tables/schedules.ts';
import { readSettings } from '#core/tables/settings.ts';
import { BadRow } from '#core/tables/row.ts';
import type { MessageOf } from '#messages/registry.ts';
import type { Idling } from '#runtime/worker.ts';
import { leftOut } from './left-out.ts';
import type { TimerDeps } from './worker.ts';

/** No schedule asks for more than one crawl a minute. */
const LOOK_MS = 10_000;
/**
 * A schedule that cannot be followed is looked at again, and told again, after so long. Once it is mended the sweep
 * brings it back.
 */
const LOOK_AGAIN_MS = 600_000;

/**
 * Starts crawls as their schedules fall due, until the signal aborts. Any number of workers may do so at once. One that
 * cannot be started is told, and keeps no other waiting.
 */
export async function startScheduledCrawls(deps: TimerDeps, handling: Idling): Promise<void> {
  const { table, clock } = deps;
  while (!handling.signal.aborted) {
    for await (const row of dueSchedules(table, clock.now(), leftOut(handling.log))) {
      if (handling.signal.aborted) return;
      await tryToStart(deps, row, handling);
    }
    await clock.sleep(LOOK_MS, handling.signal);
  }
}

async function tryToStart(deps: TimerDeps, row: ScheduleRow, handling: Idling): Promise<void> {
  try {
    await startDue(deps, row, handling);
  } catch (error) {
    const { sk: index, pk: _pk, mark: _mark, revision: _revision, ...before } = row;
    handling.log.error(
      { err: error, index },
      'what is due by the schedule of this index could not be started',
    );
    // What may pass is tried again at the next look: it is due still. What stays so is thrown before anything is started.
    if (!(error instanceof BadRow || error instanceof BadSchedule)) return;
    await writeSchedule(deps.table, index, { ...before, next_ms: deps.clock.now() + LOOK_AGAIN_MS }, row);
  }
}

/**
 * Starts what is due, then says when it is due next: in that order, so that a crash between makes it start once more, which
 * is the same crawl by its id. While an earlier crawl of the index goes on, none is started.
 * @throws {BadRow} {@link BadSchedule} with nothing started.
 */
async function startDue(deps: TimerDeps, row: ScheduleRow, { send, log }: Idling): Promise<void> {
  const { table, clock } = deps;
  const { sk: index } = row;
  const { settings } = await readSettings(table, index);
  const schedule = settings.crawl?.schedule;
  if (schedule === undefined || schedule.kind === 'never') return deleteSchedule(table, row);
  const crawls = await allCrawls(table, index, leftOut(log));
  const starts = startsOf(settings);
  const now_ms = clock.now();
  // A clock may have been set back since the look: by what it says now nothing is due.
  if (now_ms < row.next_ms) return;
  const next = nextOf(schedule, row, starts, crawls, now_ms);
  if (crawls.some(({ mark }) => mark !== undefined))
    log.warn({ index }, 'the crawl before goes on still; the one that is due is left out');
  else {
    await send(...starts.map((start) => messageFor(index, start, row.next_ms)));
    log.info({ index, due_ms: row.next_ms }, 'a scheduled crawl starts');
  }
  if (next === undefined) await deleteSchedule(table, row);
  else await writeSchedule(table, index, next, row);
}

function startsOf({ crawl }: IndexSettings): readonly string[] {
  return (crawl?.start ?? []).flatMap((url) => canonicalUrl(url) ?? []);
}

function messageFor(index: string, start: string, due_ms: number): MessageOf<'index+crawl'> {
  return {
    type: 'index+crawl',
    site: hostOf(start),
    scheme: schemeOf(start),
    path: pathOf(start),
    index,
    crawl_id: scheduledCrawlId(index, start, due_ms),
  };
}

/** When an index is crawled next that was due just now; undefined for never. */
function nextOf(
  schedule: SiteSchedule,
  row: ScheduleRow,
  starts: readonly string[],
  crawls: readonly Crawl[],
  now_ms: number,
): NextCrawl | undefined {
  const before_ms = row.last_ms;
  const interval_s = before_ms === undefined ? undefined : Math.max(0, (now_ms - before_ms) / 1000);
  const { changes, counted } = countChanges(row, starts, crawls);
  const history = {
    site: row.sk,
    last_ms: now_ms,
    ...(interval_s === undefined ? {} : { interval_s }),
    ...(changes === undefined ? {} : { changes }),
  };
  const next_ms = nextVisit(schedule, history, now_ms);
  if (next_ms === undefined) return undefined;
  return {
    schedule: row.schedule,
    next_ms,
    last_ms: now_ms,
    ...(interval_s === undefined ? {} : { interval_s }),
    ...(changes === undefined ? {} : { changes }),
    counted,
  };
}
