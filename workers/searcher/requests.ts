import { z } from 'zod';
import { MAX_FACETS, MAX_FILTERS, MAX_HIDDEN, MAX_SUGGESTIONS } from '#core/query/answer-bounds.ts';
import { filterSchema } from '#core/query/filter.ts';
import { sortSchema } from '#core/query/sort.ts';
import { statisticsSchema } from '#core/query/statistics.ts';
import { tuningSchema } from '#core/query/tuning.ts';
import type { ShardCounts, ShardDetails, ShardSearch, ShardTyping, ShardWords } from '#ports/peer.ts';

const index = z.string().min(1).max(63);
const pack = z.string().regex(/^[0-9a-f]{64}$/, 'a sha256 in lower-case hex');
/** The parser reads a part of it; the rest is let through, for a person may type anything. */
const query = z.string().max(10_000);
const tuning = tuningSchema.exactOptional();
/** Hits that one shard may be asked for: offset and limit of a search together. */
const MAX_HITS = 1000;

/** Body of POST /search. */
export const searchRequest: z.ZodType<ShardSearch> = z.object({
  index,
  pack,
  query,
  tuning,
  statistics: statisticsSchema.exactOptional(),
  filters: z.array(filterSchema).max(MAX_FILTERS).exactOptional(),
  facets: z.array(z.string().max(64)).max(MAX_FACETS).exactOptional(),
  sort: sortSchema.exactOptional(),
  collapse: z.string().max(64).exactOptional(),
  explain: z.boolean().exactOptional(),
  limit: z.int().min(0).max(MAX_HITS),
  details_from: z.int().min(0).max(MAX_HITS),
});

/** Body of POST /statistics. */
export const countsRequest: z.ZodType<ShardCounts> = z.object({ index, pack, query, tuning });

/** Words that are looked for near ones in one question. */
const MAX_WORDS = 32;

/** Body of POST /near. */
export const nearRequest: z.ZodType<ShardWords> = z.object({
  index,
  pack,
  words: z.array(z.string().max(100)).max(MAX_WORDS),
});

/** Body of POST /suggest. */
export const suggestRequest: z.ZodType<ShardTyping> = z.object({
  index,
  pack,
  typed: query,
  most: z.int().min(1).max(MAX_SUGGESTIONS),
  hidden: z.array(z.string().max(2048)).max(MAX_HIDDEN).exactOptional(),
});

/** Body of POST /details. */
export const detailsRequest: z.ZodType<ShardDetails> = z.object({
  index,
  pack,
  query,
  tuning,
  statistics: statisticsSchema.exactOptional(),
  ids: z.array(z.string().min(1).max(2048)).max(MAX_HITS),
});

/** A thousand ids of the greatest length, escaped, and a query. */
export const MAX_REQUEST_BYTES = 4 * 2 ** 20;
