import type { IndexSettings } from '#core/settings/index-settings.ts';
import { canonicalUrl } from '#core/crawl/url.ts';
import { scheduledCrawlId } from '#core/crawl/scheduled-crawl-id.ts';
import { crawlSchema } from '#core/tables/crawls.ts';
import { type ScheduleRow, allSchedules, scheduleRowSchema } from '#core/tables/schedules.ts';
import { asMessage } from '../as-message.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import type { MakeInvariant } from './invariant.ts';
import { LATE_EFFECT_MS } from './late-effect.ts';
import { SettingsSeen } from './settings-seen.ts';
import { CLOCK_ERROR_MS, TrueClocks } from './true-clocks.ts';

/** Workers look every ten seconds; a look takes as long again at most. */
const OVERDUE_MS = 20_000;
/** Part of an interval that a crawl may come later, for the spread; and 1 ms, for rounding. */
const SPREAD = 0.1;

/**
 * I14: what is due by a schedule is crawled once, when it is due. Checked whenever a row says that something fell due:
 * - the worker that says so found it due by its own clock, and it was due by true time if that clock is true;
 * - a crawl of each start page was sent before, with the id of that index, page and moment; or a crawl of the index was
 *   going on;
 * - it falls due next after its interval, and at most a tenth of that later;
 * - no crawl with the id of a moment is sent for the first time before that moment, by a process whose clock is true.
 * - A row goes only if the index has no schedule. When a client takes a schedule away while nothing goes wrong, it is not
 * overdue; and at rest no row is left of a schedule that is not set.
 *
 * Excused by what was so within the last 23.6 s: a worker reads settings and crawls before it writes.
 */
export const schedulesKept: MakeInvariant = (world) => {
  const settings = new SettingsSeen();
  const clocks = new TrueClocks();
  const crawls = new CrawlsSeen();
  const schedules = new Map<string, ScheduleRow>();
  /** Ids of crawls that were sent. */
  const sent = new Set<string>();
  /** By the ids of the crawls that may be started for it, what is due, Unix ms. */
  const due = new Map<string, number>();
  let calm_ms = Infinity;
  let comparisons = 0;
  const wasSent = (index: string, next_ms: number, now: IndexSettings): boolean =>
    startsOf(now).some((start) => sent.has(scheduledCrawlId(index, start, next_ms)));
  const fell = (before: ScheduleRow, after: ScheduleRow, by: string, at_ms: number): string | undefined => {
    const { sk: index, next_ms } = before;
    const { last_ms = -Infinity } = after;
    comparisons += 1;
    if (last_ms < next_ms) return `it was due at ${next_ms}, and ${by} found it so at ${last_ms}`;
    if (clocks.isTrue(by) && world.wallNow() + CLOCK_ERROR_MS < next_ms)
      return `${by} found it due ${next_ms - world.wallNow()} ms too soon`;
    const since_ms = at_ms - LATE_EFFECT_MS;
    const may = settings.since(index, since_ms);
    const isLeftOut = crawls.wasGoing(index, since_ms) || may.some((stood) => !isScheduled(stood));
    if (!isLeftOut && !may.some((stood) => wasSent(index, next_ms, stood)))
      return `nobody started a crawl of what was due at ${next_ms}`;
    const interval_ms = intervalOf(after);
    const wait_ms = after.next_ms - last_ms;
    if (interval_ms !== undefined && (wait_ms < interval_ms || wait_ms > interval_ms * (1 + SPREAD) + 1))
      return `it is due again after ${wait_ms} ms, and its interval is ${interval_ms} ms`;
    return undefined;
  };
  const schedule = ({ before, after, by, at_ms }: EventOf<'row'> & WorldEvent): string | undefined => {
    const [was, is] = [scheduleRowSchema.safeParse(before).data, scheduleRowSchema.safeParse(after).data];
    const index = (is ?? was)?.sk;
    if (index === undefined) return undefined;
    if (is === undefined) schedules.delete(index);
    else schedules.set(index, is);
    if (is === undefined)
      return settings.since(index, at_ms - LATE_EFFECT_MS).some((stood) => !isScheduled(stood))
        ? undefined
        : 'its row is gone, and it is set still';
    for (const stood of settings.since(index, -Infinity))
      for (const start of startsOf(stood)) due.set(scheduledCrawlId(index, start, is.next_ms), is.next_ms);
    const isFallen = was?.schedule === is.schedule && was.last_ms !== is.last_ms;
    return isFallen ? fell(was, is, by, at_ms) : undefined;
  };
  const start = ({ body, by }: EventOf<'sent'> & WorldEvent): string | undefined => {
    const message = asMessage(body);
    if (message?.type !== 'index+crawl' || message.crawl_id === undefined) return undefined;
    // Sent again by whoever puts it off.
    if (sent.has(message.crawl_id)) return undefined;
    sent.add(message.crawl_id);
    const due_ms = due.get(message.crawl_id);
    if (due_ms === undefined || !clocks.isTrue(by)) return undefined;
    return world.wallNow() + CLOCK_ERROR_MS < due_ms
      ? `${by} started ${message.crawl_id} ${due_ms - world.wallNow()} ms too soon`
      : undefined;
  };
  /** A schedule is changed or taken away: it must not have been overdue. */
  const changed = (index: string, at_ms: number): string | undefined => {
    const row = schedules.get(index);
    if (row === undefined || at_ms - calm_ms < OVERDUE_MS) return undefined;
    comparisons += 1;
    const late_ms = world.wallNow() - row.next_ms;
    return late_ms > OVERDUE_MS ? `it was due ${Math.round(late_ms)} ms ago` : undefined;
  };
  const broken = (event: WorldEvent): string | undefined => {
    if (event.type === 'sent') return start(event);
    if (event.type !== 'row') return undefined;
    if (event.table === 'timers') return schedule(event);
    const row = event.after ?? event.before;
    const isSet = event.table === 'indexes' && row?.pk === 'settings';
    return isSet ? changed(row.sk, event.at_ms) : undefined;
  };
  return {
    name: 'I14',
    comparisons: () => comparisons,
    on(event) {
      clocks.on(event);
      settings.on(event);
      crawls.on(event);
      if (event.type === 'faults_over') calm_ms = event.at_ms + LATE_EFFECT_MS;
      const wrong = broken(event);
      return wrong === undefined ? undefined : `a schedule: ${wrong} (${event.by})`;
    },
    async atRest() {
      for await (const { sk: index } of allSchedules(world.table))
        if (!isScheduled(settings.now(index))) return `the schedule of "${index}" is there, and is not set`;
      return undefined;
    },
  };
};

/** Where crawls by the schedule of an index begin. */
function startsOf({ crawl }: IndexSettings): readonly string[] {
  return (crawl?.start ?? []).flatMap((url) => canonicalUrl(url) ?? []);
}

function isScheduled({ crawl }: IndexSettings): boolean {
  return crawl?.schedule !== undefined && crawl.schedule.kind !== 'never';
}

/** Milliseconds; undefined for a schedule without one. */
function intervalOf({ schedule }: ScheduleRow): number | undefined {
  const text: unknown = JSON.parse(schedule);
  const isEvery = typeof text === 'object' && text !== null && 'interval_s' in text;
  return isEvery && typeof text.interval_s === 'number' ? text.interval_s * 1000 : undefined;
}

/** Whether crawls of indexes go on. */
class CrawlsSeen {
  /** By index, the ids of those that go on. */
  readonly #going = new Map<string, Set<string>>();
  /** When the last one of an index ended, virtual ms. */
  readonly #ended = new Map<string, number>();

  on(event: WorldEvent): void {
    if (event.type !== 'row' || event.table !== 'crawls') return;
    const [before, after] = [
      crawlSchema.safeParse(event.before).data,
      crawlSchema.safeParse(event.after).data,
    ];
    const index = (after ?? before)?.pk;
    if (index === undefined) return;
    const going = this.#going.get(index) ?? new Set();
    this.#going.set(index, going);
    if (after?.mark !== undefined) going.add(after.sk);
    else if (going.delete((after ?? before)?.sk ?? '')) this.#ended.set(index, event.at_ms);
  }

  wasGoing(index: string, since_ms: number): boolean {
    return (this.#going.get(index)?.size ?? 0) > 0 || (this.#ended.get(index) ?? -Infinity) >= since_ms;
  }
}
