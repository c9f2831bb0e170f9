import type { Page } from '#core/tables/pages.ts';
import type { Clock } from '#ports/clock.ts';
import { type Compute, ComputeTimeout } from '#ports/compute.ts';
import type { WebResponse } from '#ports/web.ts';
import { isReadAsItself, namedBy, namingOf } from './alias-of.ts';
import { answerOf } from './answer.ts';
import { parseContentType } from './content-type.ts';
import type { Outcome, Wish } from './outcome.ts';
import { HostFailing, type PoliteWeb, isWebFailure } from './polite-web.ts';
import { dueAt } from './page-revisit.ts';
import type { ReadTasks } from './read-tasks.ts';
import { classifyResponse } from './response-class.ts';
import type { Reading } from './reading.ts';
import { redirected } from './redirected.ts';
import type { RobotsCache } from './robots-cache.ts';
import { indexRefusal } from './robots-directives.ts';
import { robotsVerdict } from './robots-match.ts';
import { robotsToken } from './robots.ts';
import { isKnownUnchanged } from './sitemap/known-unchanged.ts';
import {
  guessedLately,
  readingOfGuess,
  readingOfSitemap,
  sitemapUnchanged,
} from './sitemap/sitemap-outcome.ts';
import { MAX_SITEMAP_BYTES, type SitemapListing } from './sitemap/sitemap.ts';
import { pathOf } from './url.ts';
import { cut, failed, forbidden, withoutRobots } from './unread.ts';
import { asksOtherwise, conditionsFor, validatorsIn } from './validators.ts';
import type { VisitRequest } from './visit.ts';

/** Whether a page may be asked for. */
type Admission =
  | { readonly refusal: Reading }
  | {
      readonly crawl_delay_ms: number;
      /** What the settings of the index overrode. */
      readonly overruled?: string;
    };

/** How old a robots.txt may be by which a page is read with a hall pass: each page of a crawl need not ask for it. */
const ROBOTS_OF_PASS_MS = 60_000;
const NO_DIRECTIVES = { noindex: false, unavailable_after_ms: null };
/** Asks caches on the way for what the site has now. */
const NO_CACHE = { 'cache-control': 'no-cache' };
const BOUND_OF_PAGES = 'SITEPACK_MAX_PAGE_BYTES sets how large a page may be';
/** One byte more than is read of one: by that it comes out that there is more. */
const BOUND_OF_SITEMAPS = { max_bytes: MAX_SITEMAP_BYTES + 1, cut: true };
/** A page takes some milliseconds, the worst of 10 MB a second. */
export const READ_TIMEOUT_MS = 30_000;

export interface ReaderSettings {
  readonly user_agent: string;
  readonly max_page_bytes: number;
  /** How long a robots.txt is believed, and that there is no sitemap. */
  readonly robots_ttl_s: number;
}

/** Reads one page: robots.txt, the request, what the status means, and what is in it. Stores nothing. */
export class Reader {
  readonly #ports: {
    readonly web: PoliteWeb;
    readonly robots: RobotsCache;
    readonly compute: Compute<ReadTasks>;
    readonly clock: Clock;
  };
  readonly #settings: ReaderSettings;

  constructor(
    ports: { web: PoliteWeb; robots: RobotsCache; compute: Compute<ReadTasks>; clock: Clock },
    settings: ReaderSettings,
  ) {
    this.#ports = ports;
    this.#settings = settings;
  }

  /**
   * @param before the page as it is known, for a conditional request.
   * @throws {HostBusy} before anything was asked; whatever `signal` was aborted with.
   */
  async read(request: VisitRequest, before: Page | undefined, signal: AbortSignal): Promise<Reading> {
    const reading = await this.#read(request, before, signal);
    return request.sitemap?.guessed === true ? readingOfGuess(reading, before) : reading;
  }

  /** What is listed by a sitemap that was read before. @returns undefined when it is damaged, or takes too long. */
  async storedSitemap(
    raw: Uint8Array,
    hash: string,
    signal: AbortSignal,
  ): Promise<SitemapListing | undefined> {
    const now_ms = this.#ports.clock.now();
    const listing = await this.#compute('read_stored_sitemap', { raw, hash, now_ms }, signal);
    return listing === 'too_slow' ? undefined : listing;
  }

  async #read(request: VisitRequest, before: Page | undefined, signal: AbortSignal): Promise<Reading> {
    const admission = await this.#admit(request, signal);
    if ('refusal' in admission) return { ...admission.refusal, unasked: true };
    const reading =
      this.#withoutAsking(request, before) ??
      (await this.#ask(request, before, admission.crawl_delay_ms, signal));
    const { overruled } = admission;
    return overruled === undefined ? reading : overridden(reading, 'robots', overruled);
  }

  async #ask(
    request: VisitRequest,
    before: Page | undefined,
    crawl_delay_ms: number,
    signal: AbortSignal,
  ): Promise<Reading> {
    const conditions = isReadAnew(request) ? {} : conditionsFor(request, before);
    const get = (headers: Readonly<Record<string, string>>): Promise<WebResponse> =>
      this.#ports.web.get(request.url, {
        headers,
        credentials: request.credentials,
        crawl_delay_ms,
        ...(request.sitemap === undefined ? { max_bytes: this.#settings.max_page_bytes } : BOUND_OF_SITEMAPS),
        signal,
      });
    let conditional = Object.keys(conditions).length > 0;
    try {
      let response = await get(isReadAnew(request) ? NO_CACHE : conditions);
      if (conditional && response.status === 304 && asksOtherwise(response.headers, before)) {
        conditional = false;
        response = await get({});
      }
      const answer = answerOf(response, this.#ports.clock.now(), conditional);
      if (response.status === 304 && !conditional) return { ...NOT_ASKED_FOR, answer };
      return { ...(await this.#judge(request, before, response, signal)), answer };
    } catch (error) {
      if (error instanceof HostFailing) return { ...failed(error), unasked: true };
      if (!isWebFailure(error)) throw error;
      const isPageTooLarge = error.code === 'too_large' && request.sitemap === undefined;
      const failure = isPageTooLarge ? noted(failed(error), BOUND_OF_PAGES) : failed(error);
      const { answered } = error;
      if (answered === undefined) return failure;
      return { ...failure, answer: answerOf(answered, this.#ports.clock.now(), conditional) };
    }
  }

  async #admit(request: VisitRequest, signal: AbortSignal): Promise<Admission> {
    const { url, credentials, overrides, hall_pass } = request;
    const { robots, clock } = this.#ports;
    const since_ms = hall_pass === true ? clock.monotonic() - ROBOTS_OF_PASS_MS : undefined;
    const { rules, trouble } = await robots.rulesFor(url, { signal, credentials, since_ms });
    const crawl_delay_ms = rules.crawl_delay_ms ?? 0;
    const refusal =
      trouble === undefined ? forbidden(robotsVerdict(rules, pathOf(url))) : withoutRobots(trouble);
    if (refusal === undefined) return { crawl_delay_ms };
    if (overrides?.ignore_robots !== true) return { refusal };
    const { reason } = refusal.outcome;
    const said = trouble === undefined ? `robots.txt forbids it (${reason})` : reason;
    return { crawl_delay_ms, overruled: said };
  }

  #withoutAsking(request: VisitRequest, before: Page | undefined): Reading | undefined {
    if (isReadAnew(request)) return undefined;
    const now_ms = this.#ports.clock.now();
    if (request.sitemap?.guessed === true)
      return guessedLately(before, now_ms, this.#settings.robots_ttl_s * 1000);
    const reason = request.sitemap === undefined ? whyUnasked(request, before, now_ms) : undefined;
    if (reason === undefined) return undefined;
    const outcome: Outcome = { kind: 'unchanged', reason };
    const reading: Reading = { outcome, links: 'stored', state: 'present', unasked: true };
    return this.#indexed(request, before?.directives ?? NO_DIRECTIVES, reading);
  }

  async #judge(
    request: VisitRequest,
    before: Page | undefined,
    response: WebResponse,
    signal: AbortSignal,
  ): Promise<Reading> {
    const { status, headers } = response;
    const sorted = classifyResponse(status, headers, { url: request.url, now_ms: this.#ports.clock.now() });
    if (sorted.kind === 'ok' && request.sitemap !== undefined)
      return this.#sitemap(request, before, response, signal);
    if (sorted.kind === 'ok') return this.#page(request, before, response, signal);
    if (sorted.kind === 'unchanged')
      return request.sitemap === undefined ? this.#unchanged(request, before) : sitemapUnchanged(before);
    if (sorted.kind === 'redirect') return redirected(request, sorted.to, status);
    const reason = `answered ${status}`;
    if (sorted.kind === 'gone')
      return { outcome: { kind: 'gone', status, reason }, links: [], state: 'absent' };
    const failure: Reading = {
      outcome: {
        kind: 'failed',
        code: 'http_status',
        status,
        reason: `${reason}${unsentNote(request, status)}`,
      },
      links: [],
    };
    return sorted.kind === 'retry' ? { ...failure, retry: { after_ms: sorted.after_ms ?? 0 } } : failure;
  }

  async #sitemap(
    request: VisitRequest,
    before: Page | undefined,
    response: WebResponse,
    signal: AbortSignal,
  ): Promise<Reading> {
    const { status, headers, body } = response;
    const now_ms = this.#ports.clock.now();
    const sitemap = await this.#compute(
      'read_sitemap',
      { url: request.url, status, headers, body, now_ms },
      signal,
    );
    if (sitemap === 'too_slow') return tooSlow();
    if ('listing' in sitemap) return { ...readingOfSitemap(sitemap), validators: validatorsIn(headers) };
    // Some name the page for people that lists their pages: it is read as the page that it is.
    if (sitemap.html && request.sitemap?.guessed === false && response.cut !== true)
      return this.#page(request, before, response, signal);
    const { type } = parseContentType(headers['content-type']);
    const outcome: Outcome = {
      kind: 'unsupported',
      content_type: cut(type, 200),
      reason: `it is no sitemap: ${sitemap.reason}`,
    };
    return { outcome, links: [], state: 'absent' };
  }

  async #page(
    request: VisitRequest,
    before: Page | undefined,
    response: WebResponse,
    signal: AbortSignal,
  ): Promise<Reading> {
    const { status, headers, body } = response;
    const agentToken = robotsToken(this.#settings.user_agent);
    const page = await this.#compute(
      'read_page',
      { url: request.url, status, headers, body, agentToken, rules: request.rules },
      signal,
    );
    if (page === 'too_slow') return tooSlow();
    if (page.kind === 'unsupported') {
      const content_type = cut(page.content_type, 200);
      const reason = cut(page.reason ?? `${content_type} is not read`);
      const outcome: Outcome = { kind: 'unsupported', content_type, reason };
      return { outcome, links: [], state: 'absent' };
    }
    const alias = namedBy(request, page);
    if (alias?.leads_on === true && !isReadAsItself(request, before, alias.url)) {
      const { url: of, reason } = alias;
      return { outcome: { kind: 'alias', of, reason }, links: [of], state: 'as_before' };
    }
    const { noindex, unavailable_after_ms } = page.robots;
    const directives = { noindex, unavailable_after_ms };
    const kept = {
      links: page.links,
      nofollow: page.nofollow,
      links_over: page.links_over,
      stored: page,
      validators: validatorsIn(headers),
      directives,
      ...(alias === undefined ? {} : { own_url: alias.url }),
    };
    const same = before?.state === 'present' && before.content_hash === page.hash;
    const read = same ? 'same content as before' : `answered ${status}`;
    const reason = cut([read, ...namingOf(alias), ...page.notes].join('; '));
    const outcome: Outcome = { kind: same ? 'unchanged' : 'indexed', reason };
    return this.#indexed(request, directives, { ...kept, outcome, state: 'present' });
  }

  /** 304: the page is as it was, and so is what it asks for. */
  #unchanged(request: VisitRequest, before: Page | undefined): Reading {
    const directives = before?.directives ?? {
      noindex: before?.outcome?.kind === 'refused',
      unavailable_after_ms: null,
    };
    const outcome: Outcome = { kind: 'unchanged', reason: 'answered 304' };
    return this.#indexed(request, directives, { outcome, links: 'stored', state: 'present' });
  }

  /** A reading of a page that is to be in the index, unless the page asks not to be. */
  #indexed(
    { overrides }: VisitRequest,
    directives: NonNullable<Reading['directives']>,
    reading: Reading,
  ): Reading {
    const refusal = indexRefusal(directives, this.#ports.clock.now());
    if (refusal === undefined) return reading;
    if (overrides?.ignore_noindex === true) return overridden(reading, 'noindex', refusal);
    const validated = reading.links === 'stored' && reading.unasked === undefined;
    const reason = validated ? `${refusal}; answered 304` : refusal;
    return { ...reading, outcome: { kind: 'refused', by: 'noindex', reason }, state: 'absent' };
  }

  async #compute<Name extends keyof ReadTasks>(
    task: Name,
    input: Parameters<ReadTasks[Name]>[0],
    signal: AbortSignal,
  ): Promise<Awaited<ReturnType<ReadTasks[Name]>> | 'too_slow'> {
    try {
      return await this.#ports.compute.run(task, input, { timeout_ms: READ_TIMEOUT_MS, signal });
    } catch (error) {
      if (error instanceof ComputeTimeout) return 'too_slow';
      throw error;
    }
  }
}

/** Whether a page is read as if it was never read before. */
function isReadAnew({ hall_pass, again }: VisitRequest): boolean {
  return hall_pass === true || again !== undefined;
}

/** Why a page is taken to be as it was when its site was asked for it last; undefined when it has to be asked for. */
function whyUnasked(request: VisitRequest, before: Page | undefined, now_ms: number): string | undefined {
  if (isKnownUnchanged(request, before, now_ms)) return 'the sitemap says that it has not changed';
  const { crawl_id, revisit_days } = request;
  // A client is always answered by the site.
  if (crawl_id === undefined || revisit_days === undefined) return undefined;
  const due_ms = dueAt(request, before, now_ms, revisit_days);
  if (due_ms === undefined) return undefined;
  return `it changes seldom, and is asked for again from ${new Date(due_ms).toISOString().slice(0, 16)} UTC on`;
}

/** A server that knows conditions where there were none; which page it means to be as it was nobody knows. */
const NOT_ASKED_FOR: Reading = {
  outcome: {
    kind: 'failed',
    code: 'bad_response',
    status: 304,
    reason: 'answered 304 to a request that was not conditional',
  },
  links: [],
};

/** A reading whose outcome says more. */
function noted(reading: Reading, note: string): Reading {
  const { outcome } = reading;
  return { ...reading, outcome: { ...outcome, reason: cut(`${outcome.reason}; ${note}`) } };
}

/** A reading for which a wish of its host was passed over. @param said what the host wishes, in words. */
function overridden(reading: Reading, wish: Wish, said: string): Reading {
  const more = noted(reading, `${said}; overridden by the settings of the index`);
  return { ...more, outcome: { ...more.outcome, overridden: [...(more.outcome.overridden ?? []), wish] } };
}

function tooSlow(): Reading {
  const reason = `reading it took longer than ${READ_TIMEOUT_MS / 1000} s`;
  return { outcome: { kind: 'failed', code: 'unreadable', reason }, links: [] };
}

/** Why a site that has credentials did not get them, where it asks for some. */
function unsentNote({ url, credentials }: VisitRequest, status: number): string {
  const isAskedFor = status === 401 || status === 403;
  if (!isAskedFor || credentials?.tellingOf(url) !== 'in_the_clear') return '';
  return '; the credentials of the index were not sent: by http only with "in_the_clear" in its settings';
}
