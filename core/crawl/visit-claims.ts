import type { Page } from '#core/tables/pages.ts';
import type { Clock } from '#ports/clock.ts';
import type { Random } from '#ports/random.ts';
import type { Table } from '#ports/table.ts';
import { ClaimWatch } from './claim-watch.ts';
import { pageKey } from './url.ts';
import type { VisitRequest } from './visit.ts';

/** The page that is to be visited, and for which crawl. */
type Wanted = Pick<VisitRequest, 'index' | 'url' | 'crawl_id'>;

/** The right to visit a page, kept in its row. */
export interface Claim {
  readonly owner: string;
  /** The page as it was known. */
  readonly before: Page | undefined;
  /** Visits begun for who asks, with this one, but for those by which the site was not asked. */
  readonly attempts: number;
  /** Tries in which the host failed in a way that may pass. */
  readonly failures: number;
}

/**
 * How soon to look again at a page that another worker visits: after half of the time that it has been visited so far, by one
 * after the other, within bounds. Most visits are over at once; one that hangs, or whose worker is dead, or who waits for a
 * slow host, is not asked after all the time.
 */
export const BUSY_MS = 250;
/** Of clients, who want a visit that began after they asked, and so cannot share the one under way. */
const CLIENT_BUSY_MS = 1000;
const LONGEST_BUSY_MS = 5000;

/** Claims on visits of pages. One ends with its visit, or when it was held too long: its worker is taken for dead. */
export class VisitClaims {
  readonly #ports: { readonly table: Table; readonly clock: Clock; readonly random: Random };
  readonly #visit_ms: number;
  readonly #watch: ClaimWatch;

  /** @param visit_ms a visit that was not finished by then is taken for lost. */
  constructor(ports: { table: Table; clock: Clock; random: Random }, visit_ms: number) {
    this.#ports = ports;
    this.#visit_ms = visit_ms;
    this.#watch = new ClaimWatch(visit_ms);
  }

  /**
   * Claims a page for a visit.
   * @param before the page as it is known.
   * @returns how long to wait (ms) while another visits it.
   */
  async take(request: Wanted, before: Page | undefined): Promise<Claim | number> {
    return this.busyFor(request, before) ?? (await this.#write(request, before)) ?? BUSY_MS;
  }

  /** Ends a claim without a result. */
  async letGo(request: Wanted, claim: Claim, tries: Pick<Claim, 'attempts' | 'failures'>): Promise<void> {
    const { attempts, failures } = tries;
    const set = { visit_owner: '', attempts, failures };
    await this.#ports.table.update('pages', rowKey(request), { set }, { visit_owner: claim.owner });
  }

  async #write(request: Wanted, before: Page | undefined): Promise<Claim | undefined> {
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
      visit_until_ms: this.#ports.clock.now() + this.#visit_ms,
    };
    // Whoever drops a held version sets pages back, and no visit may go by what they were before.
    const { visit_owner, visit_until_ms, state, content_hash } = before ?? {};
    const expected = { visit_owner, visit_until_ms, state, content_hash };
    const claimed = await this.#ports.table.update('pages', rowKey(request), { set }, expected);
    return claimed === undefined ? undefined : { owner, before, attempts, failures };
  }

  /**
   * How long to wait for another who visits the page just now; undefined when nobody does. A claim is over by its time,
   * or by ours if its clock was wrong.
   */
  busyFor(request: Wanted, before: Page | undefined): number | undefined {
    const { clock } = this.#ports;
    const { pk, sk } = rowKey(request);
    const claim = `${pk} ${sk}`;
    if (before !== undefined && before.visit_owner !== '') {
      const left_ms = before.visit_until_ms - clock.now();
      const { age_ms, busy_ms } = this.#watch.look(claim, before.visit_owner, clock.monotonic());
      if (left_ms > 0 && age_ms < this.#visit_ms)
        return busyFor(request, Math.max(busy_ms, this.#visit_ms - left_ms));
    }
    this.#watch.forget(claim);
    return undefined;
  }
}

/** The key of the row of a page. */
export function rowKey({ index, url }: Pick<VisitRequest, 'index' | 'url'>): { pk: string; sk: string } {
  return { pk: index, sk: pageKey(url) };
}

/** @param busy_ms for how long others have visited it. */
function busyFor({ crawl_id }: Wanted, busy_ms: number): number {
  const least_ms = crawl_id === undefined ? CLIENT_BUSY_MS : BUSY_MS;
  return Math.min(LONGEST_BUSY_MS, Math.max(least_ms, Math.ceil(busy_ms / 2)));
}
