import type { Config } from '#config';
import { isBlinding } from '#core/crawl/summary.ts';
import { type Page, pageSchema } from '#core/tables/pages.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import { CLOCK_ERROR_MS, TrueClocks } from './true-clocks.ts';

/** Visits of one page, one after the other, that failed. */
interface Failed {
  readonly since_ms: number;
  readonly visits: number;
  /** The clocks of all who made them were true. */
  readonly isTrue: boolean;
}

const DAY_MS = 86_400_000;

/** Knows of each page for how long it could not be reached, by the visits that came to an end. */
export class FailedVisits {
  readonly #clocks = new TrueClocks();
  readonly #failed = new Map<string, Failed>();

  on(event: WorldEvent): void {
    this.#clocks.on(event);
    if (event.type !== 'row' || event.table !== 'pages') return;
    const before = pageSchema.safeParse(event.before).data;
    const page = pageSchema.safeParse(event.after).data;
    const name = nameOf(page ?? before);
    if (page === undefined) this.#failed.delete(name);
    // Nothing but the end of a visit says anew when the page was fetched.
    else if (page.fetched_at_ms === before?.fetched_at_ms) return;
    else if (page.outcome === undefined || !isBlinding(page.outcome)) this.#failed.delete(name);
    else this.#failed.set(name, this.#withThis(name, event));
  }

  /**
   * Why a page may not be given up by a visit that ends just now, of which {@link on} is told next: too few failed, or not
   * for long enough.
   */
  tooFew(
    page: Page,
    event: WorldEvent,
    { grace_days, grace_tries }: Pick<Config, 'grace_days' | 'grace_tries'>,
  ): string | undefined {
    const { visits, since_ms, isTrue } = this.#withThis(nameOf(page), event);
    if (visits < grace_tries) return `${visits} visits in a row failed, and ${grace_tries} have to`;
    const lasted_ms = Math.round(event.at_ms - since_ms);
    const grace_ms = grace_days * DAY_MS;
    if (!isTrue || lasted_ms + 2 * CLOCK_ERROR_MS >= grace_ms) return undefined;
    return `visits have failed for ${lasted_ms} ms, and its grace is ${Math.round(grace_ms)} ms`;
  }

  #withThis(name: string, { by, at_ms }: Pick<EventOf<'row'>, 'by' | 'at_ms'>): Failed {
    const { since_ms, visits, isTrue } = this.#failed.get(name) ?? {
      since_ms: at_ms,
      visits: 0,
      isTrue: true,
    };
    return { since_ms, visits: visits + 1, isTrue: isTrue && this.#clocks.isTrue(by) };
  }
}

function nameOf(page: Page | undefined): string {
  return page === undefined ? '' : `${page.pk} ${page.sk}`;
}
