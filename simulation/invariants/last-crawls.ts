import { mayReach } from '#core/crawl/scope.ts';
import { UNREACHABLE_TTL_MS } from '#core/crawl/robots-cache.ts';
import { hostOf } from '#core/crawl/url.ts';
import { type Crawl, crawlSchema } from '#core/tables/crawls.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import type { WorldView } from '../world-view.ts';
import { TroubledProcesses } from './troubled-processes.ts';

/** By clocks that may go 2 % wrong. */
const BELIEVED_MS = UNREACHABLE_TTL_MS * 1.03;

/** The crawl of an index that began last. */
export interface LastCrawl {
  readonly id: string;
  readonly index: string;
  /** Virtual ms. */
  readonly began_ms: number;
  /**
   * Something befell a process, from its beginning to its end, by which the visit of a page may have failed; or just before, so that
   * a robots.txt is believed to be out of reach still.
   */
  isTroubled: boolean;
}

/** Follows the last crawl of each index, and what befell it and its sites. */
export class LastCrawls {
  readonly #web: WorldView['web'];
  readonly #troubled = new TroubledProcesses();
  readonly #last = new Map<string, LastCrawl & { isOver: boolean }>();
  /** By host, when something of it changed last. */
  readonly #changed = new Map<string, number>();

  constructor({ web }: Pick<WorldView, 'web'>) {
    this.#web = web;
  }

  on(event: WorldEvent): void {
    this.#troubled.on(event);
    for (const crawl of this.#last.values())
      if (!crawl.isOver && this.#troubled.last_ms >= event.at_ms) crawl.isTroubled = true;
    if (event.type === 'web_changed') this.#changed.set(hostOf(event.url), event.at_ms);
    if (event.type === 'row' && event.table === 'crawls') this.#row(event, event.at_ms);
  }

  all(): readonly LastCrawl[] {
    return [...this.#last.values()];
  }

  /** Whether the sites of a crawl stood still since it began: no change, and no trouble. */
  standStill({ domains }: Crawl, { began_ms }: LastCrawl): boolean {
    return this.#web.hosts
      .filter(mayReach(domains))
      .every(
        (host) =>
          (this.#changed.get(host) ?? -Infinity) < began_ms &&
          this.#web.troubles(host).every(({ until_ms }) => until_ms <= began_ms),
      );
  }

  #row({ before, after }: EventOf<'row'>, at_ms: number): void {
    const crawl = crawlSchema.safeParse(after).data;
    if (crawl === undefined) return;
    const { pk: index, sk: id, mark } = crawl;
    const isTroubled = this.#troubled.last_ms + BELIEVED_MS >= at_ms;
    if (before === undefined)
      this.#last.set(index, { id, index, began_ms: at_ms, isTroubled, isOver: false });
    const known = this.#last.get(index);
    if (known?.id === id && mark === undefined) known.isOver = true;
  }
}
