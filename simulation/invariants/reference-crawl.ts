import { extract } from '#core/crawl/extract.ts';
import { type ContentReading, contentReading } from '#core/crawl/read-page.ts';
import { classifyResponse } from '#core/crawl/response-class.ts';
import { hostOf } from '#core/crawl/url.ts';
import type { MadeWeb } from '../web/made-web.ts';

/** What a visit to a URL comes to in a world where nothing goes wrong. */
export type ReferenceEnd =
  /** Its document is in the index, with this content hash. */
  | { readonly kind: 'indexed'; readonly hash: string }
  /** It is in no index. */
  | { readonly kind: 'left_out'; readonly why: string }
  /** It names another URL as its own, which is a page; in no index, unless a 304 tells that the page of before stands. */
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
  /** Where it begins beside that, at its end. */
  readonly other_starts?: readonly string[];
  /** By which URL a crawl follows a link; undefined if it does not. */
  readonly follows: (link: string) => string | undefined;
  /** Whether robots.txt lets a URL be read, as the crawl knows it. */
  readonly robotsAllow: (url: string) => boolean;
  readonly agentToken: string;
  readonly now_ms: number;
  /** What sitemaps list. */
  readonly listed?: readonly string[];
  /** What sitemaps list of which it is not settled whether they are read. */
  readonly maybe_listed?: readonly string[];
  /** URLs that could not be read: what they are and what lies behind them is left open. */
  readonly failed?: ReadonlySet<string>;
  /**
   * URLs that a 304 told stand as they were. Whether one that names another as its own was an alias then hung on what that
   * one was then: it is left open.
   */
  readonly unchanged?: ReadonlySet<string>;
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
 * what any order of messages must come to. Limits are not heeded. When all else is read, pages that name a URL which came to
 * nothing are read as the pages that they are, until there are no more.
 */
export function referenceCrawl(request: ReferenceRequest): ReferenceCrawl {
  const standing = new Set<string>();
  for (;;) {
    const { found, lost } = crawlOnce(request, standing);
    if (lost.size === 0) return found;
    for (const url of lost) standing.add(url);
  }
}

/**
 * @param standing URLs that are read as the pages that they are, whatever they name as their own.
 * @returns what it found, and those that have to be read so as well.
 */
function crawlOnce(
  request: ReferenceRequest,
  standing: ReadonlySet<string>,
): { readonly found: ReferenceCrawl; readonly lost: ReadonlySet<string> } {
  const looks = new Map<string, Look>();
  const lookOf = (url: string): Look => {
    const look = lookAt(url, request, standing.has(url));
    const isOpen =
      request.failed?.has(url) === true ||
      (look.end.kind === 'alias' && request.unchanged?.has(url) === true);
    if (!isOpen) return look;
    return { ...look, end: { kind: 'either' }, links: [], maybe: [...look.links, ...look.maybe] };
  };
  const visit = (url: string): Look => {
    const known = looks.get(url) ?? lookOf(url);
    looks.set(url, known);
    return known;
  };
  const reach = (from: readonly string[], linksOf: (url: string) => readonly string[]): Set<string> => {
    const reached = new Set(from);
    for (const url of reached) for (const link of linksOf(url)) reached.add(link);
    return reached;
  };
  const { start, other_starts = [], listed = [], maybe_listed = [] } = request;
  const sources = [start, ...other_starts, ...listed.flatMap((url) => request.follows(url) ?? [])];
  const all = reach([...sources, ...maybe_listed.flatMap((url) => request.follows(url) ?? [])], (url) => [
    ...visit(url).links,
    ...visit(url).maybe,
  ]);
  const open = new Set([...all].flatMap((url) => farAlong(url, visit)));
  const sure = reach(sources, (url) =>
    open.has(url) && visit(url).to !== undefined ? [] : visit(url).links,
  );
  const ends = new Map<string, ReferenceEnd>();
  const lost = new Set<string>();
  for (const url of sure) {
    const { end } = open.has(url) ? EITHER : visit(url);
    const target = end.kind === 'alias' ? endOfChain(url, visit, open) : undefined;
    if (target?.kind === 'nothing') lost.add(target.stands);
    ends.set(url, target?.kind === 'open' ? EITHER.end : end);
  }
  return { found: { ends, maybe: new Set([...all].filter((url) => !sure.has(url))) }, lost };
}

const EITHER: Look = { end: { kind: 'either' }, links: [], maybe: [] };

/**
 * What an alias leads to in the end: a page, nothing, so that the last alias on the way has to stand for itself, or
 * that is open.
 */
function endOfChain(
  start: string,
  visit: (url: string) => Look,
  open: ReadonlySet<string>,
): { readonly kind: 'page' | 'open' } | { readonly kind: 'nothing'; readonly stands: string } {
  let stands = start;
  let url = start;
  for (;;) {
    const { end, to } = visit(url);
    if (open.has(url) || end.kind === 'either') return { kind: 'open' };
    if (end.kind === 'indexed' || (end.kind === 'left_out' && end.why === 'noindex')) return { kind: 'page' };
    // What lies outside may be in the index by another crawl.
    if (end.kind === 'left_out' && end.why === 'redirect' && to === undefined) return { kind: 'open' };
    if (end.kind === 'alias') stands = url;
    if (to === undefined) return { kind: 'nothing', stands };
    url = to;
  }
}

function lookAt(
  url: string,
  { web, follows, robotsAllow, agentToken, now_ms }: ReferenceRequest,
  stands: boolean,
): Look {
  const out = (why: string): Look => ({ end: { kind: 'left_out', why }, links: [], maybe: [] });
  if (!robotsAllow(url)) return out('robots.txt');
  const answer = web.answer({ url });
  if (answer.kind !== 'response') return EITHER;
  const { status, headers, body } = answer;
  const sorted = classifyResponse(status, headers, { url, now_ms });
  if (sorted.kind === 'gone') return out(`answers ${status}`);
  if (sorted.kind === 'redirect' && sorted.to !== undefined && sorted.to !== url)
    return { ...out('redirect'), ...redirect(url, sorted.to, follows) };
  if (sorted.kind !== 'ok') return EITHER;
  const extracted = extract({ url, headers, body, agentToken });
  // What is called a PDF on this web has nothing in it.
  if (extracted.kind === 'file') return out(extracted.content_type);
  const page = contentReading(extracted);
  return page.kind === 'unsupported' ? out(page.content_type) : read(url, page, follows, stands);
}

/** Where a redirect leads. One to what only cleaning makes the page itself, or one that led here, is taken as written. */
function redirect(
  url: string,
  to: string,
  follows: ReferenceRequest['follows'],
): Partial<Pick<Look, 'links' | 'maybe' | 'to'>> {
  const cleaned = follows(to);
  if (cleaned === undefined) return {};
  const sure = cleaned === url ? to : cleaned;
  return { links: [sure], maybe: [to], to: sure };
}

function read(
  url: string,
  page: ContentReading & { kind: 'page' },
  follows: ReferenceRequest['follows'],
  stands: boolean,
): Look {
  const { robots, hash } = page;
  const links = page.links.flatMap((link) => follows(link) ?? []);
  const canonical =
    page.canonical === undefined || page.canonical === url ? undefined : follows(page.canonical);
  if (canonical !== undefined && canonical !== url && !stands) {
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
  // The URL that it names is looked at in every crawl.
  return { end, links: stands && canonical !== undefined ? [...links, canonical] : links, maybe: [] };
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
