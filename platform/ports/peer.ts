import type { Filter, Sort, SortKey, Statistics, Tuning } from './question.ts';

/** What a router asks a searcher, and what it answers. One question concerns one pack. */
export interface ShardSearch {
  readonly index: string;
  /** The pack to ask: sha256 of its file. A searcher that does not serve it answers {@link PeerError} `pack_not_served`. */
  readonly pack: string;
  /** As the user typed it; the searcher parses it as every other does. */
  readonly query: string;
  readonly tuning?: Tuning;
  /** Of all shards of the index; those of the pack alone, where it is all of the index. */
  readonly statistics?: Statistics;
  /** What documents must be, beside what the query says; all of them. */
  readonly filters?: readonly Filter[];
  /** Facets of which values are counted. */
  readonly facets?: readonly string[];
  /** By what documents are sorted in place of how good they are. */
  readonly sort?: Sort;
  /** What documents have in common of which but the best is given: `text`, or the name of a facet. */
  readonly collapse?: string;
  /** Whether hits come with what their scores are made of. */
  readonly explain?: boolean;
  /** The best `limit` hits, and some more to choose among. */
  readonly limit: number;
  /** Of those, the ones from this position on come with url, title and snippet; `limit` means none do: other shards are asked too. */
  readonly details_from: number;
}

export interface ShardHits {
  /** Documents that have all that is asked for. */
  readonly all: number;
  /** Documents that have any of it; null where enough have all. */
  readonly any: number | null;
  /** By `base`, the best first, then by id; of one shard alone as they are to be shown. */
  readonly hits: readonly ShardHit[];
  /** In the order in which they are asked for. */
  readonly facets: readonly FacetCounts[];
  /** By which they were found, where the question came without. */
  readonly statistics?: Statistics;
  /** Time the searcher spent, waiting for a thread included. */
  readonly took_ms: number;
}

export interface ShardHit {
  readonly id: string;
  /** What its words are worth. Higher is better. */
  readonly base: number;
  /** With what a second look adds. */
  readonly score: number;
  /** It has all that is asked for. */
  readonly whole: boolean;
  /** What it has not, as it was typed. */
  readonly missing: readonly string[];
  /** What it is sorted by, where that is asked for. */
  readonly key?: SortKey;
  readonly parts?: ScoreParts;
  /** Its place among those that come first, whatever words they have. */
  readonly pinned?: number;
  /** The only one that is given of its group. */
  readonly group?: string;
  readonly details?: HitDetails;
}

/** What a score is made of: its sum. */
export interface ScoreParts {
  /** Of each thing that is asked for, as it was typed; 0 of what a document has not. */
  readonly words: readonly { readonly text: string; readonly score: number }[];
  /** That it has as many of them as it has. */
  readonly has: number;
  /** That they are in its title. */
  readonly title: number;
  /** That all of them are in a heading. */
  readonly heading: number;
  /** That they are close to each other. */
  readonly proximity: number;
  /** That others link to it. */
  readonly links: number;
  /** That it is near the top of its site. */
  readonly depth: number;
}

/** Values of a facet, and how many documents have each. */
export interface FacetCounts {
  readonly name: string;
  readonly values: readonly {
    readonly value: string;
    /** Of those that have all that is asked for. */
    readonly all: number;
    /** Of those that have any of it; null where they do not matter. */
    readonly any: number | null;
  }[];
  /**
   * Whether there are more values than are told, those of facets before it included: of documents that have `any` of what is asked
   * for, or even of those that have `all`.
   */
  readonly too_many: 'none' | 'any' | 'all';
}

/** What a router asks of all shards before it has them searched. */
export interface ShardCounts {
  readonly index: string;
  readonly pack: string;
  readonly query: string;
  readonly tuning?: Tuning;
}

/** Words that may be misspelled, as the index has them. */
export interface ShardWords {
  readonly index: string;
  readonly pack: string;
  readonly words: readonly string[];
}

/** A word that is written nearly as another. */
export interface NearWord {
  readonly word: string;
  /** That have it. */
  readonly documents: number;
  /** That make the one of the other. */
  readonly edits: number;
}

/** What was typed so far, and how many suggestions are wanted. */
export interface ShardTyping {
  readonly index: string;
  readonly pack: string;
  readonly typed: string;
  readonly most: number;
  /** Documents of which no title and no heading is suggested. */
  readonly hidden?: readonly string[];
}

/** What somebody who types may be about to type. */
export interface Suggestion {
  readonly text: string;
  /** The more documents have it the more. */
  readonly weight: number;
}

export interface ShardDetails {
  readonly index: string;
  readonly pack: string;
  readonly query: string;
  readonly tuning?: Tuning;
  /** Of all shards of the index, as {@link ShardSearch} has them: what of a text is shown does not depend on what else its shard has. */
  readonly statistics?: Statistics;
  /** Document ids, all in this pack. */
  readonly ids: readonly string[];
}

export interface HitDetails {
  readonly url: string;
  readonly title: string;
  /** Of its text, and what of that matches, in UTF-16 units. */
  readonly snippet: {
    readonly text: string;
    readonly matches: readonly { readonly from: number; readonly to: number }[];
  };
  /** The section that the snippet is from; null where it is from none. */
  readonly section: HitSection | null;
  /** Unix ms; as the page says. */
  readonly published_at_ms: number | null;
  /** Unix ms; as the page or its server says. */
  readonly modified_at_ms: number | null;
  /** What the page says it is, in the words of schema.org. */
  readonly types: readonly string[];
  /** What the rules of its site take from it, by the names they give. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
}

/** A part of a document that has a heading. */
export interface HitSection {
  /** Text of the heading. */
  readonly title: string;
  /** URL of the document, with a fragment that leads there if one does. */
  readonly url: string;
}

/** A call from a router to a searcher. @throws {PeerError} */
export interface Peer {
  statistics(endpoint: string, request: ShardCounts, signal: AbortSignal): Promise<Statistics>;
  /** Words of the pack that are near to each of some, in their order. */
  near(endpoint: string, request: ShardWords, signal: AbortSignal): Promise<NearWord[][]>;
  /** Titles and headings that go on as what was typed, the best first. */
  suggest(endpoint: string, request: ShardTyping, signal: AbortSignal): Promise<Suggestion[]>;
  search(endpoint: string, request: ShardSearch, signal: AbortSignal): Promise<ShardHits>;
  /** Details in the order of the ids. */
  details(endpoint: string, request: ShardDetails, signal: AbortSignal): Promise<HitDetails[]>;
  close(): Promise<void>;
}

export type PeerErrorCode = 'unreachable' | 'pack_not_served' | 'busy' | 'timeout' | 'failed';

export class PeerError extends Error {
  override readonly name = 'PeerError';
  readonly code: PeerErrorCode;
  constructor(code: PeerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
