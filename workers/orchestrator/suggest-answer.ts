/** What somebody has typed so far. */
export interface SuggestRequest {
  readonly index: string;
  readonly typed: string;
  /** Suggestions, at most: 1 to {@link SUGGESTIONS_MAX}. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

export interface SuggestAnswer {
  readonly index: string;
  readonly version: number;
  readonly typed: string;
  /** Titles, headings, and what many asked, in which it stands, the best first. */
  readonly suggestions: readonly string[];
  readonly shards: { readonly total: number; readonly answered: number };
}

export const SUGGESTIONS_MAX = 20;
