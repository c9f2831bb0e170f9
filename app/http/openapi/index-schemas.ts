import { z } from 'zod';
import type { IndexStats } from '../index-stats.ts';
import type { IndexView } from '../index-view.ts';
import { answerSchema } from './answer-schema.ts';
import { age_ms, at_ms, bytes, count, sha256 } from './values.ts';

const indexShape = {
  index: z.string(),
  version: count.describe('The newest version; 0 before the first.'),
  serving_version: count
    .nullable()
    .describe('What searches get; null while none is up, or the orchestrator is another process.'),
  documents: count,
  bytes: bytes.describe('Of its packs, uncompressed.'),
  shards: count,
  replicas: count.describe('Per shard, wanted.'),
  created_at_ms: at_ms.nullable(),
  updated_at_ms: at_ms.nullable().describe('When the newest version was made.'),
  waiting: z.string().nullable().describe('Why packing waits, when it does.'),
};

export const index = answerSchema<IndexView>()(z.object(indexShape));

export const indexList = z.object({
  indexes: z.array(index),
  next: z.string().nullable().describe('Pass it as `after` for more; null at the end.'),
});

export const indexStats = answerSchema<IndexStats>()(
  z.object({
    ...indexShape,
    compressed_bytes: bytes,
    age_ms: age_ms.nullable().describe('Since the newest version was made.'),
    pending: count.describe('Pages read and not in a version yet; 10,000 stands for that many or more.'),
    packs: z.array(
      z.object({
        shard: z.string(),
        pack: sha256.describe('sha256 of its file.'),
        documents: count,
        bytes,
        compressed_bytes: bytes,
        active_replicas: count.describe('Replicas of this pack that answer queries.'),
      }),
    ),
  }),
);

export const versionList = z.object({
  index: z.string(),
  live: count.describe('The newest version; 0 before the first.'),
  manifests: z
    .array(
      z.object({
        version: z.int().min(1),
        created_at_ms: at_ms,
        reason: z.string().describe('What made it.'),
        documents: count,
        bytes: bytes.describe('Of its packs, uncompressed.'),
        shards: z.int().min(1),
      }),
    )
    .describe('The newest first.'),
});

const message_id = z.string().describe('Of the message that was sent; the log of the packer names it.');

export const rollbackAccepted = z.object({
  index: z.string(),
  version: z.int().min(1).describe('The version that is published again.'),
  message_id,
});

export const deletionAccepted = z.object({ index: z.string(), message_id });
