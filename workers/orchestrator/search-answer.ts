import type { Facet } from '#core/cluster/merge-facets.ts';
import type { Filter, Sort } from '#ports/question.ts';
import type { SearchCursor } from './search-cursor.ts';
import type { HitDetails, ScoreParts } from '#ports/peer.ts';

export interface SearchRequest {
  readonly index: string;
  readonly query: string;
  /** 1 to {@link LIMIT_MAX}. */
  readonly limit: number;
  readonly offset: number;
  /** The versions that are asked for: those of the page before. */
  readonly versions?: SearchCursor['versions'] | undefined;
  /** What documents must be, beside what the query says: one of those that ask for one thing, and of each. */
  readonly filters?: readonly Filter[] | undefined;
  /** Those of which values are counted. */
  readonly facets?: readonly string[] | undefined;
  /** What documents have in common of which but the best is given: `text`, or the name of a facet. */
  readonly collapse?: string | undefined;
  /** Whether hits come with what their scores are made of. */
  readonly explain?: boolean | undefined;
  /** Words are meant as they are written, though no document has them. */
  readonly verbatim?: boolean | undefined;
  /** Whether the last word may go on, as while somebody types. */
  readonly typing?: boolean | undefined;
  /** What documents are sorted by in place of how good they are. */
  readonly sort?: Sort | undefined;
  /** False for what is no search of a person, or not yet: it is not counted. */
  readonly analytics?: boolean | undefined;
  readonly signal: AbortSignal;
}

/** A search of several indexes as if they were one. */
export interface JointRequest extends Omit<SearchRequest, 'index'> {
  /** 1 to {@link INDEXES_MAX}, each once. */
  readonly indexes: readonly string[];
}

export interface JointAnswer extends Omit<SearchAnswer, 'index' | 'version' | 'hits'> {
  /** The version of each from which all of its shards answered. */
  readonly indexes: readonly { readonly index: string; readonly version: number }[];
  readonly hits: readonly JointHit[];
}

export interface JointHit extends SearchHit {
  readonly index: string;
}

export interface SearchHit extends HitDetails {
  readonly id: string;
  readonly score: number;
  /** It comes first because the settings of the index say so. */
  readonly pinned: boolean;
  /** Of what is asked for what it has not, as it was typed. */
  readonly missing: readonly string[];
  /** What its score is made of, where that is asked for. */
  readonly parts?: ScoreParts;
}

export interface SearchAnswer {
  readonly index: string;
  /** Every shard answered from this version. */
  readonly version: number;
  readonly query: string;
  /** What was searched for in place of the query, some words of which no document has; null where it was the query. */
  readonly corrected: string | null;
  /** A query like it that finds much more; null if none does. */
  readonly did_you_mean: string | null;
  /** Whether the documents have all words, or any of them because none has all. */
  readonly match: 'all' | 'any';
  /** Documents that match, in the shards that answered. */
  readonly total: number;
  /** Those of them that have all words; where these are a hundred, no others are given. */
  readonly have_all: number;
  /** By name, those that were asked for; of each value as many as there would be if no other of its facet was asked for. */
  readonly facets: Readonly<Record<string, Facet>>;
  readonly hits: readonly SearchHit[];
  /** For the page behind this one, of the same versions; null where there is none. */
  readonly next: string | null;
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

/** Indexes of one search. */
export const INDEXES_MAX = 20;
export const LIMIT_MAX = 100;
/** Each shard must find so many hits; deeper is for a query that says more. */
export const DEPTH_MAX = 1000;
export const QUERY_MAX = 10_000;
