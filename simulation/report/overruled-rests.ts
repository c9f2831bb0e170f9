import { dueAt } from '#core/crawl/page-revisit.ts';
import { crawlSchema } from '#core/tables/crawls.ts';
import { pageSchema } from '#core/tables/pages.ts';
import type { WorldEvent } from '../kernel/event.ts';

/** Longer than any rest of a run. */
const MOST_DAYS = 366;

/** Knows the crawls that have a hall pass, and tells the visits for which a page would rest without it. */
export class OverruledRests {
  readonly #passes = new Set<string>();
  readonly #adaptive = new Set<string>();

  /** Whether by this event a page was visited that would have been left to rest. */
  on(event: WorldEvent): boolean {
    if (event.type !== 'row') return false;
    const { table, before, after } = event;
    if (table === 'crawls') {
      const crawl = crawlSchema.safeParse(after).data;
      if (crawl?.hall_pass === true) this.#passes.add(crawl.sk);
    }
    if (table === 'indexes' && after?.pk === 'settings') {
      const isAdaptive = JSON.stringify(after['settings']).includes('"revisit":"adaptive"');
      if (isAdaptive) this.#adaptive.add(after.sk);
      else this.#adaptive.delete(after.sk);
    }
    if (table !== 'pages' || before?.['asked_at_ms'] === after?.['asked_at_ms']) return false;
    const [known, page] = [pageSchema.safeParse(before).data, pageSchema.safeParse(after).data];
    if (page?.asked_at_ms === undefined || !this.#adaptive.has(page.pk)) return false;
    if (!this.#passes.has(page.crawl_id ?? '')) return false;
    return dueAt({ url: page.url }, known, page.asked_at_ms, MOST_DAYS) !== undefined;
  }
}
