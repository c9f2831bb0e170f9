import { type PageReading, readPageResponse } from '#core/crawl/read-page.ts';
import { classifyResponse } from '#core/crawl/response-class.ts';
import { hostOf } from '#core/crawl/url.ts';
import type { MadeWeb } from '../web/made-web.ts';

/** What a visit to a URL comes to in a world where nothing goes wrong. */
export type ReferenceEnd =
  /** Its document is in the index, with this content hash. */
  | { readonly kind: 'indexed'; readonly hash: string }
  /** It is in no index. */
  | { readonly kind: 'left_out'; readonly why: string }
  /** It names another URL as its own; in no index, unless a 304 tells that the page of before stands. */
  | { readonly kind: 'alias'; readonly of: string }
  /** That depends on what led there, or on what was there before: circles, failures. */
  | { readonly kind: 'either' };

export interface ReferenceCrawl {
  /** Every URL that is reached, with what it comes to. */
  readonly ends: ReadonlyMap<string, ReferenceEnd>;
  /** URLs that may be reached as well: behind pages of which it is not settled whether their links are followed. */
  readonly maybe: ReadonlySet<string>;
}

export interface ReferenceRequest {
  readonly web: Pick<MadeWeb, 'answer'>;
  /** Canonical. */
  readonly start: string;
  readonly domains: ReadonlySet<string>;
  /** Whether robots.txt lets a URL be read, as the crawl knows it. */
  readonly robotsAllow: (url: string) => boolean;
  readonly agentToken: string;
  readonly now_ms: number;
  /** URLs that could not be read: what they are and what lies behind them is left open. */
  readonly failed?: ReadonlySet<string>;
}

interface Look {
  readonly end: ReferenceEnd;
  /** Where to go from there for sure, and where perhaps. */
  readonly links: readonly string[];
  readonly maybe: readonly string[];
  /** The one URL that it points to, by a redirect or rel=canonical. */
  readonly to?: string;
}

/** A page with ten redirects before it is a trap (core/crawl/visit.ts); what lies behind so many is left open. */
const LONGEST_CHAIN = 8;

/**
 * A crawl as it would be by one worker that does one thing after the other, breadth first, with no queue, table or clock:
 * what any order of messages must come to. Limits are not heeded.
 */
export function referenceCrawl(request: ReferenceRequest): ReferenceCrawl {
  const looks = new Map<string, Look>();
  const lookOf = (url: string): Look => {
    const look = lookAt(url, request);
    if (request.failed?.has(url) !== true) return look;
    return { ...look, end: { kind: 'either' }, links: [], maybe: [...look.links, ...look.maybe] };
  };
  const visit = (url: string): Look => {
    const known = looks.get(url) ?? lookOf(url);
    looks.set(url, known);
    return known;
  };
  const inDomains = (url: string): boolean => request.domains.has(hostOf(url));
  const reach = (from: readonly string[], linksOf: (url: string) => readonly string[]): Set<string> => {
    const reached = new Set(from);
    for (const url of reached) for (const link of linksOf(url).filter(inDomains)) reached.add(link);
    return reached;
  };
  const all = reach([request.start], (url) => [...visit(url).links, ...visit(url).maybe]);
  const open = new Set([...all].flatMap((url) => farAlong(url, visit)));
  const sure = reach([request.start], (url) =>
    open.has(url) && visit(url).to !== undefined ? [] : visit(url).links,
  );
  const ends = new Map<string, ReferenceEnd>();
  for (const url of sure) ends.set(url, open.has(url) ? { kind: 'either' } : visit(url).end);
  return { ends, maybe: new Set([...all].filter((url) => !sure.has(url))) };
}

function lookAt(url: string, { web, domains, robotsAllow, agentToken, now_ms }: ReferenceRequest): Look {
  const out = (why: string): Look => ({ end: { kind: 'left_out', why }, links: [], maybe: [] });
  const either: Look = { end: { kind: 'either' }, links: [], maybe: [] };
  if (!robotsAllow(url)) return out('robots.txt');
  const answer = web.answer({ url });
  if (answer.kind !== 'response') return either;
  const { status, headers, body } = answer;
  const sorted = classifyResponse(status, headers, { url, now_ms });
  if (sorted.kind === 'gone') return out(`answers ${status}`);
  if (sorted.kind === 'redirect' && sorted.to !== undefined && sorted.to !== url)
    return { ...out('redirect'), links: [sorted.to], to: sorted.to };
  if (sorted.kind !== 'ok') return either;
  const page = readPageResponse({ url, status, headers, body, agentToken });
  return page.kind === 'unsupported' ? out(page.content_type) : read(url, page, domains);
}

function read(url: string, page: PageReading & { kind: 'page' }, domains: ReadonlySet<string>): Look {
  const { canonical, links, robots, hash } = page;
  if (canonical !== undefined && canonical !== url && domains.has(hostOf(canonical))) {
    // Whether the other host may be read can have been another answer when the page was read before.
    const end =
      hostOf(canonical) === hostOf(url)
        ? ({ kind: 'alias', of: canonical } as const)
        : ({ kind: 'either' } as const);
    const sure = end.kind === 'alias' ? [canonical] : [];
    return { end, links: sure, maybe: [canonical, ...links], to: canonical };
  }
  const end = robots.noindex
    ? ({ kind: 'left_out', why: 'noindex' } as const)
    : ({ kind: 'indexed', hash } as const);
  return { end, links, maybe: [] };
}

/**
 * URLs to which a URL points over so many others that whoever comes that way may take it for a trap; with all those of a
 * circle, which points to itself for ever.
 */
function farAlong(url: string, visit: (url: string) => Look): string[] {
  const far: string[] = [];
  let at = visit(url).to;
  for (let steps = 1; at !== undefined && steps <= 3 * LONGEST_CHAIN; steps += 1) {
    if (at === url || steps >= LONGEST_CHAIN) far.push(at);
    at = visit(at).to;
  }
  return far;
}
