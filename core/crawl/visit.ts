import type { Again, SitemapRole } from '#messages/message.ts';
import type { Grace } from './failing.ts';
import type { PageRules } from './html/page-rules.ts';
import type { Answer } from './answer.ts';
import type { Outcome, Skipped } from './outcome.ts';
import type { SitemapListing } from './sitemap/sitemap.ts';
import type { SiteCredentials } from './site-credentials.ts';

/** What the owner of an index lets its crawler do at the host of one page against its wishes: the owner named the host. */
export interface Overrides {
  /** Read what robots.txt forbids, and when it cannot be had. Its Crawl-delay is heeded all the same. */
  readonly ignore_robots?: boolean | undefined;
  /** Index pages that ask not to be (noindex, unavailable_after). Their nofollow and nosnippet are heeded all the same. */
  readonly ignore_noindex?: boolean | undefined;
}

/** A page to be visited. */
export interface VisitRequest {
  readonly index: string;
  /** Canonical. */
  readonly url: string;
  /** The crawl that wants it; without one a client does. */
  readonly crawl_id?: string | undefined;
  /** Id of the client's message; without one nobody shares the visit. */
  readonly asked_by?: string | undefined;
  /** URLs that led here by redirects or rel=canonical, the first one first. */
  readonly redirects: readonly string[];
  /** When it is to be read as a sitemap. */
  readonly sitemap?: SitemapRole | undefined;
  /** Somebody wants it read now: it is asked for, whatever is known of it, and unconditionally. */
  readonly hall_pass?: boolean | undefined;
  /** The crawl has visited it before, and wants to know once more. */
  readonly again?: Again | undefined;
  /** When it was last changed, as a sitemap says that can be believed. */
  readonly lastmod_ms?: number | undefined;
  /**
   * By which URL a page would be read that this one names as its own; undefined if it may not be read.
   * @param url canonical.
   */
  readonly readAs: (url: string) => string | undefined;
  /** As the settings of the index have it. What they overrode is said in the reason of the outcome. */
  readonly overrides?: Overrides | undefined;
  /** It need not be asked for in every crawl, if it changes seldom; at least every so many days. Absent: in every one. */
  readonly revisit_days?: number | undefined;
  /** How long it stays in the index while it cannot be reached, where that is set. */
  readonly grace?: { readonly [Key in keyof Grace]: Grace[Key] | undefined } | undefined;
  /** How HTML pages are to be read, where that is set. */
  readonly rules?: PageRules | undefined;
  /**
   * It is not to be asked for any more, as its crawl has come to a limit: what to say of it, unless it was read for the
   * crawl, or is just now.
   */
  readonly unread?: Skipped | undefined;
  /** Headers for the site's own hosts. */
  readonly credentials?: SiteCredentials | undefined;
}

/** What a visit came to, or why there was none. */
export type Visit =
  | {
      readonly kind: 'done';
      readonly outcome: Outcome;
      /** Where to go from here: links, or the one URL that it points to. Canonical. */
      readonly links: readonly string[];
      /**
       * Links that may not be followed, canonical. Of a page that asks for none to be, and was not read for this crawl
       * as it is what it was before, they are not known.
       */
      readonly nofollow?: readonly string[] | undefined;
      /** Links that may be followed, beyond those that are kept of a page: the crawl does not see where they lead. */
      readonly links_over?: number | undefined;
      /** What a sitemap lists. */
      readonly listing?: SitemapListing | undefined;
      /** Requests for it that were begun for this crawl. */
      readonly attempts: number;
      /** What the site said, if it was asked and answered. */
      readonly answer?: Answer | undefined;
      /** `textHash` of a page that belongs in the index. */
      readonly text_hash?: string | undefined;
      /** The URL that a page names as its own that was read as the page that it is all the same. */
      readonly own_url?: string | undefined;
      /** Visited by this call, and not before or by another. */
      readonly fresh: boolean;
    }
  /** Another worker visits it just now. */
  | { readonly kind: 'busy'; readonly retry_after_ms: number }
  /** The host has no turn free, or asked to be left alone, or failed in a way that may pass. */
  | { readonly kind: 'later'; readonly retry_after_ms: number; readonly reason: string };

/** A visit is for one page; redirects further than these are a trap. */
export const MOST_REDIRECTS = 10;
