import type { PageLink } from '../extracted.ts';
import type { Place } from './page-block.ts';
import { Zone } from './page-zone.ts';
import { cutText } from '../cut-text.ts';
import { MAX_LINK_CHARS, MAX_LINKS, PageLinks } from '../page-links.ts';
import { tidySpace } from '../tidy-text.ts';
import { canonicalUrl } from '../url.ts';

/** Characters of the texts of all links of a page; links beyond have none. */
export const MAX_LINK_TEXTS = 200_000;

/** What no page is, seen without parsing: pages have dozens of these. */
const OTHER_SCHEME = /^(?:mailto|javascript|tel|data|about|blob|ftp|sms):/i;

/** A link where it stands. */
export interface Mention extends Place {
  /** As it stands in the page; may be blank. */
  readonly text: string;
  /** What its attributes call it. */
  readonly label: string;
  /** How many blocks of the page ended before. */
  readonly nth: number;
}

interface Target {
  follow: boolean;
  /** That of its mentions which tells the most of it; none where it is no link of the text. */
  mention: Mention | undefined;
}

/**
 * Collects the links of one page. Fragments are cut and repeated spellings dropped before any URL is parsed, since
 * parsing is what links cost and most links of a page repeat.
 */
export class LinkList {
  /** By spellings as written, without fragment, in the order of the page. */
  readonly #targets = new Map<string, Target>();
  #unlooked = { any: false, followed: 0 };

  /** Takes an `href` as it stands in the page. It may be followed if one of its places lets it. */
  add(href: string, follow: boolean, mention?: Mention): void {
    const hash = href.indexOf('#');
    const spelling = (hash === -1 ? href : href.slice(0, hash)).trim();
    // Only a fragment: a place in this page.
    if (spelling === '') return;
    const known = this.#targets.get(spelling);
    if (known === undefined) {
      if (OTHER_SCHEME.test(spelling)) return;
      if (this.#targets.size < MAX_LINKS) this.#targets.set(spelling, { follow, mention });
      else this.#unlooked = { any: true, followed: this.#unlooked.followed + (follow ? 1 : 0) };
    } else {
      known.follow ||= follow;
      if (tellsMore(mention, known.mention)) known.mention = mention;
    }
  }

  /** The links, canonical, each once, in the order of the page. */
  resolve(base: string, inContent: (place: Place, nth: number) => boolean): PageLinks {
    const links = new PageLinks(this.#unlooked);
    let chars = 0;
    for (const [spelling, { follow, mention }] of this.#targets) {
      const url = canonicalUrl(spelling, base);
      if (url === undefined) continue;
      const text = chars < MAX_LINK_TEXTS ? textOf(mention) : '';
      chars += text.length;
      const in_content = mention !== undefined && inContent(mention, mention.nth);
      const link = { url, text, in_content, nofollow: !follow };
      const known = links.get(url);
      links.keep(known === undefined ? link : merged(known, link));
    }
    return links;
  }
}

/** Of two places the one in the content tells more, and one with words more than one without; else the first. */
function tellsMore(one: Mention | undefined, other: Mention | undefined): boolean {
  return one !== undefined && (other === undefined || rank(one) > rank(other));
}

function rank({ text, label, zone, region }: Mention): number {
  const words = /\S/.test(text) || label !== '';
  return (words ? 2 : 0) + (zone > Zone.noise && region === undefined ? 1 : 0);
}

function textOf(mention: Mention | undefined): string {
  if (mention === undefined) return '';
  return cutText(tidySpace(mention.text) || tidySpace(mention.label), MAX_LINK_CHARS).trimEnd();
}

function merged(one: PageLink, other: PageLink): PageLink {
  const better = one.text === '' || (!one.in_content && other.in_content && other.text !== '') ? other : one;
  return { ...better, nofollow: one.nofollow && other.nofollow };
}

/** The URLs that may be followed. */
export function followable(links: readonly PageLink[]): string[] {
  return links.filter(({ nofollow }) => !nofollow).map(({ url }) => url);
}

/** Those that may not. */
export function unfollowable(links: readonly PageLink[]): string[] {
  return links.filter(({ nofollow }) => nofollow).map(({ url }) => url);
}
