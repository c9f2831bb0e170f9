import { wholeUrl } from '../feed/entry-link.ts';
import { sitemapDate } from './sitemap-date.ts';
import {
  CHANGE_FREQUENCIES,
  type ChangeFrequency,
  MAX_SITEMAP_ENTRIES,
  type SitemapEntry,
  type SitemapListing,
} from './sitemap.ts';

/** What an entry says, as it is written. */
export interface WrittenEntry {
  /** What stands in place of its URL; `undefined` when nothing does. */
  readonly url: string | undefined;
  readonly lastmod?: string | undefined;
  readonly priority?: string | undefined;
  readonly changefreq?: string | undefined;
}

/**
 * Collects what one sitemap lists: canonical, each URL once, within the bound of the protocol, and counts what is left out.
 */
export class SitemapList {
  readonly #now_ms: number;
  readonly #pages = new Map<string, SitemapEntry>();
  readonly #sitemaps = new Map<string, SitemapEntry>();
  readonly #alternates = new Set<string>();
  readonly #left_out = { not_a_url: 0, no_url: 0, repeated: 0 };
  #overflown = false;
  /** What relative URLs are relative to. */
  base: string;

  constructor(base: string, now_ms: number) {
    this.base = base;
    this.#now_ms = now_ms;
  }

  /** There were more entries than are taken. */
  get overflown(): boolean {
    return this.#overflown;
  }

  /** Entries taken so far. */
  get size(): number {
    return this.#pages.size + this.#sitemaps.size;
  }

  addPage(entry: WrittenEntry): void {
    this.#add(this.#pages, entry);
  }

  addSitemap(entry: WrittenEntry): void {
    this.#add(this.#sitemaps, entry);
  }

  /** Takes the URL of a page in another language. When that page was changed is not known. */
  addAlternate(written: string): void {
    if (this.#alternates.size >= MAX_SITEMAP_ENTRIES) return;
    const url = this.resolve(written);
    if (url !== undefined) this.#alternates.add(url);
  }

  /** The canonical URL that is meant by what is written; `undefined` if none is. */
  resolve(written: string): string | undefined {
    return wholeUrl(written, this.base);
  }

  /** @param incomplete see {@link SitemapListing}. */
  finish(kind: SitemapListing['kind'], incomplete: string | undefined): SitemapListing {
    const more = this.#overflown ? `it lists more than ${MAX_SITEMAP_ENTRIES} URLs` : incomplete;
    for (const url of this.#alternates) {
      if (this.size >= MAX_SITEMAP_ENTRIES) break;
      if (!this.#pages.has(url)) this.#pages.set(url, { url });
    }
    return {
      kind,
      entries: [...this.#pages.values()],
      sitemaps: [...this.#sitemaps.values()],
      left_out: { ...this.#left_out },
      ...(more === undefined ? {} : { incomplete: more }),
    };
  }

  #add(entries: Map<string, SitemapEntry>, written: WrittenEntry): void {
    if (written.url === undefined || written.url.trim() === '') {
      this.#left_out.no_url += 1;
      return;
    }
    const url = this.resolve(written.url);
    if (url === undefined) {
      this.#left_out.not_a_url += 1;
      return;
    }
    const before = entries.get(url);
    if (before !== undefined) {
      this.#left_out.repeated += 1;
    } else if (this.size >= MAX_SITEMAP_ENTRIES) {
      this.#overflown = true;
      return;
    }
    entries.set(url, this.#entry(url, written, before));
  }

  /** Of two dates of one URL the later one counts: by the other a change would be missed. */
  #entry(url: string, written: WrittenEntry, before: SitemapEntry | undefined): SitemapEntry {
    const dates = [before?.lastmod_ms, dateOf(written.lastmod, this.#now_ms)].filter(
      (ms) => ms !== undefined,
    );
    const priority = priorityOf(written.priority) ?? before?.priority;
    const changefreq = frequencyOf(written.changefreq) ?? before?.changefreq;
    return {
      url,
      ...(dates.length === 0 ? {} : { lastmod_ms: Math.max(...dates) }),
      ...(priority === undefined ? {} : { priority }),
      ...(changefreq === undefined ? {} : { changefreq }),
    };
  }
}

function dateOf(text: string | undefined, now_ms: number): number | undefined {
  return text === undefined ? undefined : sitemapDate(text, now_ms);
}

function priorityOf(text: string | undefined): number | undefined {
  const priority = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return priority >= 0 && priority <= 1 ? priority : undefined;
}

function frequencyOf(text: string | undefined): ChangeFrequency | undefined {
  const word = text?.trim().toLowerCase();
  return CHANGE_FREQUENCIES.find((frequency) => frequency === word);
}
