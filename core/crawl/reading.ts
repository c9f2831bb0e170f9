import type { Answer } from './answer.ts';
import type { Failing } from './failing.ts';
import type { Outcome } from './outcome.ts';
import type { SitemapListing } from './sitemap/sitemap.ts';
import type { Validators } from './validators.ts';

/** What reading a page came to, before anything is stored. */
export interface Reading {
  readonly outcome: Outcome;
  /** `stored`: those of the content stored before. */
  readonly links: readonly string[] | 'stored';
  /** Links that may not be followed; those of the content stored before, where `links` are. */
  readonly nofollow?: readonly string[];
  /** Links that may be followed, beyond those that are kept; of the content stored before, where `links` are. */
  readonly links_over?: number;
  /** Of a sitemap; `stored`: what the one stored before lists. */
  readonly listing?: SitemapListing | 'stored';
  /**
   * Whether it belongs in the index now. `as_before`: that of an alias hangs on what it leads to. Without a state it
   * could not be told, and stays as it was.
   */
  readonly state?: 'present' | 'absent' | 'as_before';
  /** The URL that a page names as its own that is read as the page that it is all the same. */
  readonly own_url?: string;
  /** Another try may help. */
  readonly retry?: { readonly after_ms: number };
  /** What is to be stored: objects by their bytes, and the hash of the content. Of a sitemap no content is. */
  readonly stored?: {
    readonly hash: string;
    readonly text_hash?: string | undefined;
    readonly content?: Uint8Array;
    readonly raw: Uint8Array;
  };
  /** The site was not asked. */
  readonly unasked?: true;
  /** It was asked, and did not say anything that is to be remembered. */
  readonly unheard?: true;
  /** It could not be reached by so many visits in a row; those that failed on our own side are not counted. */
  readonly failing?: Failing;
  /** For the next conditional request. */
  readonly validators?: Validators;
  /** What the page asks of an index: a 304 says that it still does. */
  readonly directives?: { readonly noindex: boolean; readonly unavailable_after_ms: number | null };
  /** What the site said, if it was asked and answered. */
  readonly answer?: Answer;
}
