import type { WebErrorCode } from '#ports/web.ts';

/** What a URL has to offer, troubles aside. */
export type Resource = MadePage | Redirect | NoPage | OtherFile | Unreachable;

export interface MadePage {
  readonly kind: 'page';
  readonly status: 200;
  /**
   * Stands in every version of this page and on no other page: `pageone3`; a page that moves keeps it. Absent where the
   * page is empty.
   */
  readonly stem?: string;
  /** Stands in this version of this page alone: `wordone3v2`. Absent where the page is empty. */
  readonly word?: string;
  /** Words that many pages have. */
  readonly common: readonly string[];
  /** As they are written in the page. */
  readonly links: readonly string[];
  readonly form: PageForm;
  /** What the page asks of crawlers. */
  readonly wishes: Wishes;
  /** As written in its rel=canonical. */
  readonly canonical?: string;
}

export interface Wishes {
  readonly noindex: boolean;
  readonly nofollow: boolean;
  /** Where it says so: a meta element or X-Robots-Tag. */
  readonly by: 'meta' | 'header';
}

export const NO_WISHES: Wishes = { noindex: false, nofollow: false, by: 'meta' };

/**
 * How a page is written: `plain` HTML in UTF-8; HTML in `latin1` or `utf16`; with `no_type`; `broken` markup; `big`, some
 * 100 KB of words; `heavy`, twice as much in few words; plain `text`, whose links are none; `empty`, which says nothing.
 */
export const PAGE_FORMS = [
  'plain',
  'latin1',
  'utf16',
  'no_type',
  'broken',
  'big',
  'heavy',
  'text',
  'empty',
] as const;
export type PageForm = (typeof PAGE_FORMS)[number];

export interface Redirect {
  readonly kind: 'redirect';
  readonly status: 301 | 302 | 303 | 307 | 308;
  /** As in its Location; absent for one that leads nowhere. */
  readonly location?: string;
}

/** There is none, or none for us. */
export interface NoPage {
  readonly kind: 'no_page';
  readonly status: 404 | 410 | 403;
}

/** Something that is no page. */
export interface OtherFile {
  readonly kind: 'file';
  readonly status: 200;
  readonly content_type: string;
  readonly text: string;
}

/** There is no host of this name, or it does not speak TLS. */
export interface Unreachable {
  readonly kind: 'unreachable';
  readonly status?: undefined;
  readonly code: WebErrorCode & ('dns_failed' | 'tls_failed');
}
