import type { Page } from '#core/tables/pages.ts';
import type { Clock } from '#ports/clock.ts';
import { type Compute, ComputeTimeout } from '#ports/compute.ts';
import { WebError, type WebResponse } from '#ports/web.ts';
import type { Outcome } from './outcome.ts';
import { type PoliteWeb, isWebFailure } from './polite-web.ts';
import type { PageReading } from './read-page.ts';
import type { ReadTasks } from './read-tasks.ts';
import { classifyResponse } from './response-class.ts';
import type { RobotsCache } from './robots-cache.ts';
import { robotsVerdict } from './robots-match.ts';
import { robotsToken } from './robots.ts';
import { pathOf } from './url.ts';
import { MOST_REDIRECTS, type VisitRequest } from './visit.ts';

/** What reading a page came to, before anything is stored. */
export interface Reading {
  readonly outcome: Outcome;
  /** `stored`: those of the content stored before. */
  readonly links: readonly string[] | 'stored';
  /** Whether it belongs in the index now; absent when that could not be told, and stays as it was. */
  readonly state?: 'present' | 'absent';
  /** Another try may help. */
  readonly retry?: { readonly after_ms: number };
  /** What is to be stored: objects by their bytes, and the hash of the content. */
  readonly stored?: { readonly hash: string; readonly content: Uint8Array; readonly raw: Uint8Array };
  /** For the next conditional request. */
  readonly validators?: { readonly etag: string; readonly last_modified: string };
  readonly wire_bytes: number;
}

/** A page takes some milliseconds, the worst of 10 MB a second. */
const READ_TIMEOUT_MS = 30_000;
/** Longest ETag or Last-Modified that is kept. */
const MOST_VALIDATOR_CHARS = 500;

/** Reads one page: robots.txt, the request, what the status means, and what is in it. Stores nothing. */
export class Reader {
  readonly #ports: {
    readonly web: PoliteWeb;
    readonly robots: RobotsCache;
    readonly compute: Compute<ReadTasks>;
    readonly clock: Clock;
  };
  readonly #settings: { readonly user_agent: string; readonly max_page_bytes: number };

  constructor(
    ports: { web: PoliteWeb; robots: RobotsCache; compute: Compute<ReadTasks>; clock: Clock },
    settings: { readonly user_agent: string; readonly max_page_bytes: number },
  ) {
    this.#ports = ports;
    this.#settings = settings;
  }

  /**
   * @param before the page as it is known, for a conditional request.
   * @throws {HostBusy} before anything was asked; whatever `signal` was aborted with.
   */
  async read(request: VisitRequest, before: Page | undefined, signal: AbortSignal): Promise<Reading> {
    const refusal = await this.#robots(request.url, signal);
    if (refusal !== undefined) return refusal;
    try {
      const response = await this.#ports.web.get(request.url, {
        headers: validatorsOf(before),
        max_bytes: this.#settings.max_page_bytes,
        signal,
      });
      return await this.#judge(request, before, response, signal);
    } catch (error) {
      if (!isWebFailure(error)) throw error;
      return failed(error);
    }
  }

  async #robots(url: string, signal: AbortSignal): Promise<Reading | undefined> {
    const { rules, trouble } = await this.#ports.robots.rulesFor(url, signal);
    // The host itself cannot be had, and its pages no more than its robots.txt.
    if (trouble instanceof WebError) return failed(trouble);
    if (trouble !== undefined) {
      const reason = `robots.txt answers ${trouble}, so whether the page may be read is not known`;
      return {
        outcome: { kind: 'refused', by: 'robots_unavailable', reason },
        links: [],
        retry: { after_ms: 0 },
        wire_bytes: 0,
      };
    }
    const verdict = robotsVerdict(rules, pathOf(url));
    if (verdict.allowed) return undefined;
    const outcome: Outcome = {
      kind: 'refused',
      by: 'robots',
      reason: cut(verdict.rule ?? 'robots.txt has more rules than are read'),
    };
    return { outcome, links: [], state: 'absent', wire_bytes: 0 };
  }

  async #judge(
    request: VisitRequest,
    before: Page | undefined,
    response: WebResponse,
    signal: AbortSignal,
  ): Promise<Reading> {
    const { status, headers, wire_bytes } = response;
    const sorted = classifyResponse(status, headers, { url: request.url, now_ms: this.#ports.clock.now() });
    if (sorted.kind === 'ok') return this.#page(request, before, response, signal);
    if (sorted.kind === 'unchanged') return unchanged(before, wire_bytes);
    if (sorted.kind === 'redirect') return redirected(request, sorted.to, status, wire_bytes);
    const reason = `answered ${status}`;
    if (sorted.kind === 'gone')
      return { outcome: { kind: 'gone', status, reason }, links: [], state: 'absent', wire_bytes };
    const failure: Reading = {
      outcome: { kind: 'failed', code: 'http_status', status, reason },
      links: [],
      wire_bytes,
    };
    return sorted.kind === 'retry' ? { ...failure, retry: { after_ms: sorted.after_ms ?? 0 } } : failure;
  }

  async #page(
    request: VisitRequest,
    before: Page | undefined,
    response: WebResponse,
    signal: AbortSignal,
  ): Promise<Reading> {
    const { headers, wire_bytes } = response;
    const page = await this.#readPage(request.url, response, signal);
    if (page === 'too_slow') {
      const reason = `reading it took longer than ${READ_TIMEOUT_MS / 1000} s`;
      return { outcome: { kind: 'failed', code: 'unreadable', reason }, links: [], wire_bytes };
    }
    if (page.kind === 'unsupported') {
      const content_type = cut(page.content_type, 200);
      const outcome: Outcome = { kind: 'unsupported', content_type, reason: `${content_type} is not read` };
      return { outcome, links: [], state: 'absent', wire_bytes };
    }
    const alias = aliasOf(request, page.canonical);
    if (alias !== undefined) {
      const outcome: Outcome = { kind: 'alias', of: alias, reason: 'rel=canonical names another URL' };
      return { outcome, links: [alias], state: 'absent', wire_bytes };
    }
    const kept = { links: page.links, stored: page, validators: validators(headers), wire_bytes };
    if (page.robots.noindex) {
      return {
        ...kept,
        outcome: { kind: 'refused', by: 'noindex', reason: 'the page asks not to be indexed' },
        state: 'absent',
      };
    }
    const same = before?.state === 'present' && before.content_hash === page.hash;
    const outcome: Outcome = same
      ? { kind: 'unchanged', reason: 'same content as before' }
      : { kind: 'indexed', reason: `answered ${response.status}` };
    return { ...kept, outcome, state: 'present' };
  }

  async #readPage(
    url: string,
    response: WebResponse,
    signal: AbortSignal,
  ): Promise<PageReading | 'too_slow'> {
    const { status, headers, body } = response;
    const agentToken = robotsToken(this.#settings.user_agent);
    const limits = { timeout_ms: READ_TIMEOUT_MS, signal };
    try {
      return await this.#ports.compute.run('read_page', { url, status, headers, body, agentToken }, limits);
    } catch (error) {
      if (error instanceof ComputeTimeout) return 'too_slow';
      throw error;
    }
  }
}

/** The URL that a page names as its own, if we may and should read that one instead. */
function aliasOf(request: VisitRequest, canonical: string | undefined): string | undefined {
  if (canonical === undefined || canonical === request.url) return undefined;
  // One that leads back to where we come from names itself after all; one outside is not ours to read.
  if (request.redirects.includes(canonical) || request.redirects.length >= MOST_REDIRECTS) return undefined;
  return request.mayRead(canonical) ? canonical : undefined;
}

function redirected(
  request: VisitRequest,
  to: string | undefined,
  status: number,
  wire_bytes: number,
): Reading {
  const fail = (code: string, reason: string): Reading => ({
    outcome: { kind: 'failed', code, status, reason },
    links: [],
    wire_bytes,
  });
  if (to === undefined)
    return fail('bad_redirect', `answered ${status} without a Location that can be a page`);
  if (to === request.url || request.redirects.includes(to))
    return fail('redirect_loop', cut(`redirects in a circle, by ${to}`));
  if (request.redirects.length >= MOST_REDIRECTS)
    return fail('too_many_redirects', `more than ${MOST_REDIRECTS} redirects in a row`);
  return {
    outcome: { kind: 'redirected', to, status, reason: `answered ${status}` },
    links: [to],
    state: 'absent',
    wire_bytes,
  };
}

function unchanged(before: Page | undefined, wire_bytes: number): Reading {
  const noindex = before?.outcome?.kind === 'refused';
  const outcome: Outcome = noindex
    ? { kind: 'refused', by: 'noindex', reason: 'the page asks not to be indexed; answered 304' }
    : { kind: 'unchanged', reason: 'answered 304' };
  return { outcome, links: 'stored', state: noindex ? 'absent' : 'present', wire_bytes };
}

function failed(error: WebError): Reading {
  const outcome: Outcome =
    error.code === 'address_refused'
      ? { kind: 'refused', by: 'address', reason: cut(error.message) }
      : { kind: 'failed', code: error.code, reason: cut(error.message) };
  return { outcome, links: [], ...(error.transient ? { retry: { after_ms: 0 } } : {}), wire_bytes: 0 };
}

/**
 * A conditional request, when what it would validate is still stored, and the last visit read it: after a failure or a
 * redirect a 304 would not say whether the page may be indexed.
 */
function validatorsOf(before: Page | undefined): Record<string, string> {
  if (before?.content_hash === undefined) return {};
  const { outcome } = before;
  const read =
    outcome !== undefined &&
    (['indexed', 'unchanged', 'unreached'].includes(outcome.kind) ||
      (outcome.kind === 'refused' && outcome.by === 'noindex'));
  if (!read) return {};
  return {
    ...(before.etag ? { 'if-none-match': before.etag } : {}),
    ...(before.last_modified ? { 'if-modified-since': before.last_modified } : {}),
  };
}

function validators(headers: Readonly<Record<string, string>>): { etag: string; last_modified: string } {
  const kept = (name: string) => {
    const value = headers[name] ?? '';
    return value.length > MOST_VALIDATOR_CHARS ? '' : value;
  };
  return { etag: kept('etag'), last_modified: kept('last-modified') };
}

function cut(text: string, most = 1000): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
