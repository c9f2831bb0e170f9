import { canonicalUrl } from './url.ts';

/** Links kept of one page. More are no site's navigation; a page of 10 MB could hold half a million. */
export const MAX_LINKS = 10_000;

/** What no page is, seen without parsing: pages have dozens of these. */
const OTHER_SCHEME = /^(?:mailto|javascript|tel|data|about|blob|ftp|sms):/i;

/**
 * Collects the links of one page. Fragments are cut and repeated spellings dropped before any URL is parsed, since
 * parsing is what links cost and most links of a page repeat.
 */
export class LinkList {
  /** Spellings as written, without fragment, in the order of the page; whether one of its links may be followed. */
  readonly #spellings = new Map<string, boolean>();

  /** Takes an `href` as it stands in the page. */
  add(href: string, follow: boolean): void {
    const hash = href.indexOf('#');
    const spelling = (hash === -1 ? href : href.slice(0, hash)).trim();
    // Only a fragment: a place in this page.
    if (spelling === '') return;
    const known = this.#spellings.get(spelling);
    if (known === undefined) {
      if (this.#spellings.size >= MAX_LINKS || OTHER_SCHEME.test(spelling)) return;
      this.#spellings.set(spelling, follow);
    } else if (follow && !known) {
      this.#spellings.set(spelling, true);
    }
  }

  /** The links that may be followed, canonical, each once, in the order of the page. */
  resolve(base: string): string[] {
    const urls = new Set<string>();
    for (const [spelling, follow] of this.#spellings) {
      if (!follow) continue;
      const url = canonicalUrl(spelling, base);
      if (url !== undefined) urls.add(url);
    }
    return [...urls];
  }
}
