import { flightLength, visitLength } from '#core/crawl/visit-length.ts';
import { hostOf, pathOf, schemeOf } from '#core/crawl/url.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import { LATE_EFFECT_MS } from './late-effect.ts';
import type { MakeInvariant } from './invariant.ts';
import { Pauses } from './pauses.ts';
import { type RobotsRow, RobotsRows } from './robots-rows.ts';
import { TroubledProcesses } from './troubled-processes.ts';
import { CLOCK_ERROR_MS, TrueClocks } from './true-clocks.ts';

/** An answer for a robots.txt. */
interface Answer {
  readonly at_ms: number;
  readonly status: number;
  /** The process that asked. */
  readonly by: string;
}

const NOT_NOW: ReadonlySet<number> = new Set([408, 425, 429]);
/** Who stood still while it waited for an answer dates it when it goes on. */
const LONGEST_PAUSE_MS = 70_000;
/** What is kept in memory goes by a clock that may be 2 % wrong. */
const DRIFT = 1.03;

/**
 * How long an old answer is used for one that could not be had, and how long a host in trouble may be left alone meanwhile.
 */
const STALE_MS = 60_000 * DRIFT;
const TROUBLE_MS = STALE_MS + 300_000;

/**
 * I2: no page is asked for against robots.txt as known at the time. What is known comes from answers of the site: a
 * page may be asked for only if its host was asked for its robots.txt before, by whatever process, and at least one
 * answer that can be believed still let the page be read, by what the site truly served then. Answers are believed for
 * SITEPACK_ROBOTS_TTL_S; to that comes what lies between an answer and who dates it, and between who looks at the date
 * and the request: as long as a request and a visit may take, and however long the two processes stood still meanwhile.
 * A row that a process with a wrong clock dated is good while its date is ahead by less than twice the time to live,
 * for that is what readers go by; and for a process whose own clock is wrong any row is good that lay in the table
 * within a time to live. 408, 425, 429, 5xx and none let nothing be read, other 4xx everything. While a host fails, or
 * calls of the process do, old answers are believed on; and one that another process has replaced meanwhile, for as
 * long as an old answer is used before the next try.
 *
 * Not claimed: that the last of several such answers counts. A process goes by the first that it heard of.
 */
export const robotsObeyed: MakeInvariant = (world) => {
  const { config, web } = world;
  /** Answers for robots.txt by host, oldest first. */
  const known = new Map<string, Answer[]>();
  const clocks = new TrueClocks();
  const pauses = new Pauses();
  const rows = new RobotsRows();
  const troubled = new TroubledProcesses();
  /** When hosts failed the last time, whoever asked for what. */
  const failed = new Map<string, number>();
  const ttl_ms = config.robots_ttl_s * 1000;
  const [flight_ms, visit_ms] = [flightLength(config.fetch_timeout_ms), visitLength(config.fetch_timeout_ms)];
  let comparisons = 0;
  const isBelieved = (answer: Answer, url: string, by: string, at_ms: number): boolean => {
    const asked_ms = flight_ms + pauses.length_ms(answer.by, answer.at_ms, answer.at_ms + LONGEST_PAUSE_MS);
    const visited_ms = visit_ms + pauses.length_ms(by, at_ms - visit_ms, at_ms);
    const kept_ms = ttl_ms * (clocks.isTrue(by) ? 1 : DRIFT);
    if (at_ms - answer.at_ms <= kept_ms + asked_ms + visited_ms) return true;
    // The rows that it may have looked at, heard of late, and remembered since.
    const looked_ms = at_ms - visited_ms - LATE_EFFECT_MS - ttl_ms * DRIFT;
    const isTrue = clocks.isTrue(by, looked_ms);
    const now_ms = world.wallNow();
    return rows
      .of(`${schemeOf(url)}://${hostOf(url)}`)
      .filter(({ replaced_ms }) => replaced_ms >= looked_ms)
      .filter((row) => isOf(row, answer, asked_ms))
      .some(({ dated, expires_at_ms }) =>
        isTrue
          ? !dated &&
            now_ms >= expires_at_ms - 2 * ttl_ms - CLOCK_ERROR_MS &&
            now_ms <= expires_at_ms + visited_ms + CLOCK_ERROR_MS
          : true,
      );
  };
  /** Whether an answer can have been the last one when a process failed to get another, and took it for now. */
  const wasLast = (next: Answer | undefined, by: string, at_ms: number): boolean => {
    if (next === undefined) return true;
    const asked_ms = flight_ms + pauses.length_ms(next.by, next.at_ms, next.at_ms + LONGEST_PAUSE_MS);
    const taken_ms = STALE_MS + flight_ms + visit_ms;
    const since_ms = at_ms - taken_ms - pauses.length_ms(by, at_ms - taken_ms, at_ms);
    return next.at_ms + asked_ms + LATE_EFFECT_MS >= since_ms;
  };
  const isTrouble = (host: string, by: string, at_ms: number): boolean => {
    const since_ms = at_ms - TROUBLE_MS - visit_ms - pauses.length_ms(by, at_ms - visit_ms, at_ms);
    return Math.max(failed.get(host) ?? -Infinity, troubled.until_ms(by)) >= since_ms;
  };
  const asked = ({ url, status }: EventOf<'asked'>, by: string, at_ms: number): string | undefined => {
    const host = hostOf(url);
    if (status === undefined || NOT_NOW.has(status) || status >= 500) failed.set(host, at_ms);
    if (pathOf(url) === '/robots.txt') {
      if (status !== undefined && tells(status))
        known.set(host, [...(known.get(host) ?? []), { at_ms, status, by }]);
      return undefined;
    }
    comparisons += 1;
    const all = known.get(host) ?? [];
    const inTrouble = isTrouble(host, by, at_ms);
    const believed = all.filter(
      (answer, n) => isBelieved(answer, url, by, at_ms) || (inTrouble && wasLast(all[n + 1], by, at_ms)),
    );
    const answers = believed.length === 0 && inTrouble ? all : believed;
    if (answers.length === 0) return `${by} asked for ${url} and nobody knew the robots.txt of ${host}`;
    if (answers.some((answer) => answer.status >= 400 || web.robotsAllow(url, answer.at_ms)))
      return undefined;
    return `${by} asked for ${url}, which robots.txt forbade whenever it was read (${answers.length} times)`;
  };
  const note = (event: WorldEvent): void => {
    clocks.on(event);
    pauses.on(event);
    troubled.on(event);
    if (event.type === 'row') rows.on(event, clocks.isTrue(event.by));
  };
  return {
    name: 'I2',
    comparisons: () => comparisons,
    on(event) {
      note(event);
      return event.type === 'asked' ? asked(event, event.by, event.at_ms) : undefined;
    },
  };
};

/** Whether a row may hold an answer: who had it wrote it down, and that may have come late. */
function isOf(row: RobotsRow, answer: Answer, asked_ms: number): boolean {
  const after_ms = row.written_ms - answer.at_ms;
  return row.by === answer.by && after_ms >= 0 && after_ms <= asked_ms + LATE_EFFECT_MS;
}

/** A redirect tells nothing by itself: it is followed, and what it leads to is asked for as well. */
function tells(status: number): boolean {
  return (status >= 200 && status < 300) || (status >= 400 && status < 500 && !NOT_NOW.has(status));
}
