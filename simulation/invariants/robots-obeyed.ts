import { flightLength, visitLength } from '#core/crawl/visit-length.ts';
import { hostOf, pathOf, schemeOf } from '#core/crawl/url.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import type { MakeInvariant } from './invariant.ts';
import { Pauses } from './pauses.ts';
import { TrueClocks } from './true-clocks.ts';

/** An answer for a robots.txt. */
interface Answer {
  readonly at_ms: number;
  readonly status: number;
  /** The process that asked. */
  readonly by: string;
}

/** Who stood still while it waited for an answer dates it when it goes on. */
const LONGEST_PAUSE_MS = 70_000;
/** How far a clock jumps. */
const JUMP_MS = 3_600_000;

/**
 * I2: no page is asked for against robots.txt as known at the time. What is known comes from answers of the site: a page may
 * be asked for only if its host was asked for its robots.txt before, by whatever process, and at least one answer that can
 * be believed still let the page be read, by what the site truly served then. Answers are believed for
 * SITEPACK_ROBOTS_TTL_S; to that comes what lies between an answer and who dates it, and between who looks at the date and
 * the request: as long as a request and a visit may take, and however long the two processes stood still meanwhile. An hour
 * more is for hosts whose rules a process with a wrong clock dated, and for such a process itself. 429, 5xx and none let
 * nothing be read, other 4xx everything.
 *
 * Not claimed: that the last of several such answers counts. A process goes by the first that it heard of.
 */
export const robotsObeyed: MakeInvariant = ({ config, web }) => {
  /** Answers for robots.txt by host, oldest first. */
  const known = new Map<string, Answer[]>();
  const clocks = new TrueClocks();
  const pauses = new Pauses();
  /** Origins whose rules lie in the table with a date that need not be true. */
  const misdated = new Set<string>();
  const [flight_ms, visit_ms] = [flightLength(config.fetch_timeout_ms), visitLength(config.fetch_timeout_ms)];
  let comparisons = 0;
  const isBelieved = (answer: Answer, url: string, by: string, at_ms: number): boolean => {
    const isTrue = clocks.isTrue(by) && !misdated.has(`${schemeOf(url)}://${hostOf(url)}`);
    const still_ms =
      pauses.length_ms(answer.by, answer.at_ms, answer.at_ms + LONGEST_PAUSE_MS) +
      pauses.length_ms(by, at_ms - visit_ms, at_ms);
    const most_ms = config.robots_ttl_s * 1000 + flight_ms + visit_ms + still_ms + (isTrue ? 0 : JUMP_MS);
    return at_ms - answer.at_ms <= most_ms;
  };
  const asked = ({ url, status }: EventOf<'asked'>, by: string, at_ms: number): string | undefined => {
    const host = hostOf(url);
    if (pathOf(url) === '/robots.txt') {
      if (status !== undefined && tells(status))
        known.set(host, [...(known.get(host) ?? []), { at_ms, status, by }]);
      return undefined;
    }
    comparisons += 1;
    const answers = (known.get(host) ?? []).filter((answer) => isBelieved(answer, url, by, at_ms));
    if (answers.length === 0) return `${by} asked for ${url} and nobody knew the robots.txt of ${host}`;
    if (answers.some((answer) => answer.status >= 400 || web.robotsAllow(url, answer.at_ms)))
      return undefined;
    return `${by} asked for ${url}, which robots.txt forbade whenever it was read (${answers.length} times)`;
  };
  const note = (event: WorldEvent): void => {
    clocks.on(event);
    pauses.on(event);
    if (event.type === 'row' && event.table === 'hosts' && event.after?.pk === 'robots')
      if (!clocks.isTrue(event.by)) misdated.add(event.after.sk);
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

/** A redirect tells nothing by itself: it is followed, and what it leads to is asked for as well. */
function tells(status: number): boolean {
  return (status >= 200 && status < 300) || (status >= 400 && status < 500 && status !== 429);
}
