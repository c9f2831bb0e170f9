import { z } from 'zod';
import { type HostSchedule, hostScheduleSchema } from '#core/crawl/politeness.ts';
import { hostOf, pathOf } from '#core/crawl/url.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import type { MakeInvariant } from './invariant.ts';
import { CLOCK_ERROR_MS, TrueClocks } from './true-clocks.ts';

const slots = z.object({ pk: z.literal('slots'), sk: z.string(), schedule: hostScheduleSchema });

/** A turn that a process was granted and has not given back. */
interface Turn {
  readonly host: string;
  readonly start_at_ms: number;
  /** Its times are by a clock that can be believed. */
  dated: boolean;
  /** Time to the next start, as the row had it that granted this one. */
  readonly spacing_ms: number;
  /** No other turn was out then. */
  readonly alone: boolean;
  used: boolean;
  /** When it was given back, virtual ms. */
  returned_at_ms?: number;
}

/** A request that is stopped may have been on its way when its turn was given back. */
const ON_ITS_WAY_MS = 100;

/**
 * I2, politeness: hosts are asked in turns, which are reserved in one row per host.
 * - No row has more turns out than SITEPACK_HOST_CONCURRENCY.
 * - A turn starts no sooner than SITEPACK_DELAY_MS after the one granted before it, or what the row said then that is
 *   longer, and not while the host wants to be left alone. Of a host that a process with a wrong clock ever granted
 *   turns of, this is not claimed: times of two clocks do not compare. Clocks that are kept in step differ by some
 *   milliseconds, which is let through.
 * - A request of a process is within a turn that the same life was granted for that host and did not give back, and, where
 * there is a delay, that was not used before; it does not start before its turn does, unless a process with a wrong clock moved that.
 * - A page of a host whose robots.txt has asked for a Crawl-delay all the time is asked for within a turn that was granted
 * alone, with that delay at least to the next.
 *
 * Not claimed: how far apart requests truly start. Who is slow between its turn and its request comes closer to the
 * next one.
 */
export const polite: MakeInvariant = (world) => {
  const { config } = world;
  const clocks = new TrueClocks();
  /** By process, turns by their ids. */
  const turns = new Map<string, Map<string, Turn>>();
  const untimed = new Set<string>();
  /** When the turn that was granted last starts, and how long after it another may. */
  const last = new Map<string, { readonly start_at_ms: number; readonly spacing_ms: number }>();
  let comparisons = 0;
  /** Whoever has the turn, and wants it once more, is told the start that stands there now. */
  const undate = (id: string): void => {
    for (const turn of [...turns.values()].map((those) => those.get(id)))
      if (turn !== undefined) turn.dated = false;
  };
  const granted = (event: EventOf<'row'>, by: string, at_ms: number): string | undefined => {
    const row = slots.safeParse(event.after).data;
    if (row === undefined) return undefined;
    const { sk: host, schedule } = row;
    if (!clocks.isTrue(by)) untimed.add(host);
    const before = slots.safeParse(event.before).data?.schedule;
    const mine = turns.get(by) ?? new Map<string, Turn>();
    turns.set(by, mine);
    const { news, gone } = difference(before, schedule);
    for (const { id, until_ms } of gone) {
      const turn = mine.get(id);
      // One that was dropped as lost is used all the same by whoever stood still with it.
      if (turn?.dated === true && clocks.isTrue(by) && until_ms > world.wallNow() + CLOCK_ERROR_MS)
        turn.returned_at_ms = at_ms;
    }
    if (!clocks.isTrue(by)) for (const { id } of moved(before, schedule)) undate(id);
    for (const [id, turn] of mine) if (isOver(turn, at_ms)) mine.delete(id);
    const dated = clocks.isTrue(by);
    const { spacing_ms } = schedule;
    const alone = schedule.flights.length === 1;
    for (const { id, start_at_ms } of news)
      mine.set(id, { host, start_at_ms, dated, spacing_ms, alone, used: false });
    if (schedule.flights.length > config.host_concurrency)
      return `${by} granted ${schedule.flights.length} turns at a time of ${host}, and ${config.host_concurrency} are allowed`;
    for (const { start_at_ms } of news) {
      const wrong = untimed.has(host)
        ? undefined
        : tooSoon(start_at_ms, before, last.get(host), config.delay_ms);
      last.set(host, { start_at_ms, spacing_ms });
      if (wrong !== undefined) return `${by} granted a turn of ${host} at ${start_at_ms}: ${wrong}`;
    }
    return undefined;
  };
  const asked = ({ url }: EventOf<'asked'>, by: string, at_ms: number): string | undefined => {
    const host = hostOf(url);
    const isTimed = clocks.isTrue(by);
    // Of a process with a wrong clock only half of it is claimed: that it has a turn.
    if (isTimed) comparisons += 1;
    const latest_ms = isTimed ? world.wallNow() + CLOCK_ERROR_MS : Infinity;
    const free = [...(turns.get(by)?.values() ?? [])].filter(
      (one) => one.host === host && !one.used && !isOver(one, at_ms),
    );
    // One without a date may be used at any time: it is left for the requests that have no other.
    const begun = free
      .filter(({ start_at_ms, dated }) => !dated || start_at_ms <= latest_ms)
      .toSorted((one, other) => Number(other.dated) - Number(one.dated));
    const crawl_delay_ms = pathOf(url) === '/robots.txt' ? 0 : world.web.crawlDelay(host, 0, at_ms);
    const heeds = (one: Turn): boolean =>
      crawl_delay_ms === 0 || (one.alone && one.spacing_ms >= crawl_delay_ms);
    const turn = begun.find(heeds) ?? begun[0];
    if (turn === undefined)
      return `${by} asked for ${url} ${free.length === 0 ? 'without a turn of its host' : 'before its turn'}`;
    turn.used = config.delay_ms > 0;
    return heeds(turn)
      ? undefined
      : `${by} asked for ${url}, though its robots.txt asks for one request in ${crawl_delay_ms} ms`;
  };
  return {
    name: 'I2',
    comparisons: () => comparisons,
    on(event: WorldEvent) {
      clocks.on(event);
      if (event.type === 'process' && event.change === 'started') turns.delete(event.by);
      if (event.type === 'asked') return asked(event, event.by, event.at_ms);
      return event.type === 'row' && event.table === 'hosts'
        ? granted(event, event.by, event.at_ms)
        : undefined;
    },
  };
};

/** Turns that a write granted, in the order of their starts, and ids of those that it took back. */
function difference(
  before: HostSchedule | undefined,
  after: HostSchedule,
): { news: HostSchedule['flights']; gone: HostSchedule['flights'] } {
  const ids = (schedule: HostSchedule | undefined) => new Set(schedule?.flights.map(({ id }) => id));
  const [old, now] = [ids(before), ids(after)];
  return {
    news: after.flights.filter(({ id }) => !old.has(id)).toSorted((a, b) => a.start_at_ms - b.start_at_ms),
    gone: before?.flights.filter(({ id }) => !now.has(id)) ?? [],
  };
}

/** Turns whose start a write changed, as who wrote believed its clock. */
function moved(before: HostSchedule | undefined, after: HostSchedule): HostSchedule['flights'] {
  const starts = new Map(before?.flights.map(({ id, start_at_ms }) => [id, start_at_ms]));
  return after.flights.filter(({ id, start_at_ms }) => start_at_ms !== (starts.get(id) ?? start_at_ms));
}

function isOver({ returned_at_ms = Infinity }: Turn, at_ms: number): boolean {
  return at_ms - returned_at_ms > ON_ITS_WAY_MS;
}

function tooSoon(
  start_at_ms: number,
  before: HostSchedule | undefined,
  last: { readonly start_at_ms: number; readonly spacing_ms: number } | undefined,
  delay_ms: number,
): string | undefined {
  const slack_ms = 2 * CLOCK_ERROR_MS;
  const least_ms = Math.max(delay_ms, last?.spacing_ms ?? 0);
  if (last !== undefined && start_at_ms + slack_ms < last.start_at_ms + least_ms)
    return `the one before starts at ${last.start_at_ms}, and ${least_ms} ms must lie between`;
  const penalty_ms = before?.penalty_until_ms ?? 0;
  return start_at_ms + slack_ms < penalty_ms
    ? `the host wants to be left alone until ${penalty_ms}`
    : undefined;
}
