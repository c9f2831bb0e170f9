import type { HitDetails, ShardHit, ShardHits, ShardSearch } from '#ports/peer.ts';
import type { Filter, Statistics } from '#ports/question.ts';
import { ENOUGH, LOOKED_AT_TWICE } from '../query/answer-bounds.ts';
import { firstOfGroups } from '../query/first-of-groups.ts';
import { isEmpty } from '../query/parse-query.ts';
import { type TunedQuery, readQuery } from '../query/tuning.ts';
import { detailsOf } from './details.ts';
import type { PackIndex } from './impact/pack-index.ts';
import { packStatistics } from './rank/pack-statistics.ts';
import { type Ranked, rank } from './rank/rank.ts';

export type PackSearch = Pick<
  ShardSearch,
  | 'query'
  | 'tuning'
  | 'statistics'
  | 'limit'
  | 'details_from'
  | 'filters'
  | 'facets'
  | 'sort'
  | 'explain'
  | 'collapse'
>;
export type PackHits = Omit<ShardHits, 'took_ms'>;

/** What a pack has to tell of a query before all of its index are searched by it. */
export function statisticsOf(pack: PackIndex, request: TunedQuery): Statistics {
  return packStatistics(pack, readQuery(request));
}

/**
 * Searches one pack: the best by their words, those that have all of them first, each with what a second look adds to its
 * score. Those from `details_from` on come with details. A query that asks for nothing has no hits.
 */
export function searchPack(pack: PackIndex, request: PackSearch): PackHits {
  const read = readQuery(request);
  const { parsed, clauses, excluded, ranking } = read;
  const { filters = [], facets = [], sort, tuning = {} } = request;
  if (isEmpty(parsed) && filters.length === 0) return nothing(facets);
  const statistics = request.statistics ?? packStatistics(pack, read);
  const asked = { clauses, ranking, statistics };
  const { ranked, ...found } = rank(
    pack,
    {
      clauses,
      statistics,
      excluded,
      most: Math.max(request.limit, LOOKED_AT_TWICE),
      shown: request.limit,
      filters: [...parsed.filters, ...filters, ...notHidden(tuning.hidden)],
      pinned: tuning.pinned,
      facets,
      sort,
      explain: request.explain ?? false,
      collapse: request.collapse,
    },
    ranking,
  );
  const given = givenOf(ranked, found.all, request);
  const shown = given.slice(request.details_from, request.limit).map(({ document }) => document);
  const details = detailsOf(pack, asked, shown);
  const hits = given.map((one, n) => hitOf(pack, one, details[n - request.details_from]));
  return { ...found, hits, ...(request.statistics === undefined ? { statistics } : {}) };
}

function nothing(facets: readonly string[]): PackHits {
  return {
    all: 0,
    any: 0,
    hits: [],
    facets: facets.map((name) => ({ name, values: [], too_many: 'none' as const })),
  };
}

/** Without what it has not. */
function hitOf(pack: PackIndex, ranked: Ranked, details: HitDetails | undefined): ShardHit {
  const { document, base, score, whole, missing, key, parts, group, pinned } = ranked;
  return {
    id: pack.idOf(document),
    base,
    score,
    whole,
    missing,
    ...(key === null ? {} : { key }),
    ...(parts === undefined ? {} : { parts }),
    ...(group === undefined ? {} : { group }),
    ...(pinned === undefined ? {} : { pinned }),
    ...(details === undefined ? {} : { details }),
  };
}

function notHidden(hidden: readonly string[] | undefined): Filter[] {
  return hidden === undefined ? [] : [{ kind: 'ids', ids: [...hidden], not: true }];
}

/** What is answered: where other shards are asked too, all that may be looked at twice. */
function givenOf(
  ranked: readonly Ranked[],
  all: number,
  { sort, limit, details_from }: PackSearch,
): readonly Ranked[] {
  if (sort !== undefined || limit === 0) return ranked.slice(0, limit);
  return details_from < limit ? inOrder(ranked, all).slice(0, limit) : ranked;
}

/** As people see them, where no other shard is asked. Those that were not looked at twice come behind those that were. */
function inOrder(ranked: readonly Ranked[], all: number): Ranked[] {
  const pinned = ranked.filter((one) => one.pinned !== undefined);
  const given = ranked.slice(pinned.length).filter(({ whole }) => whole || all < ENOUGH);
  const looked_at = given
    .slice(0, LOOKED_AT_TWICE)
    .toSorted((a, b) => b.score - a.score || a.document - b.document);
  return firstOfGroups([...pinned, ...looked_at, ...given.slice(LOOKED_AT_TWICE)], ({ group }) => group);
}
