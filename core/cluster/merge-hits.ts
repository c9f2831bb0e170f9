import { ENOUGH, LOOKED_AT_TWICE } from '#core/query/answer-bounds.ts';
import type { ShardHit, ShardHits } from '#ports/peer.ts';

/** A hit, and which of the answers it came from. */
export interface MergedHit extends ShardHit {
  readonly list: number;
}

/** What a query finds in all shards of an index. */
export interface Merged {
  /** Whether documents have all that is asked for. Else those are given that have some of it. */
  readonly match: 'all' | 'any';
  /** Documents that are given, page by page. */
  readonly total: number;
  /** Those of the page. */
  readonly hits: readonly MergedHit[];
}

/**
 * The answers of all shards as if they came from one: the higher score first, then the smaller id in bytes of UTF-8, as SQLite
 * sorts them. Of those whose words alone are worth the most, the second look counts; each shard looked at its own, and so
 * at all of them.
 */
export function mergeHits(
  answers: readonly (Pick<ShardHits, 'all' | 'any' | 'hits'> | undefined)[],
  offset: number,
  limit: number,
): Merged {
  const sum = (count: (answer: Pick<ShardHits, 'all' | 'any'>) => number): number =>
    answers.reduce((total, answer) => total + (answer === undefined ? 0 : count(answer)), 0);
  const all = sum((answer) => answer.all);
  const isEnough = all >= ENOUGH;
  const found: MergedHit[] = [];
  for (const [list, answer] of answers.entries())
    for (const hit of answer?.hits ?? []) if (hit.whole || !isEnough) found.push({ ...hit, list });
  found.sort((a, b) => b.base - a.base || compareBytes(a.id, b.id));
  const looked_at = found
    .slice(0, LOOKED_AT_TWICE)
    .sort((a, b) => b.score - a.score || compareBytes(a.id, b.id));
  const hits = [...looked_at, ...found.slice(LOOKED_AT_TWICE)].slice(offset, offset + limit);
  return {
    match: all > 0 ? 'all' : 'any',
    total: isEnough ? all : sum(({ all: whole, any }) => any ?? whole),
    hits,
  };
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
