import { type ChangeRate, NO_CHANGE_RATE, withRevisit } from '#core/crawl/schedule-change-rate.ts';
import { pageKey } from '#core/crawl/url.ts';
import type { Crawl } from '#core/tables/crawls.ts';
import type { ScheduleRow } from '#core/tables/schedules.ts';

export interface CountedChanges {
  /** `undefined` while nothing is known. */
  readonly changes: ChangeRate | undefined;
  /** When the last crawl began that was counted, Unix ms, by the `pageKey` of its start page. */
  readonly counted: Readonly<Record<string, number>>;
}

/**
 * Adds what crawls of the start pages of a schedule found that ended since the last ones were counted, by schedule or by
 * hand. The time that changes had is that since the crawl of the same start page before: several start pages are crawled at
 * one moment, and between these crawls nothing can have changed. All of them are one entry, for an entry makes those before
 * it count less. Of the first crawl of a start page all pages are new: it tells nothing.
 *
 * Start pages of one site find many of the same pages, and a page that changed is news to the first crawl that reads
 * it: then sites seem to change less often than they do, by as many times as there are such start pages at most.
 */
export function countChanges(
  row: Pick<ScheduleRow, 'changes' | 'counted'>,
  starts: readonly string[],
  crawls: readonly Crawl[],
): CountedChanges {
  const before = row.counted ?? {};
  const counted: Record<string, number> = {};
  const sum = { visited: 0, changed: 0, page_seconds: 0 };
  const ended = crawls
    .filter(({ state, seen }) => state === 'done' && seen !== undefined)
    .toSorted((a, b) => a.started_at_ms - b.started_at_ms);
  for (const start of new Set(starts)) {
    const key = pageKey(start);
    let last_ms = before[key];
    for (const { scheme, site, path, seen, started_at_ms } of ended) {
      if (seen === undefined || `${scheme}://${site}${path}` !== start) continue;
      if (last_ms !== undefined && started_at_ms <= last_ms) continue;
      if (last_ms !== undefined) {
        sum.visited += seen.visited;
        sum.changed += seen.changed;
        sum.page_seconds += (seen.visited * (started_at_ms - last_ms)) / 1000;
      }
      last_ms = started_at_ms;
    }
    if (last_ms !== undefined) counted[key] = last_ms;
  }
  if (sum.visited === 0) return { changes: row.changes, counted };
  const elapsed_s = sum.page_seconds / sum.visited;
  return { changes: withRevisit(row.changes ?? NO_CHANGE_RATE, { ...sum, elapsed_s }), counted };
}
