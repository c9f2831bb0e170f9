import { type Page, forgetContent, readPage } from '#core/tables/pages.ts';
import type { Clock } from '#ports/clock.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Random } from '#ports/random.ts';
import type { Table } from '#ports/table.ts';
import { ClaimWatch } from './claim-watch.ts';
import { ClientVisits } from './client-visits.ts';
import { BadContent, contentKey, readContent } from './content.ts';
import type { Outcome } from './outcome.ts';
import { HostBusy } from './polite-web.ts';
import { rawKey } from './raw.ts';
import type { Reader, Reading } from './reader.ts';
import { pageKey } from './url.ts';
import type { Visit, VisitRequest } from './visit.ts';

export interface VisitorSettings {
  /** Tries of a page when its host fails in a way that may pass. */
  readonly fetch_attempts: number;
  /** Wait before the second try; doubled for each further one. */
  readonly retry_delay_ms: number;
  /** A visit that was not finished by then is taken for lost. */
  readonly visit_ms: number;
}

const MOST_SUPERSEDED = 10;
/**
 * How soon to look again at a page that another worker visits: after half of the time that the visit has taken so far,
 * within bounds. Most visits are over at once; one that hangs, or whose worker is dead, is not asked after all the time.
 */
const BUSY_MS = 250;
/** Of clients, who want a visit that began after they asked, and so cannot share the one under way. */
const CLIENT_BUSY_MS = 1000;
const LONGEST_BUSY_MS = 5000;
/** Visits whose links are remembered for the `crawl` message that follows on the `index` message. */
const MOST_RECENT = 500;

/** Hears of every visit that came to an end, once, for metrics. */
export type OnRead = (outcome: Outcome) => void;

type Claim = {
  readonly owner: string;
  readonly before: Page | undefined;
  readonly attempts: number;
  readonly failures: number;
};

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
  readonly #watch: ClaimWatch;
  readonly #clients = new ClientVisits();
  readonly #underway = new Map<string, Promise<Visit>>();
  readonly #recent = new Map<string, Visit & { kind: 'done' }>();

  constructor(
    ports: { table: Table; objects: ObjectStore; clock: Clock; random: Random; onRead?: OnRead },
    reader: Reader,
    settings: VisitorSettings,
  ) {
    this.#ports = ports;
    this.#reader = reader;
    this.#settings = settings;
    this.#watch = new ClaimWatch(settings.visit_ms);
  }

  /** Visits a page, or says what a visit came to that will do: within a crawl there is one for all who ask. */
  visit(request: VisitRequest, signal: AbortSignal): Promise<Visit> {
    if (request.crawl_id === undefined) return this.#visitForClient(request, signal);
    const key = `${request.crawl_id} ${request.index} ${request.url}`;
    const underway = this.#underway.get(key);
    if (underway !== undefined) return underway.then(shared);
    const recent = this.#recent.get(key);
    if (recent !== undefined) return Promise.resolve(shared(recent));
    const visit = this.#visitAndRemember(key, request, signal).finally(() => this.#underway.delete(key));
    this.#underway.set(key, visit);
    return visit;
  }

  async #visitForClient(request: VisitRequest, signal: AbortSignal): Promise<Visit> {
    const page = [request.index, request.url, ...request.redirects].join(' ');
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
    if (visit.kind === 'done') this.#recent.set(key, visit);
    if (this.#recent.size > MOST_RECENT) this.#recent.delete(this.#recent.keys().next().value ?? '');
    return visit;
  }

  async #visit(request: VisitRequest, signal: AbortSignal): Promise<Visit> {
    const page = await readPage(this.#ports.table, request.index, pageKey(request.url));
    if (request.crawl_id !== undefined && page?.crawl_id === request.crawl_id && page.outcome !== undefined) {
      return this.#visited(page, page.outcome);
    }
    const busy_ms = this.#busyFor(request, page);
    if (busy_ms !== undefined) return { kind: 'busy', retry_after_ms: busy_ms };
    const claim = await this.#claim(request, page);
    if (claim === undefined) return { kind: 'busy', retry_after_ms: BUSY_MS };
    try {
      const reading = await this.#reader.read(request, claim.before, signal);
      return await this.#settle(request, claim, reading);
    } catch (error) {
      // Without a turn nothing was asked of the host: that was no try.
      const busy = error instanceof HostBusy;
      await this.#letGo(request, claim, {
        attempts: claim.attempts - (busy ? 1 : 0),
        failures: claim.failures,
      });
      if (error instanceof BadContent) return this.#lost(claim.before, error);
      if (busy) return { kind: 'later', retry_after_ms: error.retry_after_ms, reason: error.message };
      throw error;
    }
  }

  /** What an earlier visit for the same crawl came to. */
  async #visited(page: Page, outcome: Outcome): Promise<Visit> {
    try {
      const links = await this.#links(page, outcome);
      return { kind: 'done', outcome, links, attempts: page.attempts, wire_bytes: 0, fresh: false };
    } catch (error) {
      if (error instanceof BadContent) return this.#lost(page, error);
      throw error;
    }
  }

  async #links(page: Page, outcome: Outcome): Promise<readonly string[]> {
    if (outcome.kind === 'redirected') return [outcome.to];
    if (outcome.kind === 'alias') return [outcome.of];
    return ['indexed', 'unchanged', 'refused'].includes(outcome.kind) ? this.#storedLinks(page) : [];
  }

  /** Content that the page's row names is not there: the page is visited again, and not asked whether it changed. */
  async #lost(page: Page | undefined, error: BadContent): Promise<Visit> {
    if (page !== undefined) await forgetContent(this.#ports.table, page);
    return { kind: 'later', retry_after_ms: 0, reason: error.message };
  }

  async #storedLinks(page: Page | undefined): Promise<readonly string[]> {
    return page === undefined ? [] : ((await readContent(this.#ports.objects, page))?.links ?? []);
  }

  async #claim(request: VisitRequest, before: Page | undefined): Promise<Claim | undefined> {
    const now_ms = this.#ports.clock.now();
    const owner = this.#ports.random.id();
    // Tries for a client go on from one that failed before; after one that came to an end they begin anew.
    const mine =
      before?.visit_for === (request.crawl_id ?? '') &&
      (request.crawl_id !== undefined || before.failures > 0);
    const attempts = (mine ? before.attempts : 0) + 1;
    const failures = mine ? before.failures : 0;
    const first =
      before === undefined
        ? { url: request.url, state: 'unknown', origin: request.crawl_id === undefined ? 'client' : 'crawl' }
        : {};
    const set = {
      ...first,
      attempts,
      failures,
      visit_for: request.crawl_id ?? '',
      visit_owner: owner,
      visit_until_ms: now_ms + this.#settings.visit_ms,
    };
    const expected = { visit_owner: before?.visit_owner, visit_until_ms: before?.visit_until_ms };
    const claimed = await this.#ports.table.update('pages', keyOf(request), { set }, expected);
    return claimed === undefined ? undefined : { owner, before, attempts, failures };
  }

  /**
   * How long to wait for another who visits the page just now; undefined when nobody does. A claim is over by its time, or by
   * ours if its clock was wrong.
   */
  #busyFor(request: VisitRequest, before: Page | undefined): number | undefined {
    const { clock } = this.#ports;
    const { visit_ms } = this.#settings;
    const { pk, sk } = keyOf(request);
    const claim = `${pk} ${sk}`;
    if (before !== undefined && before.visit_owner !== '') {
      const left_ms = before.visit_until_ms - clock.now();
      const age_ms = this.#watch.look(claim, before.visit_owner, clock.monotonic());
      if (left_ms > 0 && age_ms < visit_ms) return busyFor(request, Math.max(age_ms, visit_ms - left_ms));
    }
    this.#watch.forget(claim);
    return undefined;
  }

  /** Ends a claim without a result. */
  async #letGo(
    request: VisitRequest,
    claim: Claim,
    tries: { attempts: number; failures: number },
  ): Promise<void> {
    const set = { visit_owner: '', ...tries };
    await this.#ports.table.update('pages', keyOf(request), { set }, { visit_owner: claim.owner });
  }

  async #settle(request: VisitRequest, claim: Claim, reading: Reading): Promise<Visit> {
    const failures = claim.failures + 1;
    if (reading.retry !== undefined && failures < this.#settings.fetch_attempts) {
      await this.#letGo(request, claim, { attempts: claim.attempts, failures });
      const backoff_ms = this.#settings.retry_delay_ms * 2 ** (failures - 1);
      return {
        kind: 'later',
        retry_after_ms: Math.max(backoff_ms, reading.retry.after_ms),
        reason: reading.outcome.reason,
      };
    }
    await this.#store(request, reading);
    const { wire_bytes } = reading;
    const links = reading.links === 'stored' ? await this.#storedLinks(claim.before) : reading.links;
    if (!(await this.#write(request, claim, reading))) {
      // We took too long and another visited the page: what that one wrote stands.
      await this.#clearUp(request, reading);
      return { kind: 'busy', retry_after_ms: BUSY_MS };
    }
    this.#ports.onRead?.(reading.outcome);
    return {
      kind: 'done',
      outcome: reading.outcome,
      links,
      attempts: claim.attempts,
      wire_bytes,
      fresh: true,
    };
  }

  async #store(request: VisitRequest, { stored }: Reading): Promise<void> {
    if (stored === undefined) return;
    const { pk: index, sk: key } = keyOf(request);
    await Promise.all([
      this.#ports.objects.put(rawKey(index, key), stored.raw),
      this.#ports.objects.put(contentKey(index, key, stored.hash), stored.content),
    ]);
  }

  /** Deletes what was stored for a page whose row is gone: its index was deleted during the visit. */
  async #clearUp(request: VisitRequest, { stored }: Reading): Promise<void> {
    const { pk: index, sk: key } = keyOf(request);
    if (stored === undefined || (await readPage(this.#ports.table, index, key)) !== undefined) return;
    await this.#ports.objects.delete([rawKey(index, key), contentKey(index, key, stored.hash)]);
  }

  /** Writes what a visit found into the page's row, if the claim still stands. */
  async #write(request: VisitRequest, claim: Claim, reading: Reading): Promise<boolean> {
    const { before, owner } = claim;
    const state = reading.state ?? before?.state ?? 'unknown';
    const hash = reading.stored?.hash ?? before?.content_hash;
    const was = before?.state === 'present';
    const changed = state === 'present' ? !was || hash !== before.content_hash : was;
    const set = {
      visit_owner: '',
      failures: 0,
      state,
      outcome: reading.outcome,
      fetched_at_ms: this.#ports.clock.now(),
      crawl_id: request.crawl_id ?? '',
      ...(changed ? { mark: 'pending' } : {}),
      ...(hash === undefined ? {} : { content_hash: hash }),
      ...(before === undefined || hash === before.content_hash
        ? {}
        : { superseded: superseded(before, hash) }),
      ...reading.validators,
    };
    return (
      (await this.#ports.table.update('pages', keyOf(request), { set }, { visit_owner: owner })) !== undefined
    );
  }
}

/** Hashes of content that is not needed any more, but lies there. More than a few gather only while nothing is packed. */
function superseded(before: Page, hash: string | undefined): string[] {
  const old = [
    ...(before.superseded ?? []),
    ...(before.content_hash === undefined ? [] : [before.content_hash]),
  ];
  return [...new Set(old)].filter((other) => other !== hash).slice(-MOST_SUPERSEDED);
}

/** @param age_ms of the other's visit. */
function busyFor({ crawl_id }: VisitRequest, age_ms: number): number {
  const least_ms = crawl_id === undefined ? CLIENT_BUSY_MS : BUSY_MS;
  return Math.min(LONGEST_BUSY_MS, Math.max(least_ms, Math.ceil(age_ms / 2)));
}

function keyOf(request: VisitRequest): { pk: string; sk: string } {
  return { pk: request.index, sk: pageKey(request.url) };
}

/** The same visit, for another who asked: its bytes and its novelty are counted once. */
function shared(visit: Visit): Visit {
  return visit.kind === 'done' ? { ...visit, wire_bytes: 0, fresh: false } : visit;
}
