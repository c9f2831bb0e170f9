import type { ShardHit } from '#ports/peer.ts';
import { mergeHits } from './merge-hits.ts';

/** The first hits of one query in one shard; if none there has all words, those that have any of them. */
interface ShardAnswer {
  readonly match: 'all' | 'any';
  readonly hits: readonly ShardHit[];
}

/**
 * Ids of the first hits of a query over all shards, as a search has them: those that have all words of it, and only if no
 * shard has one, those that have any.
 */
export function mergeAnswers(answers: readonly ShardAnswer[], limit: number): string[] {
  const all = answers.filter(({ match, hits }) => match === 'all' && hits.length > 0);
  const counting = all.length > 0 ? all : answers;
  return mergeHits(
    counting.map(({ hits }) => hits),
    0,
    limit,
  ).map(({ id }) => id);
}
