import { z } from 'zod';
import type { Tuning } from '#ports/question.ts';
import { RANKING, type RankingSettings, rankingSettingsSchema } from '../pack/rank/ranking-settings.ts';
import { type Query, parseQuery } from './parse-query.ts';
import { MAX_SYNONYMS, synonymSchema } from './synonyms.ts';
import { MAX_HIDDEN, MAX_PINNED } from './answer-bounds.ts';
import { type Clause, type Unit, clausesOf, unwantedOf } from './units.ts';

/** How the settings of an index have a query understood and its documents ranked. */
export const tuningSchema: z.ZodType<Tuning> = z.object({
  /** Those that are not as they are when nothing is set. */
  ranking: rankingSettingsSchema.partial().optional(),
  /** Of words of the query. */
  synonyms: z.array(synonymSchema).max(MAX_SYNONYMS).optional(),
  /** Ids of documents that come first, in this order, whatever words they have. */
  pinned: z.array(z.string().max(2048)).max(MAX_PINNED).optional(),
  /** Ids of documents that are never found. */
  hidden: z.array(z.string().max(2048)).max(MAX_HIDDEN).optional(),
});

/** A query as it was typed, and as its index has it. */
export interface TunedQuery {
  readonly query: string;
  readonly tuning?: Tuning;
}

/** A query with only some of what its index has set: a question needs no more. */
export function tunedOnlyBy(
  { query, tuning = {} }: TunedQuery,
  names: readonly (keyof Tuning)[],
): TunedQuery {
  const needed = Object.entries(tuning).filter(([name]) => names.some((one) => one === name));
  return needed.length === 0 ? { query } : { query, tuning: Object.fromEntries(needed) };
}

/** What a query means. */
export interface ReadQuery {
  readonly parsed: Query;
  readonly clauses: readonly Clause[];
  /** What a document must not have. */
  readonly excluded: readonly Unit[];
  readonly ranking: RankingSettings;
}

export function readQuery({ query, tuning = {} }: TunedQuery): ReadQuery {
  const parsed = parseQuery(query);
  const set = Object.entries(tuning.ranking ?? {}).filter(([, value]) => value !== undefined);
  const ranking = { ...RANKING, ...Object.fromEntries(set) };
  // Those that count nothing would still make what was typed count less.
  const synonyms = ranking.synonyms === 0 ? [] : tuning.synonyms;
  return {
    parsed,
    clauses: clausesOf(parsed, synonyms),
    excluded: parsed.excluded.flatMap((term) => unwantedOf(term) ?? []),
    ranking,
  };
}
