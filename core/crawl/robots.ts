import { decodeRobots, readRobotsLines } from './robots-lines.ts';
import { canMatch, normalizeRobotsPattern } from './robots-match.ts';
import { MAX_CRAWL_DELAY_MS } from './host-pace.ts';
import { canonicalUrl } from './url.ts';

/** What is read of a robots.txt: the least that RFC 9309 (section 2.5) lets a crawler read. */
export const MAX_ROBOTS_BYTES = 500 * 1024;
/** Of a text: bytes that are no UTF-8 are three characters each. */
const MAX_ROBOTS_CHARS = 3 * MAX_ROBOTS_BYTES;
/** Agents that one line names. */
const MOST_AGENTS = 1000;
/** Characters of the sitemaps' URLs. */
const MAX_SITEMAP_CHARS = 50_000;

/** What a robots.txt says to one crawler. Plain data, so that it can be kept in a row. */
export interface RobotsRules {
  /** Where they come from: a file; no file (all is allowed); no answer (nothing is allowed). */
  readonly source: 'file' | 'missing' | 'unreachable';
  /** Patterns in one spelling, as {@link normalizeRobotsPattern} makes them. */
  readonly allow: readonly string[];
  readonly disallow: readonly string[];
  /** Where they stand, if they are of a file. */
  readonly found_at?: FoundAt | undefined;
  /** At most {@link MAX_CRAWL_DELAY_MS}; null when none is asked for, be it by a 0. */
  readonly crawl_delay_ms: number | null;
  /** Canonical URLs. They concern every crawler. */
  readonly sitemaps: readonly string[];
}

/** Where in a robots.txt rules stand, for people. */
export type FoundAt = {
  /** Whose groups they are of: our name in lower case, or `*`. */
  readonly agent: string;
  /** The line of each rule, from 1, in the order of the rules; of those repeated the first one. */
  readonly allow: readonly number[];
  readonly disallow: readonly number[];
};

/** Nothing is forbidden, for there is no file. */
export const ALLOW_ALL: RobotsRules = rulesWith('missing', []);
/** Everything is forbidden, for whether the site has rules is not known. */
export const DISALLOW_ALL: RobotsRules = rulesWith('unreachable', ['/']);

/** Took too long, too early, too many. */
const NOT_NOW: ReadonlySet<number> = new Set([408, 425, 429]);

/** What asking for /robots.txt came to, after up to five redirects. */
export type RobotsAnswer =
  | { readonly status: number; readonly body: Uint8Array }
  | { readonly error: unknown };

/**
 * The rules that an answer means (RFC 9309, section 2.3.1): a file is obeyed, 4xx means that there is none, and where
 * the server fails nothing may be read. Those of 4xx that say "not now" count as failures: whoever asks for less, or was
 * asked too slowly, has not said that there are no rules. 3xx comes here only after five redirects, which the RFC lets
 * count as none.
 *
 * @param origin of the host that was asked first: the rules are for it, wherever redirects led.
 */
export function robotsFromResponse(answer: RobotsAnswer, agentToken: string, origin?: string): RobotsRules {
  if ('error' in answer) return DISALLOW_ALL;
  const { status, body } = answer;
  if (status >= 200 && status < 300) return parseRobots(robotsText(body), agentToken, origin);
  if (status >= 300 && status < 500 && !NOT_NOW.has(status)) return ALLOW_ALL;
  return DISALLOW_ALL;
}

/** The part of a file that is read. A line that is cut is left out: half of `Disallow: /private` may forbid everything. */
function robotsText(body: Uint8Array): string {
  const text = decodeRobots(body.subarray(0, MAX_ROBOTS_BYTES));
  if (body.length <= MAX_ROBOTS_BYTES) return text;
  return text.slice(0, Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'), 0));
}

/**
 * The name that a robots.txt calls a crawler by (RFC 9309, section 2.2.1): the leading letters, `-` and `_` of its
 * User-Agent. One that begins as browsers do has its name behind `compatible;`, as those of all large crawlers have; no
 * group means a crawler by "Mozilla".
 */
export function robotsToken(userAgent: string): string {
  const name = leadingName(userAgent);
  if (name !== 'mozilla') return name;
  const compatible = /[(;]\s*compatible;\s*([a-z_-]+)/i.exec(userAgent)?.[1];
  return compatible?.toLowerCase() ?? name;
}

function leadingName(text: string): string {
  return /^[a-z_-]*/i.exec(text)?.[0].toLowerCase() ?? '';
}

/**
 * Reads a robots.txt as RFC 9309 has it, and as forgiving as Google's parser is: groups of the same agent are merged,
 * those that name `agentToken` count, else those of `*`. A name is the same or another, whatever its case: there is no
 * "most specific" one among several, since no beginning of a name counts for the name. Rules before any agent are
 * nobody's. Never throws.
 *
 * @param origin what a Sitemap that is no whole URL is relative to; without it such a line is passed over.
 */
export function parseRobots(text: string, agentToken: string, origin?: string): RobotsRules {
  const token = robotsToken(agentToken);
  const named = new Group(token);
  const everyone = new Group('*');
  const sitemaps = new Sitemaps(origin);
  // The groups that rules now belong to. A rule ends the list of agents; whatever else stands between does not.
  let current = new Set<Group>();
  let agentsEnded = true;
  for (const { key, value, line } of readRobotsLines(text.slice(0, MAX_ROBOTS_CHARS))) {
    if (key === 'user-agent') {
      if (agentsEnded) current = new Set();
      agentsEnded = false;
      const names = agentNames(value);
      if (names.includes('*')) current.add(everyone);
      if (token !== '' && names.includes(token)) current.add(named);
    } else if (key === 'allow' || key === 'disallow') {
      agentsEnded = true;
      for (const group of current) group.add(key, value, line);
    } else if (key === 'crawl-delay') {
      for (const group of current) group.delay(value);
    } else {
      sitemaps.add(value);
    }
    for (const group of current) group.exists = true;
  }
  return (named.exists ? named : everyone).rules(sitemaps.urls);
}

/**
 * The names that a line gives. One is what the RFC allows, of letters, `-` and `_`; a version or words behind it do not
 * matter. Lists with commas are common, and mean what they say.
 */
function agentNames(value: string): string[] {
  return value
    .split(',', MOST_AGENTS)
    .map((name) => name.trim())
    .map((name) => (/^\*(?:\s|$)/.test(name) ? '*' : leadingName(name)));
}

/** The groups of one agent as one. */
class Group {
  exists = false;
  readonly #agent: string;
  /** Patterns, with their lines. */
  readonly #patterns = { allow: new Map<string, number>(), disallow: new Map<string, number>() };
  #delay_ms: number | null = null;

  constructor(agent: string) {
    this.#agent = agent;
  }

  add(key: 'allow' | 'disallow', value: string, line: number): void {
    const pattern = normalizeRobotsPattern(value);
    // An empty value allows or forbids nothing; one that begins otherwise can match no path.
    if (!pattern.startsWith('/') && !pattern.startsWith('*')) return;
    if (!canMatch(pattern) || this.#patterns[key].has(pattern)) return;
    this.#patterns[key].set(pattern, line);
  }

  delay(value: string): void {
    const seconds = Number.parseFloat(value);
    if (!(seconds > 0)) return;
    this.#delay_ms = Math.max(this.#delay_ms ?? 0, Math.min(Math.round(seconds * 1000), MAX_CRAWL_DELAY_MS));
  }

  rules(sitemaps: readonly string[]): RobotsRules {
    const { allow, disallow } = this.#patterns;
    return {
      source: 'file',
      allow: [...allow.keys()],
      disallow: [...disallow.keys()],
      found_at: { agent: this.#agent, allow: [...allow.values()], disallow: [...disallow.values()] },
      crawl_delay_ms: this.#delay_ms,
      sitemaps,
    };
  }
}

class Sitemaps {
  readonly #origin: string | undefined;
  readonly #urls = new Set<string>();
  #chars = 0;

  constructor(origin: string | undefined) {
    this.#origin = origin;
  }

  add(value: string): void {
    const url = value === '' ? undefined : canonicalUrl(value, this.#origin);
    if (url === undefined || this.#urls.has(url) || this.#chars + url.length > MAX_SITEMAP_CHARS) return;
    this.#urls.add(url);
    this.#chars += url.length + 3;
  }

  get urls(): string[] {
    return [...this.#urls];
  }
}

function rulesWith(source: RobotsRules['source'], disallow: readonly string[]): RobotsRules {
  return { source, allow: [], disallow, crawl_delay_ms: null, sitemaps: [] };
}
