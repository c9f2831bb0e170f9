import { isDeepStrictEqual } from 'node:util';
import { type Page, pageSchema } from '#core/tables/pages.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';

/** A request for the URL of a page, by whoever visited it. */
interface Request {
  readonly at_ms: number;
  /** Undefined when there was no answer. */
  readonly status: number | undefined;
}

/** A visit of a page that came to something. */
export interface EndedVisit {
  readonly by: string;
  /** Virtual ms. */
  readonly claimed_ms: number;
  readonly ended_ms: number;
  /** The row as it was before the visit ended, the claim in it, and what it says by then. */
  readonly before: Page;
  readonly after: Page;
  /** What its process asked for the URL since the claim: for another index too, if it visited the page for both at once. */
  readonly requests: readonly Request[];
}

/** Requests of one URL by one process that are remembered: more than two visits at a time make. */
const REMEMBERED = 20;

/**
 * Tells of every visit that came to something, as it is written into the row of its page. One that ended without a result is
 * none; nor is one that read the page anew from what is stored of it, for that has no new time of fetching.
 */
export class EndedVisits {
  readonly #claimed = new Map<string, number>();
  readonly #requests = new Map<string, readonly Request[]>();

  on(event: WorldEvent): EndedVisit | undefined {
    if (event.type === 'asked') {
      const { at_ms, by, url, status } = event;
      const known = this.#requests.get(`${by} ${url}`) ?? [];
      this.#requests.set(`${by} ${url}`, [...known, { at_ms, status }].slice(-REMEMBERED));
    }
    return event.type === 'row' && event.table === 'pages' ? this.#row(event) : undefined;
  }

  #row(event: EventOf<'row'>): EndedVisit | undefined {
    const { at_ms, by } = event;
    const [was, is] = [event.before?.['visit_owner'] ?? '', event.after?.['visit_owner'] ?? ''];
    if (was === is || typeof was !== 'string' || typeof is !== 'string') return undefined;
    if (is !== '') this.#claimed.set(is, at_ms);
    const claimed_ms = this.#claimed.get(was);
    this.#claimed.delete(was);
    const before = pageSchema.safeParse(event.before).data;
    const after = pageSchema.safeParse(event.after).data;
    if (is !== '' || claimed_ms === undefined || before === undefined || after === undefined)
      return undefined;
    if (!cameToSomething(before, after)) return undefined;
    const all = this.#requests.get(`${by} ${after.url}`) ?? [];
    const requests = all.filter((request) => request.at_ms >= claimed_ms);
    return { by, claimed_ms, ended_ms: at_ms, before, after, requests };
  }
}

/** Two visits may have been fetched at one moment, by clocks that differ; then something else of them does. */
function cameToSomething(before: Page, after: Page): boolean {
  return (
    after.fetched_at_ms !== before.fetched_at_ms ||
    after.asked_at_ms !== before.asked_at_ms ||
    !isDeepStrictEqual(after.answer, before.answer)
  );
}
