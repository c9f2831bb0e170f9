import type { HitDetails } from '#ports/peer.ts';

export interface SearchRequest {
  readonly index: string;
  readonly query: string;
  /** 1 to {@link LIMIT_MAX}. */
  readonly limit: number;
  readonly offset: number;
  readonly signal: AbortSignal;
}

export interface SearchHit extends HitDetails {
  readonly id: string;
  readonly score: number;
}

export interface SearchAnswer {
  readonly index: string;
  /** Every shard answered from this version. */
  readonly version: number;
  readonly query: string;
  /** Whether the documents have all words, or any of them because none has all. */
  readonly match: 'all' | 'any';
  /** Documents that match, in the shards that answered. */
  readonly total: number;
  readonly hits: readonly SearchHit[];
  readonly shards: { readonly total: number; readonly answered: number };
  /** Parts of the time it took, for `Server-Timing`. */
  readonly timings: {
    /** From question to answer. */
    readonly router_ms: number;
    /** What the slowest searcher spent. */
    readonly searcher_ms: number;
    /** Fetching titles and snippets in a second call; 0 when they came with the first. */
    readonly details_ms: number;
  };
}

export const LIMIT_MAX = 100;
/** Each shard must find so many hits; deeper is for a query that says more. */
export const DEPTH_MAX = 1000;
export const QUERY_MAX = 10_000;
