import { z } from 'zod';
import type { Explanation } from '../explain/explanation.ts';
import { answerSchema } from './answer-schema.ts';
import { replicaState } from './cluster-schemas.ts';
import { outcome } from './crawl-schemas.ts';
import { at_ms, count, sha256 } from './values.ts';

const page = z.object({
  state: z
    .enum(['unknown', 'present', 'absent'])
    .describe('Whether it belongs in the index; `unknown` until a visit could tell.'),
  origin: z.enum(['crawl', 'client']).describe('Who brought it in first.'),
  outcome: outcome.nullable().describe('What its last visit came to.'),
  asked_at_ms: at_ms.nullable().describe('When its site last answered for it.'),
  content_hash: sha256.nullable().describe('sha256 of its extracted content.'),
  failing: z
    .object({
      since_ms: at_ms.describe('When the first of them failed.'),
      visits: count,
      given_up: z.boolean().describe('Its grace is over: it is in the index no more.'),
    })
    .nullable()
    .describe('The visits in a row that could not reach it; null when the last one could.'),
  pending: z.boolean().describe('Its last change waits to be packed.'),
  near: z
    .string()
    .nullable()
    .describe('Another page whose text is near to its own, as the last full packing has found it.'),
});

const live = z.object({
  version: z.int().min(1),
  reason: z.string().describe('Why the version was made, such as by a rollback.'),
  shard: z.string(),
  pack: sha256,
  replicas: z
    .array(z.object({ searcher: z.string(), state: replicaState }))
    .describe('Those of the pack; none where the orchestrator is another process.'),
});

const crawl = z.object({
  crawl_id: z.string(),
  state: z.string(),
  seen: z
    .object({
      depth: count,
      known: z
        .boolean()
        .describe(
          'It is a page of the index that nothing led to and that was asked for at the end, or one that such a page points to: how deep it lies nobody knows.',
        ),
      parent: z
        .string()
        .describe(
          'The page that it was found on; empty for the start page, and for a page that was known before and nothing led to.',
        ),
      outcome: outcome.nullable().describe('Null while it has work left.'),
      attempts: count,
      way: z
        .array(z.object({ url: z.string(), depth: count }))
        .describe('From the start page to the page that it was found on.'),
      way_cut: z.boolean().describe('The way begins in the middle: it is longer than is told.'),
    })
    .nullable()
    .describe('Null when the crawl has not come across it.'),
});

const aliases = z.object({
  urls: z
    .array(z.string())
    .describe('URLs that redirect to it, or name it as their own, also by way of others; 100 at most.'),
  more: z.boolean().describe('There are others beside those told.'),
  all_looked_at: z
    .boolean()
    .describe('All URLs of the crawl were looked at, so that there are no others that it found.'),
});

const rank = z.object({
  query: z.string(),
  version: z.int().min(1),
  total: count.describe('Documents that match.'),
  position: z
    .int()
    .min(1)
    .nullable()
    .describe('1 for the best hit; null when it is not among those that were looked at.'),
  looked_at: count.describe('Hits that were looked at, from the best on; 1,000 at most.'),
  score: z.number().nullable(),
  best_score: z.number().nullable().describe('Of the best hit, to compare.'),
  shards: z
    .object({ total: count, answered: count })
    .describe('Of those that did not answer nothing was looked at.'),
});

export const explanation = answerSchema<Explanation>()(
  z.object({
    url: z.string().describe('Canonical.'),
    known: z.boolean().describe('Whether an index, or one of its latest crawls, has come across it.'),
    indexes: z.array(
      z.object({
        index: z.string(),
        url: z.string().describe('By which it is known there: as it was asked for, or as crawls clean it.'),
        page: page.nullable(),
        live: live
          .nullable()
          .describe(
            'Where it falls in the live version; null before the first one, and for a page that is not known.',
          ),
        packed_by_row: z
          .enum(['yes', 'no', 'pending'])
          .describe(
            'Whether the version packed last had it, as its row says; no pack is opened. What a rollback took away the row says to be packed, until a crawl is over.',
          ),
        crawl: crawl
          .nullable()
          .describe('The latest crawl that came across it; the latest of all if none did.'),
        aliases: aliases
          .nullable()
          .describe(
            'As that crawl found them; null unless they were asked for, and where no crawl came across it.',
          ),
        rank: rank.nullable().describe('Null without a query, or where no version can be searched.'),
        no_rank: z.string().nullable().describe('Why there is no rank though there is a query.'),
      }),
    ),
    elsewhere: z
      .array(z.object({ url: z.string(), index: z.string() }))
      .describe(
        'Where it is known, if not here: by another scheme, or in another index. Where else, if in more than 20.',
      ),
    indexes_left: count.describe(
      'Indexes that were not looked into: in one answer 200 are. To look into another, name it by `index`.',
    ),
  }),
);
