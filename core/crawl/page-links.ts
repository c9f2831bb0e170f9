import type { PageLink } from './extracted.ts';

/** Links looked at of one page. More are no site's navigation; a page of 10 MB could hold half a million. */
export const MAX_LINKS = 10_000;
/** Characters of the text of a link. What is longer is a paragraph that leads somewhere. */
export const MAX_LINK_CHARS = 200;
/**
 * Characters of the URLs of all links of a page, 200 for each of as many as are looked at. What is written may be short: a
 * `<base>` puts 2,000 characters before each.
 */
export const MAX_LINK_URLS = 2_000_000;

/** Links of a page that are not looked at. */
export interface Unlooked {
  /** Whether there are any. */
  readonly any: boolean;
  /** Those that may be followed, each as often as it stands there. */
  readonly followed: number;
}

/** The links of a page, each URL once, in order: the first ones, up to {@link MAX_LINK_URLS}. */
export class PageLinks {
  readonly #links = new Map<string, PageLink>();
  #chars = 0;
  #more: boolean;
  #over: number;

  /** @param unlooked what the page has beside those that are offered to be kept. */
  constructor(unlooked: Unlooked) {
    this.#more = unlooked.any;
    this.#over = unlooked.followed;
  }

  get(url: string): PageLink | undefined {
    return this.#links.get(url);
  }

  /**
   * Keeps a link, in place of what was known of its URL. When there is no room for it, it is counted, and so is every URL
   * that comes after and is not known, however short.
   */
  keep(link: PageLink): void {
    if (!this.#links.has(link.url)) {
      if (this.#chars + link.url.length > MAX_LINK_URLS) {
        this.#chars = MAX_LINK_URLS;
        this.#more = true;
        if (!link.nofollow) this.#over += 1;
        return;
      }
      this.#chars += link.url.length;
    }
    this.#links.set(link.url, link);
  }

  get all(): PageLink[] {
    return [...this.#links.values()];
  }

  /** Links that may be followed, and were not kept. */
  get over(): number {
    return this.#over;
  }

  /** What a person should know of them. */
  get notes(): readonly string[] {
    return this.#more ? [`only the first ${this.#links.size} of its links are kept`] : [];
  }
}
