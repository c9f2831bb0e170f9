import { type Page, forgetContent, forgetSitemap, readPage } from '#core/tables/pages.ts';
import { noteLie } from '#core/tables/sitemap-lies.ts';
import type { Clock } from '#ports/clock.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Random } from '#ports/random.ts';
import type { Table } from '#ports/table.ts';
import { BoundedMemory } from './bounded-memory.ts';
import { ClientVisits } from './client-visits.ts';
import { BadContent, type Content, contentKey, readContent } from './content.ts';
import type { Grace } from './failing.ts';
import { followable, unfollowable } from './html/link-list.ts';
import { JointWork } from './joint-work.ts';
import { leadsOn } from './leads-on.ts';
import { type Outcome, type Skipped, isIndexed, isReadAsPage, pointsTo } from './outcome.ts';
import { HostBusy } from './polite-web.ts';
import { rawKey } from './raw.ts';
import { readBy } from './read-by.ts';
import type { Reader } from './reader.ts';
import type { Reading } from './reading.ts';
import { type DoneVisit, RECENT_VISITS, charsOfVisit } from './recent-visits.ts';
import { isLie } from './sitemap/known-unchanged.ts';
import type { ChangeRate } from './schedule-change-rate.ts';
import type { SitemapListing } from './sitemap/sitemap.ts';
import { superseded } from './superseded.ts';
import { textHash } from './text-hash.ts';
import { hostOf, pageKey } from './url.ts';
import { BUSY_MS, type Claim, VisitClaims, rowKey } from './visit-claims.ts';
import { withVisit } from './page-revisit.ts';
import type { Visit, VisitRequest } from './visit.ts';
import { withGrace } from './with-grace.ts';

export interface VisitorSettings {
  /** Tries of a page when its host fails in a way that may pass. */
  readonly fetch_attempts: number;
  /** Wait before the second try; doubled for each further one. */
  readonly retry_delay_ms: number;
  /** A visit that was not finished by then is taken for lost. */
  readonly visit_ms: number;
  /** How long a page stays in the index that cannot be reached, where nothing is set for its index. */
  readonly grace_days: number;
  readonly grace_tries: number;
}

/** Hears of every visit that came to an end, once, for metrics. */
export type OnRead = (outcome: Outcome) => void;

/**
 * Visits pages: once per crawl, however many messages ask for it, in this process or another.
 *
 * Whoever claims the page's row visits it: asks for it, stores raw bytes and content, then writes the row, if the claim
 * still stands. A claim ends with the visit, or when it was held too long: its worker is taken for dead.
 */
export class Visitor {
  readonly #ports: {
    readonly table: Table;
    readonly objects: ObjectStore;
    readonly clock: Clock;
    readonly random: Random;
    readonly onRead?: OnRead;
  };
  readonly #reader: Reader;
  readonly #settings: VisitorSettings;
  readonly #claims: VisitClaims;
  readonly #clients = new ClientVisits();
  readonly #underway = new JointWork<Visit>();
  /** For the `crawl` message that follows on the `index` message. */
  readonly #recent = new BoundedMemory<DoneVisit>(RECENT_VISITS, charsOfVisit);

  constructor(
    ports: { table: Table; objects: ObjectStore; clock: Clock; random: Random; onRead?: OnRead },
    reader: Reader,
    settings: VisitorSettings,
  ) {
    this.#ports = ports;
    this.#reader = reader;
    this.#settings = settings;
    this.#claims = new VisitClaims(ports, settings.visit_ms);
  }

  /** Visits a page, or says what a visit came to that will do: within a crawl there is one for all who ask. */
  async visit(request: VisitRequest, signal: AbortSignal): Promise<Visit> {
    if (request.crawl_id === undefined) return this.#visitForClient(request, signal);
    const key = `${request.crawl_id} ${request.index} ${request.url} ${request.again ?? ''}`;
    const recent = this.#recent.get(key);
    if (recent !== undefined) return shared(recent);
    const { result, isOwn } = await this.#underway.do(key, signal, () =>
      this.#visitAndRemember(key, request, signal),
    );
    return isOwn ? result : shared(result);
  }

  async #visitForClient(request: VisitRequest, signal: AbortSignal): Promise<Visit> {
    const pass = request.hall_pass === true ? ['hall_pass'] : [];
    const page = [request.index, request.url, request.again ?? '', ...request.redirects, ...pass].join(' ');
    const begun_ms = this.#ports.clock.monotonic();
    const { asked_by } = request;
    const known = asked_by === undefined ? undefined : this.#clients.visitFor(page, asked_by, begun_ms);
    const visit = known === undefined ? await this.#visit(request, signal) : shared(known);
    if (visit.kind !== 'done') return visit;
    if (known === undefined) this.#clients.note(page, begun_ms, visit);
    if (asked_by !== undefined) this.#clients.answered(page, asked_by);
    return visit;
  }

  async #visitAndRemember(key: string, request: VisitRequest, signal: AbortSignal): Promise<Visit> {
    const visit = await this.#visit(request, signal);
    // What a sitemap lists is too much to keep, and only one message asks for it.
    if (visit.kind === 'done' && visit.listing === undefined) this.#recent.set(key, visit);
    return visit;
  }

  async #visit(request: VisitRequest, signal: AbortSignal): Promise<Visit> {
    const page = await readPage(this.#ports.table, request.index, pageKey(request.url));
    if (page?.outcome !== undefined && isVisited(page, request))
      return this.#visited(page, page.outcome, signal);
    if (request.unread !== undefined) return this.#leave(request, request.unread, page);
    const claim = await this.#claims.take(request, page);
    if (typeof claim === 'number') return { kind: 'busy', retry_after_ms: claim };
    try {
      const reading = await this.#reader.read(request, claim.before, signal);
      return await this.#settle(request, claim, reading, signal);
    } catch (error) {
      // Without a turn nothing was asked of the host: that was no try.
      const busy = error instanceof HostBusy;
      await this.#claims.letGo(request, claim, {
        attempts: claim.attempts - (busy ? 1 : 0),
        failures: claim.failures,
      });
      if (error instanceof BadContent) return this.#lost(claim.before, error);
      if (busy) return { kind: 'later', retry_after_ms: error.retry_after_ms, reason: error.message };
      throw error;
    }
  }

  /** A page that is not to be asked for any more: it counts what was tried for the crawl before. */
  #leave(request: VisitRequest, outcome: Skipped, page: Page | undefined): Visit {
    const busy_ms = this.#claims.busyFor(request, page);
    if (busy_ms !== undefined) return { kind: 'busy', retry_after_ms: busy_ms };
    const attempts = page !== undefined && page.visit_for === request.crawl_id ? page.attempts : 0;
    return { kind: 'done', outcome, links: [], attempts, fresh: true };
  }

  /** What an earlier visit for the same crawl came to. */
  async #visited(page: Page, outcome: Outcome, signal: AbortSignal): Promise<Visit> {
    try {
      const isKnown = isReadAsPage(outcome) || leadsOn(outcome, page);
      const content = isKnown ? await this.#storedContent(page) : undefined;
      const own_url = isReadAsPage(outcome) ? page.own_url : undefined;
      const links = linksOf(outcome, content, own_url);
      const nofollow = unfollowable(content?.links ?? []);
      const listing = isRead(outcome) ? await this.#storedListing(page, signal) : undefined;
      const { attempts, answer } = page;
      const text_hash = textHashOf(outcome, content);
      const links_over = content?.links_over;
      const told = { outcome, links, nofollow, links_over, listing, attempts, answer, text_hash, own_url };
      return { kind: 'done', ...told, fresh: false };
    } catch (error) {
      if (error instanceof BadContent) return this.#lost(page, error);
      throw error;
    }
  }

  /** Content that the page's row names is not there: the page is visited again, and not asked whether it changed. */
  async #lost(page: Page | undefined, error: BadContent): Promise<Visit> {
    const forget = page?.outcome?.kind === 'sitemap' ? forgetSitemap : forgetContent;
    if (page !== undefined) await forget(this.#ports.table, page);
    return { kind: 'later', retry_after_ms: 0, reason: error.message };
  }

  /** @throws {BadContent} */
  async #storedContent(page: Page | undefined): Promise<Content | undefined> {
    return page === undefined ? undefined : readContent(this.#ports.objects, page);
  }

  /** @throws {BadContent} */
  async #storedListing(page: Page | undefined, signal: AbortSignal): Promise<SitemapListing | undefined> {
    if (page?.content_hash === undefined) return undefined;
    const key = rawKey(page.pk, page.sk);
    const raw = await this.#ports.objects.get(key);
    const listing =
      raw === undefined ? undefined : await this.#reader.storedSitemap(raw, page.content_hash, signal);
    if (listing === undefined)
      throw new BadContent(`${page.url}: ${key}, which has what it lists, is missing or damaged`);
    return listing;
  }

  async #settle(request: VisitRequest, claim: Claim, found: Reading, signal: AbortSignal): Promise<Visit> {
    const failures = claim.failures + 1;
    const attempts = claim.attempts - (found.unasked === true ? 1 : 0);
    if (found.retry !== undefined && failures < this.#settings.fetch_attempts) {
      await this.#claims.letGo(request, claim, { attempts, failures });
      const backoff_ms = this.#settings.retry_delay_ms * 2 ** (failures - 1);
      return {
        kind: 'later',
        retry_after_ms: Math.max(backoff_ms, found.retry.after_ms),
        reason: found.outcome.reason,
      };
    }
    const now_ms = this.#ports.clock.now();
    const reading = withGrace(
      withStoredLinks(found, claim.before),
      claim.before,
      this.#graceOf(request),
      now_ms,
    );
    await this.#store(request, reading);
    const { outcome, answer } = reading;
    const content = reading.links === 'stored' ? await this.#storedContent(claim.before) : undefined;
    const own_url = reading.links === 'stored' ? claim.before?.own_url : reading.own_url;
    const found_links = reading.links === 'stored' ? followable(content?.links ?? []) : reading.links;
    const nofollow =
      reading.links === 'stored' ? unfollowable(content?.links ?? []) : (reading.nofollow ?? []);
    const links_over = reading.links === 'stored' ? content?.links_over : reading.links_over;
    const listing =
      reading.listing === 'stored' ? await this.#storedListing(claim.before, signal) : reading.listing;
    if (!(await this.#write(request, claim, reading, attempts))) {
      // We took too long and another visited the page: what that one wrote stands.
      await this.#clearUp(request, reading);
      return { kind: 'busy', retry_after_ms: BUSY_MS };
    }
    this.#ports.onRead?.(outcome);
    const text_hash = isIndexed(outcome)
      ? (reading.stored?.text_hash ?? textHashOf(outcome, content))
      : undefined;
    return {
      kind: 'done',
      outcome,
      links: withOwnUrl(found_links, own_url),
      nofollow,
      links_over,
      listing,
      attempts,
      answer,
      text_hash,
      own_url,
      fresh: true,
    };
  }

  #graceOf({ grace }: VisitRequest): Grace {
    const { grace_days, grace_tries } = this.#settings;
    return { days: grace?.days ?? grace_days, tries: grace?.tries ?? grace_tries };
  }

  async #store(request: VisitRequest, { stored }: Reading): Promise<void> {
    if (stored === undefined) return;
    const { pk: index, sk: key } = rowKey(request);
    const { raw, content, hash } = stored;
    await Promise.all([
      this.#ports.objects.put(rawKey(index, key), raw),
      content === undefined ? undefined : this.#ports.objects.put(contentKey(index, key, hash), content),
    ]);
  }

  /** Deletes what was stored for a page whose row is gone: its index was deleted during the visit. */
  async #clearUp(request: VisitRequest, { stored }: Reading): Promise<void> {
    const { pk: index, sk: key } = rowKey(request);
    if (stored === undefined || (await readPage(this.#ports.table, index, key)) !== undefined) return;
    await this.#ports.objects.delete([rawKey(index, key), contentKey(index, key, stored.hash)]);
  }

  /** Writes what a visit found into the page's row, if the claim still stands. */
  async #write(request: VisitRequest, claim: Claim, reading: Reading, attempts: number): Promise<boolean> {
    const { before, owner } = claim;
    const state = stateAfter(reading.state, before);
    const hash = reading.stored?.hash ?? before?.content_hash;
    const was = before?.state === 'present';
    const read_by = reading.stored?.content === undefined ? undefined : readBy(request.rules);
    if (reading.unasked === undefined && isLie(request, before, { content_hash: hash, read_by }))
      await noteLie(this.#ports.table, hostOf(request.url), this.#ports.clock.now());
    const changed = state === 'present' ? !was || hash !== before.content_hash : was;
    const set = {
      visit_owner: '',
      attempts,
      failures: 0,
      state,
      outcome: reading.outcome,
      fetched_at_ms: this.#ports.clock.now(),
      crawl_id: request.crawl_id ?? '',
      ...(changed ? { mark: 'pending' } : {}),
      ...(hash === undefined ? {} : { content_hash: hash }),
      ...(read_by === undefined ? {} : { read_by }),
      ...(before === undefined || hash === before.content_hash
        ? {}
        : { superseded: superseded(before, hash) }),
      ...(reading.answer === undefined ? {} : { answer: reading.answer }),
      ...reading.validators,
      ...(reading.directives === undefined ? {} : { directives: reading.directives }),
      ...this.#whenAsked(request, before, reading),
      ...(reading.failing === undefined ? {} : { failing: reading.failing }),
      ...(reading.own_url === undefined ? {} : { own_url: reading.own_url }),
      ...(request.again === undefined ? {} : { again: request.again }),
    };
    // Of a date that is not told now an older one says nothing about what is there now.
    const isTold = reading.unasked === true || request.lastmod_ms !== undefined;
    const remove = [
      ...(isTold ? [] : ['lastmod_ms']),
      ...(reading.answer === undefined ? ['answer'] : []),
      ...(before?.failing === undefined || reading.failing !== undefined ? [] : ['failing']),
      ...(reading.state === undefined || reading.links === 'stored' || reading.own_url !== undefined
        ? []
        : ['own_url']),
      ...(request.again === undefined ? ['again'] : []),
    ];
    const changes = { set, remove };
    const written = await this.#ports.table.update('pages', rowKey(request), changes, { visit_owner: owner });
    return written !== undefined;
  }

  /** When the site answered, what its sitemap had said before, and how often the page changes. */
  #whenAsked(
    request: VisitRequest,
    before: Page | undefined,
    { state, unasked, unheard, failing, stored }: Reading,
  ): { asked_at_ms?: number; lastmod_ms?: number; changes?: ChangeRate } {
    if (unasked === true || unheard === true || state === undefined || failing !== undefined) return {};
    const asked_at_ms = this.#ports.clock.now();
    const isOther =
      stateAfter(state, before) !== before?.state ||
      (stored !== undefined && stored.hash !== before.content_hash);
    const changes = withVisit(before, isOther, asked_at_ms);
    return {
      asked_at_ms,
      ...(request.lastmod_ms === undefined ? {} : { lastmod_ms: request.lastmod_ms }),
      ...(changes === undefined ? {} : { changes }),
    };
  }
}

/** Whether the crawl that asks has visited a page, and not asked for it once more since, or has come to a limit by then. */
function isVisited(page: Page, { crawl_id, again, unread }: VisitRequest): boolean {
  if (crawl_id === undefined || page.crawl_id !== crawl_id) return false;
  return unread !== undefined || again === undefined || page.again === again;
}

/** A page that fails by itself leads where it led before. */
function withStoredLinks(reading: Reading, before: Page | undefined): Reading {
  return leadsOn(reading.outcome, before) ? { ...reading, links: 'stored' } : reading;
}

/** Where to go from a page. */
function linksOf(
  outcome: Outcome,
  content: Content | undefined,
  own_url: string | undefined,
): readonly string[] {
  const to = pointsTo(outcome);
  return to === undefined ? withOwnUrl(followable(content?.links ?? []), own_url) : [to];
}

/** What a page names as its own URL is looked at in every crawl: it may be a page by then. */
function withOwnUrl(links: readonly string[], own_url: string | undefined): readonly string[] {
  return own_url === undefined ? links : [...links, own_url];
}

/** Whether a page is in the index after a visit: an alias stays as it was until it is known what it leads to. */
function stateAfter(state: Reading['state'], before: Page | undefined): Page['state'] {
  if (state === 'as_before') return before?.state === 'present' ? 'present' : 'absent';
  return state ?? before?.state ?? 'unknown';
}

/** Of a sitemap: that it was there. */
function isRead(outcome: Outcome): boolean {
  return outcome.kind === 'sitemap' && outcome.pages + outcome.sitemaps > 0;
}

function textHashOf(outcome: Outcome, content: Content | undefined): string | undefined {
  return isIndexed(outcome) && content !== undefined ? textHash(content) : undefined;
}

/** The same visit, for another who asked: what came of it is counted once. */
function shared(visit: Visit): Visit {
  return visit.kind === 'done' ? { ...visit, fresh: false } : visit;
}
