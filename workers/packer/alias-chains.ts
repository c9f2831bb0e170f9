import { isReadAsPage, pointsTo } from '#core/crawl/outcome.ts';
import { pageKey } from '#core/crawl/url.ts';
import { MOST_REDIRECTS } from '#core/crawl/visit.ts';
import type { Crawl } from '#core/tables/crawls.ts';
import { type FrontierRow, readUrls } from '#core/tables/frontier.ts';
import { type Page, readPage, readPages } from '#core/tables/pages.ts';
import type { Table } from '#ports/table.ts';

/** Where a URL that points to others leads in the end. */
export type ChainEnd =
  /** There is a page, or one that asks not to be indexed. */
  | { readonly kind: 'page' }
  /** There is none. `stands` is the last on the way that could stand for itself. */
  | { readonly kind: 'nothing'; readonly stands: FrontierRow };

/** Rows on the way from one URL to where it points. */
type Way = [FrontierRow, ...FrontierRow[]];

/** Follows the URLs of a crawl, all of them closed, over redirects and aliases. */
export class AliasChains {
  readonly #table: Table;
  readonly #crawl: Pick<Crawl, 'pk' | 'sk'>;
  readonly #readAs: (url: string) => string | undefined;
  /** Rows that were read ahead, by URL, and their pages, by key. */
  #ahead = new Map<string, FrontierRow | undefined>();
  #pages = new Map<string, Page | undefined>();

  /** @param readAs by which URL the crawl follows another. */
  constructor(table: Table, crawl: Pick<Crawl, 'pk' | 'sk'>, readAs: (url: string) => string | undefined) {
    this.#table = table;
    this.#crawl = crawl;
    this.#readAs = readAs;
  }

  /**
   * Where each of these leads: aliases, and pages that name another URL as their own. Their first steps are read in one go.
   */
  async endsOf(starts: readonly FrontierRow[]): Promise<readonly ChainEnd[]> {
    const urls = [...new Set(starts.flatMap((row) => this.#spellings(ownUrlOf(row))))];
    const rows = await readUrls(this.#table, this.#crawl.sk, urls);
    this.#ahead = new Map(urls.map((url, n) => [url, rows[n]]));
    const keys = urls.map((url) => pageKey(url));
    const pages = await readPages(this.#table, this.#crawl.pk, keys);
    this.#pages = new Map(keys.map((key, n) => [key, pages[n]]));
    const ends: ChainEnd[] = [];
    for (const start of starts) ends.push(await this.#endOf(start));
    return ends;
  }

  async #endOf(start: FrontierRow): Promise<ChainEnd> {
    const way: Way = [start];
    let to = ownUrlOf(start);
    for (let steps = 0; to !== undefined && steps <= MOST_REDIRECTS; steps += 1) {
      const next = await this.#rowOf(to);
      if (next !== undefined) {
        const circle = way.findIndex(({ sk }) => sk === next.sk);
        if (circle >= 0) return nothing(firstOfCircle(way, circle));
        way.push(next);
        // What is open still nobody knows.
        if (next.outcome === undefined) return PAGE;
      }
      let on = pointsTo(next?.outcome);
      if (on === undefined) {
        // A limit may have kept it out of this crawl, and another crawl may have read it since.
        const page = await this.#pageOf(next?.sk ?? pageKey(to));
        if (isPage(page)) return PAGE;
        on = pointsTo(page?.outcome);
      }
      to = on;
    }
    return nothing(lastAlias(way));
  }

  async #rowOf(to: string): Promise<FrontierRow | undefined> {
    const urls = this.#spellings(to);
    if (urls.every((url) => this.#ahead.has(url)))
      return urls.map((url) => this.#ahead.get(url)).find((row) => row !== undefined);
    const rows = await readUrls(this.#table, this.#crawl.sk, urls);
    return rows.find((row) => row !== undefined);
  }

  /** A redirect is told as it was written; the crawl may follow it by another URL. */
  #spellings(to: string | undefined): readonly string[] {
    return to === undefined ? [] : [...new Set([to, this.#readAs(to) ?? to])];
  }

  async #pageOf(key: string): Promise<Page | undefined> {
    return this.#pages.has(key) ? this.#pages.get(key) : readPage(this.#table, this.#crawl.pk, key);
  }
}

/** Whether it is in the index, or asks not to be. */
function isPage(page: Page | undefined): boolean {
  return page?.state === 'present' || (page?.outcome !== undefined && isReadAsPage(page.outcome));
}

const PAGE = { kind: 'page' } as const;

function nothing(stands: FrontierRow): ChainEnd {
  return { kind: 'nothing', stands };
}

/** The URL that a page names as its own. */
export function ownUrlOf({ outcome, own_url }: FrontierRow): string | undefined {
  return outcome?.kind === 'alias' ? outcome.of : own_url;
}

/** A redirect is no page that could stand for itself. */
function lastAlias(way: Readonly<Way>): FrontierRow {
  return way.findLast(canStand) ?? way[0];
}

/** Of pages that name each other one stands for all, the same from wherever one comes. */
function firstOfCircle(way: Readonly<Way>, circle: number): FrontierRow {
  const pages = way.slice(circle).filter(canStand);
  return pages.toSorted((a, b) => (a.sk < b.sk ? -1 : 1))[0] ?? lastAlias(way);
}

function canStand({ outcome, again }: FrontierRow): boolean {
  return outcome?.kind === 'alias' && again === undefined;
}
