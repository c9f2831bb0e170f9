import { z } from 'zod';
import { parseRow } from '#core/tables/row.ts';
import type { Clock } from '#ports/clock.ts';
import type { Table } from '#ports/table.ts';
import type { WebError, WebResponse } from '#ports/web.ts';
import { type PoliteWeb, isWebFailure } from './polite-web.ts';
import { classifyResponse } from './response-class.ts';
import { DISALLOW_ALL, type RobotsRules, robotsFromResponse } from './robots.ts';
import { hostOf, schemeOf } from './url.ts';

const rulesSchema = z.object({
  source: z.enum(['file', 'missing', 'unreachable', 'too_many_rules']),
  allow: z.array(z.string()),
  disallow: z.array(z.string()),
  crawl_delay_ms: z.number().nullable(),
  sitemaps: z.array(z.string()),
});
const rowSchema = z.object({
  pk: z.string(),
  sk: z.string(),
  expires_at_ms: z.number(),
  rules: rulesSchema,
});

/** What is known of a host's robots.txt. */
export interface RobotsFinding {
  readonly rules: RobotsRules;
  /** Why it could not be had: an error of the request, or the status that it was answered with. */
  readonly trouble?: WebError | number;
}
type Entry = RobotsFinding & { readonly expires_at_ms: number };

/** Redirects of a robots.txt that are followed: RFC 9309, section 2.3.1.2. */
const MOST_REDIRECTS = 5;
/**
 * A robots.txt that could not be had is asked for again after this; until then it speaks for all pages of the host. It is
 * not kept in the table: whoever mends the site or the settings and crawls anew should not hear of it.
 */
const UNREACHABLE_TTL_MS = 1000;
/** Of a robots.txt that is taken at all; of this, what RFC 9309 asks for is read. */
const MOST_BYTES = 16 * 2 ** 20;
/** Hosts whose rules are kept in memory. */
const MOST_HOSTS = 500;

/** The robots.txt rules of hosts: from memory, from the table `hosts`, or from the host, asked once per process. */
export class RobotsCache {
  readonly #ports: { readonly table: Table; readonly clock: Clock; readonly web: PoliteWeb };
  readonly #settings: { readonly user_agent: string; readonly robots_ttl_s: number };
  /** Forgotten by the monotonic clock too: a wall clock that is put back would keep a trouble that is long over. */
  readonly #known = new Map<string, Entry & { readonly forget_at_ms: number }>();
  readonly #asking = new Map<string, Promise<Entry>>();

  constructor(
    ports: { table: Table; clock: Clock; web: PoliteWeb },
    settings: { readonly user_agent: string; readonly robots_ttl_s: number },
  ) {
    this.#ports = ports;
    this.#settings = settings;
  }

  /**
   * The rules for a page's host, and why they could not be had if so.
   * @throws {HostBusy}
   */
  async rulesFor(url: string, signal: AbortSignal): Promise<RobotsFinding> {
    const origin = `${schemeOf(url)}://${hostOf(url)}`;
    const known = this.#known.get(origin);
    const { clock } = this.#ports;
    if (known !== undefined && known.expires_at_ms > clock.now() && known.forget_at_ms > clock.monotonic())
      return known;
    let asking = this.#asking.get(origin);
    if (asking === undefined) {
      asking = this.#find(origin, signal).finally(() => this.#asking.delete(origin));
      this.#asking.set(origin, asking);
    }
    const entry = await asking;
    this.#known.delete(origin);
    const left_ms = Math.min(entry.expires_at_ms - clock.now(), lengthOf(entry, this.#settings));
    this.#known.set(origin, { ...entry, forget_at_ms: clock.monotonic() + left_ms });
    if (this.#known.size > MOST_HOSTS) this.#known.delete(this.#known.keys().next().value ?? '');
    return entry;
  }

  async #find(origin: string, signal: AbortSignal): Promise<Entry> {
    const { table, clock } = this.#ports;
    const key = { pk: 'robots', sk: origin };
    const row = await table.get('hosts', key);
    if (row !== undefined) {
      const kept = parseRow('hosts', rowSchema, row);
      if (kept.expires_at_ms > clock.now()) return kept;
    }
    const entry = await this.#ask(origin, signal);
    if (entry.rules.source !== 'unreachable') {
      const { sitemaps, allow, disallow, ...rules } = entry.rules;
      const lists = { sitemaps: [...sitemaps], allow: [...allow], disallow: [...disallow] };
      await table.put('hosts', { ...key, expires_at_ms: entry.expires_at_ms, rules: { ...rules, ...lists } });
    }
    return entry;
  }

  async #ask(origin: string, signal: AbortSignal): Promise<Entry> {
    const answer = await this.#fetch(`${origin}/robots.txt`, signal);
    const rules = 'error' in answer ? DISALLOW_ALL : robotsFromResponse(answer, this.#settings.user_agent);
    const now_ms = this.#ports.clock.now();
    const expires_at_ms = now_ms + lengthOf({ rules }, this.#settings);
    if (rules.source !== 'unreachable') return { rules, expires_at_ms };
    const trouble = 'error' in answer ? answer.error : answer.status;
    return { rules, trouble, expires_at_ms };
  }

  async #fetch(start: string, signal: AbortSignal): Promise<WebResponse | { error: WebError }> {
    let url = start;
    try {
      for (let redirects = 0; ; redirects += 1) {
        const response = await this.#ports.web.get(url, { max_bytes: MOST_BYTES, signal });
        const sorted = classifyResponse(response.status, response.headers, {
          url,
          now_ms: this.#ports.clock.now(),
        });
        if (sorted.kind !== 'redirect' || sorted.to === undefined || redirects === MOST_REDIRECTS)
          return response;
        url = sorted.to;
      }
    } catch (error) {
      if (!isWebFailure(error)) throw error;
      return { error };
    }
  }
}

/** For how long an answer for a robots.txt is believed, in ms. */
function lengthOf({ rules }: RobotsFinding, { robots_ttl_s }: { readonly robots_ttl_s: number }): number {
  return rules.source === 'unreachable' ? UNREACHABLE_TTL_MS : robots_ttl_s * 1000;
}
