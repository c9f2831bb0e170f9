import { z } from 'zod';
import type { HitDetails, NearWord, ShardHits, Suggestion } from '#ports/peer.ts';
import type { Statistics } from '#ports/question.ts';

const hitDetails = z.object({
  url: z.string(),
  title: z.string(),
  snippet: z.object({
    text: z.string(),
    matches: z.array(z.object({ from: z.int().min(0), to: z.int().min(0) })),
  }),
  section: z.object({ title: z.string(), url: z.string() }).nullable(),
  published_at_ms: z.int().nullable(),
  modified_at_ms: z.int().nullable(),
  types: z.array(z.string()),
  fields: z.record(z.string(), z.array(z.string())),
});

const scoreParts = z.object({
  words: z.array(z.object({ text: z.string(), score: z.number() })),
  has: z.number(),
  title: z.number(),
  heading: z.number(),
  proximity: z.number(),
  links: z.number(),
  depth: z.number(),
});

/** Answer to POST /statistics. */
export const statisticsAnswer: z.ZodType<Statistics> = z.object({
  documents: z.int().min(0),
  length: z.int().min(0),
  languages: z.array(z.string()),
  words: z.record(z.string(), z.int().min(0)),
});

/** Answer to POST /search. */
export const shardHits: z.ZodType<ShardHits> = z.object({
  all: z.int().min(0),
  any: z.int().min(0).nullable(),
  hits: z.array(
    z.object({
      id: z.string(),
      base: z.number(),
      score: z.number(),
      whole: z.boolean(),
      missing: z.array(z.string()),
      parts: scoreParts.exactOptional(),
      pinned: z.int().min(0).exactOptional(),
      group: z.string().exactOptional(),
      key: z.union([z.number(), z.string(), z.null()]).exactOptional(),
      details: hitDetails.exactOptional(),
    }),
  ),
  facets: z.array(
    z.object({
      name: z.string(),
      values: z.array(z.object({ value: z.string(), all: z.int().min(0), any: z.int().min(0).nullable() })),
      too_many: z.enum(['none', 'any', 'all']),
    }),
  ),
  statistics: statisticsAnswer.exactOptional(),
  took_ms: z.number().min(0),
});

/** Answer to POST /near. */
export const nearWords: z.ZodType<NearWord[][]> = z.array(
  z.array(z.object({ word: z.string(), documents: z.int().min(1), edits: z.int().min(1) })),
);

/** Answer to POST /suggest. */
export const suggestions: z.ZodType<Suggestion[]> = z.array(
  z.object({ text: z.string(), weight: z.number().positive() }),
);

/** Answer to POST /details. */
export const hitDetailsList: z.ZodType<HitDetails[]> = z.array(hitDetails);

/** What a searcher says when it does not answer. */
export const peerProblem = z.object({ code: z.string(), detail: z.string() });
