import type { Outcome } from './outcome.ts';

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
  /** Whether the pages of a host may be read. */
  readonly mayRead: (url: string) => boolean;
}

/** What a visit came to, or why there was none. */
export type Visit =
  | {
      readonly kind: 'done';
      readonly outcome: Outcome;
      /** Where to go from here: links, or the one URL that it points to. Canonical. */
      readonly links: readonly string[];
      /** Visits that were begun for this crawl. */
      readonly attempts: number;
      /** Bytes that came over the wire; 0 when it was visited before. */
      readonly wire_bytes: number;
      /** Visited by this call, and not before or by another. */
      readonly fresh: boolean;
    }
  /** Another worker visits it just now. */
  | { readonly kind: 'busy'; readonly retry_after_ms: number }
  /** The host has no turn free, or asked to be left alone, or failed in a way that may pass. */
  | { readonly kind: 'later'; readonly retry_after_ms: number; readonly reason: string };

/** A visit is for one page; redirects further than these are a trap. */
export const MOST_REDIRECTS = 10;
