/** What a question to a searcher says of a query; `core/query` has the schemas of it, and reads it. */

/** What a document must be, or with `not` must not be, whatever words it has. */
export type Filter =
  /** It has a value of a facet; of a field of the index also one of a range. */
  | { readonly kind: 'facet'; readonly name: string; readonly value: string; readonly not: boolean }
  /** It is one of some. */
  | { readonly kind: 'ids'; readonly ids: string[]; readonly not: boolean }
  /** Its path begins so. */
  | { readonly kind: 'path'; readonly prefix: string; readonly not: boolean }
  /** Its date is before a moment, or that moment or after it: Unix ms. */
  | { readonly kind: 'before' | 'after'; readonly at_ms: number; readonly not: boolean };

/** What documents are sorted by in place of how well they fit. Those without a value come last. */
export interface Sort {
  /** `date`, or a field of the index: `fields.price`. */
  readonly by: string;
  /** The largest first. */
  readonly descending: boolean;
}

/** What a document is sorted by: a number where a value is one; null for one that has none. */
export type SortKey = number | string | null;

/** What of a whole index it takes to weigh the words of a query: sums over its shards. */
export interface Statistics {
  /** Documents of the index. */
  readonly documents: number;
  /** Weighted words of all of them. */
  readonly length: number;
  /** By whose rules words of its documents are stemmed, in the order of their names. */
  readonly languages: string[];
  /** Documents that have something, by what `COUNTED` calls it. */
  readonly words: Record<string, number>;
}

/** How documents are ranked: `rankingSettingsSchema` tells what each does. */
export interface RankingWeights {
  readonly k1: number;
  readonly b: number;
  readonly other_forms: number;
  readonly synonyms: number;
  readonly name_in_parts: number;
  readonly apart: number;
  readonly title: number;
  readonly heading: number;
  readonly proximity: number;
  readonly links: number;
  readonly depth: number;
}

/** How the settings of an index have a query understood and its documents ranked. */
export interface Tuning {
  /** Those that are not as they are when nothing is set. */
  readonly ranking?: { readonly [Weight in keyof RankingWeights]?: number | undefined } | undefined;
  /** Of words of the query: what they may be called otherwise. */
  readonly synonyms?: { of: string; means: string[] }[] | undefined;
  /** Ids of documents that come first, in this order, whatever words they have. */
  readonly pinned?: string[] | undefined;
  /** Ids of documents that are never found. */
  readonly hidden?: string[] | undefined;
}
