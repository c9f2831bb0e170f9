import { z } from 'zod';
import type { ClusterView } from '../services.ts';
import { answerSchema } from './answer-schema.ts';
import { age_ms, bytes, count, sha256 } from './values.ts';

export const replicaState = z
  .enum(['active', 'backfilling', 'disconnected', 'down'])
  .describe('`backfilling`: being loaded. `disconnected`: not heard of lately. `down`: being dropped.');

const version = z.int().min(0);

const view = answerSchema<ClusterView>()(
  z.object({
    epoch: count
      .nullable()
      .describe(
        'Counts the takings of the role of the orchestrator; null in a standby, which knows no searchers.',
      ),
    settled: z.boolean().describe('It has heard its searchers.'),
    searchers: z.array(
      z.object({
        id: z.string(),
        endpoint: z.string(),
        datacenter: z.string(),
        free_mb: z.int().describe('MB of 2^20 bytes; what loads under way will take is taken off.'),
        packs: count,
        silent_ms: age_ms.describe('Milliseconds since it was heard.'),
      }),
    ),
    indexes: z.array(
      z.object({
        index: z.string(),
        latest: version.describe('The newest published.'),
        serving: version.nullable().describe('What queries get; null before the first is up.'),
        next: version.nullable().describe('Being loaded.'),
        shards: z.array(
          z.object({
            version,
            shard: z.string(),
            pack: sha256,
            bytes,
            replicas: z.array(z.object({ searcher: z.string(), state: replicaState })),
          }),
        ),
      }),
    ),
    issues: z.array(
      z.object({
        code: z.string(),
        index: z.string(),
        shard: z.string().nullable(),
        message: z.string(),
        age_ms,
      }),
    ),
  }),
);

export const cluster = view.extend({
  orchestrator: z
    .object({
      endpoint: z.string().describe('Base URL of the API of the active one.'),
      epoch: count,
      sequence: count.describe('Rises while it is alive.'),
    })
    .nullable()
    .describe('As the table has it; null before there was one.'),
});
