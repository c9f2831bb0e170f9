import { DEPTH_MAX, LIMIT_MAX, type SearchAnswer } from '#workers/orchestrator/search-answer.ts';
import { searchIndex } from '../search-index.ts';
import type { HttpServices } from '../services.ts';

/** Where a page stands among the answers to a query. */
export interface Rank {
  readonly query: string;
  readonly version: number;
  /** Documents that match. */
  readonly total: number;
  /** 1 for the best hit; null when it is not among those that were looked at. */
  readonly position: number | null;
  /** Hits that were looked at, from the best on. */
  readonly looked_at: number;
  readonly score: number | null;
  /** Of the best hit, to compare. */
  readonly best_score: number | null;
  /** Those that answered: of the others nothing was looked at. */
  readonly shards: SearchAnswer['shards'];
}

/**
 * Looks for a page among the first 1,000 hits.
 * @throws {Problem} what a search throws.
 */
export async function rankOf(
  services: HttpServices,
  asked: {
    readonly index: string;
    readonly url: string;
    readonly query: string;
    readonly signal: AbortSignal;
  },
): Promise<Rank> {
  const { index, url, query, signal } = asked;
  let best_score: number | null = null;
  let shards: SearchAnswer['shards'] | undefined;
  for (let offset = 0; ; offset += LIMIT_MAX) {
    const page = { limit: LIMIT_MAX, offset, analytics: false };
    const answer = await searchIndex(services, { index, query, ...page, signal });
    const { version, total, hits } = answer;
    best_score ??= hits[0]?.score ?? null;
    if (shards === undefined || answer.shards.answered < shards.answered) shards = answer.shards;
    const at = hits.findIndex(({ id }) => id === url);
    const looked_at = offset + hits.length;
    const told = { query, version, total, looked_at, best_score, shards };
    if (at !== -1) return { ...told, position: offset + at + 1, score: hits[at]?.score ?? null };
    if (hits.length < LIMIT_MAX || looked_at >= DEPTH_MAX) return { ...told, position: null, score: null };
  }
}
