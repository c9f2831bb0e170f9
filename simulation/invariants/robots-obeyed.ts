import { hostOf, pathOf } from '#core/crawl/url.ts';
import type { EventOf } from '../kernel/event.ts';
import type { MakeInvariant } from './invariant.ts';

/**
 * I2: no page is asked for against robots.txt as known at the time. What is known comes from answers of the site: a page may
 * be asked for only if its host was asked for its robots.txt before, by whatever process, and at least one answer that can
 * be believed still let the page be read, by what the site truly served then. Answers are believed for
 * SITEPACK_ROBOTS_TTL_S, and an hour more for clocks that jumped; 429, 5xx and none let nothing be read, other 4xx everything.
 *
 * Not claimed: that the last of several such answers counts. A process goes by the first that it heard of.
 */
export const robotsObeyed: MakeInvariant = ({ config, web }) => {
  /** Answers for robots.txt by host, oldest first. */
  const known = new Map<string, { readonly at_ms: number; readonly status: number }[]>();
  const believed_ms = config.robots_ttl_s * 1000 + CLOCKS_MS;
  const asked = ({ url, status }: EventOf<'asked'>, by: string, at_ms: number): string | undefined => {
    const host = hostOf(url);
    if (pathOf(url) === '/robots.txt') {
      if (status !== undefined && tells(status))
        known.set(host, [...(known.get(host) ?? []), { at_ms, status }]);
      return undefined;
    }
    const answers = (known.get(host) ?? []).filter((answer) => at_ms - answer.at_ms <= believed_ms);
    if (answers.length === 0) return `${by} asked for ${url} and nobody knew the robots.txt of ${host}`;
    if (answers.some((answer) => answer.status >= 400 || web.robotsAllow(url, answer.at_ms)))
      return undefined;
    return `${by} asked for ${url}, which robots.txt forbade whenever it was read (${answers.length} times)`;
  };
  return {
    name: 'I2',
    on: (event) => (event.type === 'asked' ? asked(event, event.by, event.at_ms) : undefined),
  };
};

/** A redirect tells nothing by itself: it is followed, and what it leads to is asked for as well. */
function tells(status: number): boolean {
  return (status >= 200 && status < 300) || (status >= 400 && status < 500 && status !== 429);
}

const CLOCKS_MS = 3_600_000;
