import { decodeRobots, readRobotsLines } from './robots-lines.ts';
import { normalizeRobotsPattern } from './robots-match.ts';
import { canonicalUrl } from './url.ts';

/** What is read of a robots.txt: the least that RFC 9309 (section 2.5) lets a crawler read. */
export const MAX_ROBOTS_BYTES = 500 * 1024;
/** Longer delays would keep a crawl from ever ending; the big engines cap or ignore them too. */
export const MAX_CRAWL_DELAY_MS = 30_000;
/**
 * Characters of the rules that concern us. With sitemaps they must fit a table row (400,000 bytes of JSON). Normal files
 * have a few thousand; past this bound, which takes a file made only for it, the site is left alone.
 */
const MAX_RULE_CHARS = 250_000;
/** Characters of the sitemaps' URLs. */
const MAX_SITEMAP_CHARS = 50_000;

/** What a robots.txt says to one crawler. Plain data, so that it can be kept in a row. */
export interface RobotsRules {
  /** Where they come from: a file; no file (all is allowed); no answer or too many rules (nothing is allowed). */
  readonly source: 'file' | 'missing' | 'unreachable' | 'too_many_rules';
  /** Patterns in one spelling, as {@link normalizeRobotsPattern} makes them. */
  readonly allow: readonly string[];
  readonly disallow: readonly string[];
  /** At most {@link MAX_CRAWL_DELAY_MS}; null when none is asked for. */
  readonly crawl_delay_ms: number | null;
  /** Canonical URLs. They concern every crawler. */
  readonly sitemaps: readonly string[];
}

/** Nothing is forbidden, for there is no file. */
export const ALLOW_ALL: RobotsRules = rulesWith('missing', []);
/** Everything is forbidden, for whether the site has rules is not known. */
export const DISALLOW_ALL: RobotsRules = rulesWith('unreachable', ['/']);

/** What asking for /robots.txt came to, after up to five redirects. */
export type RobotsAnswer =
  | { readonly status: number; readonly body: Uint8Array }
  | { readonly error: unknown };

/**
 * The rules that an answer means (RFC 9309, section 2.3.1): a file is obeyed, 4xx means that there is none, and where
 * the server fails nothing may be read. 429 is the server asking for less, so it counts as a failure. 3xx comes here
 * only after five redirects, which the RFC lets count as none.
 */
export function robotsFromResponse(answer: RobotsAnswer, agentToken: string): RobotsRules {
  if ('error' in answer) return DISALLOW_ALL;
  const { status, body } = answer;
  if (status >= 200 && status < 300)
    return parseRobots(decodeRobots(body.subarray(0, MAX_ROBOTS_BYTES)), agentToken);
  if (status >= 300 && status < 500 && status !== 429) return ALLOW_ALL;
  return DISALLOW_ALL;
}

/** The name that a robots.txt calls a crawler by: the leading letters, `-` and `_` of its User-Agent. */
export function robotsToken(userAgent: string): string {
  return /^[a-z_-]*/i.exec(userAgent)?.[0].toLowerCase() ?? '';
}

/**
 * Reads a robots.txt as RFC 9309 has it, and as forgiving as Google's parser is: groups of the same agent are merged,
 * those that name `agentToken` count, else those of `*`. Rules before any agent are nobody's. Never throws.
 */
export function parseRobots(text: string, agentToken: string): RobotsRules {
  const token = robotsToken(agentToken);
  const named = new Group();
  const everyone = new Group();
  const sitemaps = new Sitemaps();
  // The groups that rules now belong to. A rule ends the list of agents; whatever else stands between does not.
  let current: Group[] = [];
  let agentsEnded = true;
  for (const { key, value } of readRobotsLines(text.slice(0, MAX_ROBOTS_BYTES))) {
    if (key === 'user-agent') {
      if (agentsEnded) current = [];
      agentsEnded = false;
      if (/^\*(?:\s|$)/.test(value)) current.push(everyone);
      else if (token !== '' && robotsToken(value) === token) current.push(named);
    } else if (key === 'allow' || key === 'disallow') {
      agentsEnded = true;
      for (const group of current) group.add(key, value);
    } else if (key === 'crawl-delay') {
      for (const group of current) group.delay(value);
    } else {
      sitemaps.add(value);
    }
    for (const group of current) group.exists = true;
  }
  return (named.exists ? named : everyone).rules(sitemaps.urls);
}

class Group {
  exists = false;
  readonly #patterns = { allow: new Set<string>(), disallow: new Set<string>() };
  #chars = 0;
  #delay_ms: number | null = null;

  add(key: 'allow' | 'disallow', value: string): void {
    const pattern = normalizeRobotsPattern(value);
    // An empty value allows or forbids nothing; one that begins otherwise can match no path.
    if (!pattern.startsWith('/') && !pattern.startsWith('*')) return;
    if (this.#patterns[key].has(pattern) || this.#chars > MAX_RULE_CHARS) return;
    this.#patterns[key].add(pattern);
    // Quotes and a comma, as JSON has them.
    this.#chars += pattern.length + 3;
  }

  delay(value: string): void {
    const seconds = Number.parseFloat(value);
    if (!(seconds >= 0)) return;
    this.#delay_ms = Math.max(this.#delay_ms ?? 0, Math.min(Math.round(seconds * 1000), MAX_CRAWL_DELAY_MS));
  }

  rules(sitemaps: readonly string[]): RobotsRules {
    if (this.#chars > MAX_RULE_CHARS) return { ...rulesWith('too_many_rules', ['/']), sitemaps };
    return {
      source: 'file',
      allow: [...this.#patterns.allow],
      disallow: [...this.#patterns.disallow],
      crawl_delay_ms: this.#delay_ms,
      sitemaps,
    };
  }
}

class Sitemaps {
  readonly #urls = new Set<string>();
  #chars = 0;

  add(value: string): void {
    const url = canonicalUrl(value);
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
