import { ENOUGH, LOOKED_AT_TWICE, OF_A_GROUP } from '#core/query/answer-bounds.ts';
import type { Sort } from '#ports/question.ts';
import { firstOfGroups } from '#core/query/first-of-groups.ts';
import { compareKeys } from '#core/query/sort.ts';
import type { ShardHit, ShardHits } from '#ports/peer.ts';
import { type Facet, mergeFacets } from './merge-facets.ts';

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
  /** Those of them that have all that is asked for; where these are enough, no others are given. */
  readonly have_all: number;
  readonly facets: Readonly<Record<string, Facet>>;
  /** Those of the page. */
  readonly hits: readonly MergedHit[];
}

export interface Page {
  readonly offset: number;
  readonly limit: number;
  readonly sort?: Sort | undefined;
}

/**
 * The answers of all shards as if they came from one: the higher score first, then the smaller id in bytes of UTF-8, as SQLite
 * sorts them. Of those whose words alone are worth the most, the second look counts; each shard looked at its own, and so
 * at all of them. Where they are sorted by something else, those that have but some of what is asked for are left out,
 * unless none has all.
 */
export function mergeHits(
  answers: readonly (Pick<ShardHits, 'all' | 'any' | 'hits' | 'facets'> | undefined)[],
  { offset, limit, sort }: Page,
): Merged {
  const given = answers.filter((answer) => answer !== undefined);
  const all = given.reduce((sum, answer) => sum + answer.all, 0);
  const wholly = sort === undefined ? all >= ENOUGH : all > 0;
  const found: MergedHit[] = [];
  for (const [list, answer] of answers.entries())
    for (const hit of answer?.hits ?? []) if (hit.whole || !wholly) found.push({ ...hit, list });
  const hits = sort === undefined ? byScore(found) : byKey(found, sort);
  return {
    match: all > 0 ? 'all' : 'any',
    total: wholly ? all : given.reduce((sum, one) => sum + (one.any ?? one.all), 0),
    have_all: all,
    facets: mergeFacets(
      given.map(({ facets }) => facets),
      wholly,
    ),
    hits: hits.slice(offset, offset + limit),
  };
}

function byScore(found: readonly MergedHit[]): MergedHit[] {
  const pinned = found
    .filter((hit) => hit.pinned !== undefined)
    .toSorted((a, b) => (a.pinned ?? 0) - (b.pinned ?? 0));
  const others = found.filter((hit) => hit.pinned === undefined);
  const chosen = firstOfGroups(
    others.toSorted((a, b) => b.base - a.base || compareBytes(a.id, b.id)),
    groupOf,
    { each: OF_A_GROUP },
  );
  const looked_at = chosen
    .slice(0, LOOKED_AT_TWICE)
    .toSorted((a, b) => b.score - a.score || compareBytes(a.id, b.id));
  return firstOfGroups([...pinned, ...looked_at, ...chosen.slice(LOOKED_AT_TWICE)], groupOf);
}

function byKey(found: readonly MergedHit[], sort: Sort): MergedHit[] {
  return firstOfGroups(
    found.toSorted((a, b) => compareKeys(a.key ?? null, b.key ?? null, sort) || compareBytes(a.id, b.id)),
    groupOf,
  );
}

function groupOf({ group }: MergedHit): string | undefined {
  return group;
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
