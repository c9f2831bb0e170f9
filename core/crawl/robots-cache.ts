import { z } from 'zod';
import type { Clock } from '#ports/clock.ts';
import { MAX_ROW_BYTES, type Table } from '#ports/table.ts';
import type { WebError, WebResponse } from '#ports/web.ts';
import { BoundedMemory, charsOf } from './bounded-memory.ts';
import { HostFailing, type PoliteWeb, isWebFailure } from './polite-web.ts';
import type { SiteCredentials } from './site-credentials.ts';
import { JointWork } from './joint-work.ts';
import { classifyResponse } from './response-class.ts';
import { DISALLOW_ALL, type RobotsRules, robotsFromResponse } from './robots.ts';
import { isTwinHost } from './twin-host.ts';
import { hostOf, schemeOf } from './url.ts';

const rulesSchema = z.object({
  source: z.enum(['file', 'missing', 'unreachable']),
  allow: z.array(z.string()),
  disallow: z.array(z.string()),
  found_at: z
    .object({ agent: z.string(), allow: z.array(z.number()), disallow: z.array(z.number()) })
    .optional(),
  crawl_delay_ms: z.number().nullable(),
  sitemaps: z.array(z.string()),
});
const rowSchema = z.object({
  pk: z.string(),
  sk: z.string(),
  expires_at_ms: z.number(),
  /** When the host told them, Unix ms; earlier versions did not write it down. */
  read_at_ms: z.number().optional(),
  /** Digest of the credentials that were shown for it; absent for what is told to everybody. */
  shown: z.string().optional(),
  rules: rulesSchema,
});
type RobotsRow = z.infer<typeof rowSchema>;

/** Why a robots.txt could not be had: an error of the request, or the status that it was answered with. */
export type RobotsTrouble = WebError | HostFailing | number;

/** What is known of a host's robots.txt. */
export interface RobotsFinding {
  readonly rules: RobotsRules;
  /** When the host told them, Unix ms; absent where nobody knows. */
  readonly read_at_ms?: number | undefined;
  /** Why there are none but those that forbid everything. */
  readonly trouble?: RobotsTrouble;
  /** Why these are a copy of before: the host was asked anew, in vain. */
  readonly trouble_anew?: RobotsTrouble | undefined;
}

/** How a robots.txt is asked for. */
export interface RobotsRequest {
  readonly signal: AbortSignal;
  readonly credentials?: SiteCredentials | undefined;
  /**
   * The host is asked anew if nobody has asked it since then, on the monotonic clock of this process. Where it cannot tell
   * them, what was known is good on.
   */
  readonly since_ms?: number | undefined;
}

/** What this process keeps in memory. Times are on its monotonic clock: its wall clock may jump, by days. */
interface Entry extends RobotsFinding {
  /** When the host was asked, whether it told them or not; -Infinity where nobody knows. */
  readonly asked_ms: number;
  readonly until_ms: number;
  /** When to look whether another process has asked since. */
  readonly look_ms: number;
}

/** Redirects of a robots.txt that are followed: RFC 9309, section 2.3.1.2. */
const MOST_REDIRECTS = 5;
/**
 * A robots.txt that could not be had is asked for again after this; until then it speaks for all pages of the host. It is
 * not kept in the table: whoever mends the site or the settings and crawls anew should not hear of it.
 */
export const UNREACHABLE_TTL_MS = 1000;
/** While an old copy is used in its place, it need not be asked for so soon. */
const STALE_TTL_MS = 60_000;
/** What another process was told is heard of after this; a host with a thousand pages costs no thousand looks. */
const LOOK_MS = 60_000;
/**
 * How long after its time a copy is used, while the file cannot be had (RFC 9309, section 2.4): what section 2.3.1.4 calls a
 * reasonably long time. Afterwards nothing may be read: that a site which has failed for a month has no rules any more, as
 * the RFC lets one assume, is for its owner to say.
 */
const STALE_MS = 30 * 86_400_000;
/** Of a robots.txt that is taken at all; of this, what RFC 9309 asks for is read. */
const MOST_BYTES = 16 * 2 ** 20;
/** Hosts whose rules are kept in memory; of those with the longest files some eight. */
const HOSTS = { most: 500, most_chars: 20_000_000 };

/**
 * Whose rules: those of an origin, as it tells them to everybody or to whoever shows certain credentials. A host may well
 * refuse its robots.txt to others; that says nothing of what these may read.
 */
interface Asked {
  readonly origin: string;
  /** Digest of the credentials. */
  readonly shown?: string | undefined;
}

/** @param url canonical. */
function askedFor(url: string, credentials: SiteCredentials | undefined): Asked {
  const host = hostOf(url);
  return { origin: `${schemeOf(url)}://${host}`, shown: credentials?.digestFor(host) };
}

function nameOf({ origin, shown = '' }: Asked): string {
  return `${origin} ${shown}`;
}

/**
 * Where the rules lie. Credentials share 256 rows for each origin: those that are not used any more are written over, and
 * of two that meet in a row the later one has it.
 */
function rowKey({ origin, shown }: Asked): { pk: string; sk: string } {
  return { pk: 'robots', sk: shown === undefined ? origin : `${origin} ${shown.slice(0, 2)}` };
}

function charsOfRules({ allow, disallow, sitemaps }: RobotsRules): number {
  return charsOf(allow) + charsOf(disallow) + charsOf(sitemaps);
}

/**
 * The robots.txt rules of hosts: from memory, from the table `hosts`, or from the host, asked once by all processes. Whoever
 * asks writes it down for all; these hear of it within a minute. Rules whose time is over are used on while the host fails
 * to give others.
 */
export class RobotsCache {
  readonly #ports: { readonly table: Table; readonly clock: Clock; readonly web: PoliteWeb };
  readonly #settings: { readonly user_agent: string; readonly robots_ttl_s: number };
  readonly #known = new BoundedMemory<Entry>(HOSTS, ({ rules }) => charsOfRules(rules));
  readonly #asking = new JointWork<Entry>();

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
  async rulesFor(url: string, request: RobotsRequest): Promise<RobotsFinding> {
    const asked = askedFor(url, request.credentials);
    const name = nameOf(asked);
    for (;;) {
      const known = this.#known.get(name);
      const now_ms = this.#ports.clock.monotonic();
      if (known !== undefined && Math.min(known.until_ms, known.look_ms) > now_ms && isNewFor(request, known))
        return known;
      const work = () => this.#find(asked, known, request);
      const { result: entry, isOwn } = await this.#asking.do(name, request.signal, work);
      this.#known.set(name, entry);
      // Others may have been content with what was known.
      if (isOwn || isNewFor(request, entry)) return entry;
    }
  }

  /**
   * The rules of a page's host as they were read last, however long ago, without asking the host: what they say of its
   * sitemaps is only where to look. `undefined` when nobody ever had them.
   * @param credentials with which they were asked for, if any.
   */
  async lastKnown(url: string, credentials?: SiteCredentials): Promise<RobotsRules | undefined> {
    const asked = askedFor(url, credentials);
    const entry = this.#known.get(nameOf(asked));
    // What this process could not have, another may have had since.
    const known = entry?.rules.source === 'unreachable' ? undefined : entry;
    if (known !== undefined && known.look_ms > this.#ports.clock.monotonic()) return known.rules;
    return (await this.#row(asked))?.rules ?? known?.rules;
  }

  async #row(asked: Asked): Promise<RobotsRow | undefined> {
    const found = await this.#ports.table.get('hosts', rowKey(asked));
    // What another version wrote and we cannot read is asked for anew.
    const row = rowSchema.safeParse(found).data;
    return row?.shown === asked.shown ? row : undefined;
  }

  /** @param known what is in memory. */
  async #find(asked: Asked, known: Entry | undefined, request: RobotsRequest): Promise<Entry> {
    const { clock } = this.#ports;
    const row = await this.#row(asked);
    const kept = (row === undefined ? undefined : this.#fresh(row)) ?? this.#inMemory(known);
    if (kept !== undefined && isNewFor(request, kept)) return kept;
    const finding = await this.#ask(asked, kept?.rules ?? row?.rules, request);
    const asked_ms = clock.monotonic();
    if (finding.rules.source === 'unreachable') {
      const copy = kept ?? (row === undefined ? undefined : this.#stale(row));
      if (copy !== undefined) return { ...copy, asked_ms, trouble_anew: finding.trouble };
      return { ...finding, asked_ms, until_ms: asked_ms + UNREACHABLE_TTL_MS, look_ms: Infinity };
    }
    const read_at_ms = clock.now();
    await this.#store(asked, finding.rules, read_at_ms);
    const now_ms = clock.monotonic();
    return {
      ...finding,
      read_at_ms,
      asked_ms,
      until_ms: now_ms + this.#ttl_ms,
      look_ms: now_ms + LOOK_MS,
    };
  }

  /** What is in memory while its time is not over: there may be no row of it, or one that a wrong clock has dated. */
  #inMemory(known: Entry | undefined): Entry | undefined {
    const now_ms = this.#ports.clock.monotonic();
    if (known === undefined || known.rules.source === 'unreachable' || known.until_ms <= now_ms)
      return undefined;
    return { ...known, look_ms: now_ms + LOOK_MS };
  }

  /**
   * Rules that no row can hold are kept in memory alone, and each process asks for them: only a file of nearly as many
   * bytes as are read has so many. The row of before goes, for it has other rules.
   */
  async #store(asked: Asked, rules: RobotsRules, read_at_ms: number): Promise<void> {
    const { table } = this.#ports;
    const key = rowKey(asked);
    const { shown } = asked;
    const expires_at_ms = read_at_ms + this.#ttl_ms;
    const dated = { expires_at_ms, read_at_ms };
    const row = { ...key, ...(shown === undefined ? {} : { shown }), ...dated, rules: { ...rules } };
    // Patterns and canonical URLs are ASCII.
    const fits = JSON.stringify(row).length <= MAX_ROW_BYTES;
    await (fits ? table.put('hosts', row) : table.delete('hosts', key));
  }

  get #ttl_ms(): number {
    return this.#settings.robots_ttl_s * 1000;
  }

  /** A row that is good for more than twice the time we would give it was written by a clock that was wrong. */
  #fresh({ rules, expires_at_ms, read_at_ms }: RobotsRow): Entry | undefined {
    const { clock } = this.#ports;
    const left_ms = expires_at_ms - clock.now();
    if (left_ms <= 0 || left_ms > 2 * this.#ttl_ms) return undefined;
    const now_ms = clock.monotonic();
    const age_ms = read_at_ms === undefined ? Infinity : clock.now() - read_at_ms;
    return {
      rules,
      read_at_ms,
      // One that is yet to be read was dated by another clock.
      asked_ms: age_ms < 0 ? -Infinity : now_ms - age_ms,
      until_ms: now_ms + Math.min(left_ms, this.#ttl_ms),
      look_ms: now_ms + LOOK_MS,
    };
  }

  /** A copy whose time is over, or not known, but not for too long. */
  #stale({ rules, expires_at_ms, read_at_ms }: RobotsRow): Entry | undefined {
    const { clock } = this.#ports;
    if (clock.now() - expires_at_ms > STALE_MS) return undefined;
    const until_ms = clock.monotonic() + STALE_TTL_MS;
    return { rules, read_at_ms, asked_ms: -Infinity, until_ms, look_ms: Infinity };
  }

  async #ask(
    { origin, shown }: Asked,
    old: RobotsRules | undefined,
    { signal, credentials }: RobotsRequest,
  ): Promise<RobotsFinding> {
    // Where nothing is shown at the beginning, nothing is shown on the way: the answer is for everybody.
    const request = shown === undefined ? { signal } : { signal, credentials };
    const answer = await this.#fetch(`${origin}/robots.txt`, old, request);
    if ('error' in answer) return { rules: DISALLOW_ALL, trouble: answer.error };
    const rules = robotsFromResponse(answer, this.#settings.user_agent, origin);
    return rules.source === 'unreachable' ? { rules, trouble: answer.status } : { rules };
  }

  /**
   * Redirects lead to any host, as RFC 9309 has it. So whoever has a site that is crawled chooses what is asked for:
   * off that site (its host and the twin of it) this goes to public addresses alone, whatever networks of our own may
   * be read.
   *
   * @param old rules that were read before: their Crawl-delay is for this request, too.
   */
  async #fetch(
    start: string,
    old: RobotsRules | undefined,
    { signal, credentials }: RobotsRequest,
  ): Promise<WebResponse | { error: WebError | HostFailing }> {
    const first = hostOf(start);
    let url = start;
    try {
      for (let redirects = 0; ; redirects += 1) {
        const host = hostOf(url);
        const crawl_delay_ms = host === first ? (old?.crawl_delay_ms ?? undefined) : undefined;
        const response = await this.#ports.web.get(url, {
          credentials,
          crawl_delay_ms,
          max_bytes: MOST_BYTES,
          public_only: host !== first && !isTwinHost(host, first),
          signal,
        });
        const sorted = classifyResponse(response.status, response.headers, {
          url,
          now_ms: this.#ports.clock.now(),
        });
        if (sorted.kind !== 'redirect' || sorted.to === undefined || redirects === MOST_REDIRECTS)
          return response;
        url = sorted.to;
      }
    } catch (error) {
      if (!isWebFailure(error) && !(error instanceof HostFailing)) throw error;
      return { error };
    }
  }
}

/** Whether a host was asked lately enough. */
function isNewFor({ since_ms = -Infinity }: RobotsRequest, { asked_ms }: Entry): boolean {
  return asked_ms >= since_ms;
}
