import { z } from 'zod';
import { holdReasonSchema } from '#core/cluster/hold-reason.ts';
import { decisionRequest } from '../api/held-routes.ts';
import { fieldWeightsSchema } from '#core/pack/impact/field-weights.ts';
import { indexSettingsSchema } from '#core/settings/index-settings.ts';
import type { SettingsHistory, SettingsView } from '../index-settings.ts';
import type { IndexStats } from '../index-stats.ts';
import type { IndexDetails, IndexView } from '../index-view.ts';
import type { VersionDiff } from '../version-diff.ts';
import { answerSchema } from './answer-schema.ts';
import { age_ms, at_ms, bytes, count, sha256 } from './values.ts';

/** What the publish gate holds of an index. */
export const heldVersion = z
  .object({
    manifest: sha256.describe('Of its manifest; names it for whoever publishes or drops it.'),
    base: count.describe('The version that was live when it was made.'),
    held_at_ms: at_ms,
    documents: count,
    bytes,
    lost: count.describe('Documents of the live version that it has not.'),
    reasons: z.array(holdReasonSchema).describe('Why it is held, the gravest first.'),
  })
  .nullable()
  .describe('The version that the publish gate holds; null when there is none.');

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
  held: heldVersion,
};

export const index = answerSchema<IndexView>()(z.object(indexShape));

const detailShape = {
  ...indexShape,
  next_crawl_at_ms: at_ms
    .nullable()
    .describe(
      'When its next crawl is due by its schedule; null where none is set, and until the timer has looked at one that was set just now.',
    ),
};

export const indexDetails = answerSchema<IndexDetails>()(z.object(detailShape));

export const indexList = z.object({
  indexes: z.array(index),
  next: z.string().nullable().describe('Pass it as `after` for more; null at the end.'),
});

export const indexStats = answerSchema<IndexStats>()(
  z.object({
    ...detailShape,
    compressed_bytes: bytes,
    age_ms: age_ms.nullable().describe('Since the newest version was made.'),
    pending: count.describe('Pages read and not in a version yet; 10,000 stands for that many or more.'),
    fields: z
      .object(fieldWeightsSchema.required().shape)
      .nullable()
      .describe('What words count by where they stand, in the newest version; null before the first.'),
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

export const storedSettings = answerSchema<SettingsView>()(
  z.object({
    index: z.string(),
    revision: count.describe('Counts their changes; 0 where nothing was ever set.'),
    settings: indexSettingsSchema.describe('Secrets are shown as "********".'),
    warnings: z
      .array(z.string())
      .exactOptional()
      .describe(
        'Of a change: what comes to nothing as things are, such as a page that is pinned and not in the index, or weights of fields before the next full packing.',
      ),
  }),
);

export const settingsHistory = answerSchema<SettingsHistory>()(
  z.object({
    index: z.string(),
    revision: count.describe('The one that stands; 0 where nothing was ever set.'),
    history: z
      .array(
        z.object({
          revision: z.int().min(1),
          changed_at_ms: at_ms.nullable().describe('Null where it was not noted.'),
          note: z.string().nullable().describe('By whoever changed them.'),
          change: z
            .record(z.string(), z.unknown())
            .nullable()
            .describe(
              'What was changed, as a JSON merge patch of the revision before, with secrets hidden; null where it was not noted, or has more than 30,000 characters.',
            ),
        }),
      )
      .describe('The latest first.'),
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

export const changeAccepted = z.object({ index: z.string(), message_id });

const documentNamed = z.object({ id: z.string(), title: z.string() });

export const versionDiff = answerSchema<VersionDiff>()(
  z.object({
    index: z.string(),
    from: z.union([z.int().min(1), z.literal('held')]),
    to: z.union([z.int().min(1), z.literal('held')]),
    counts: z.object({ added: count, removed: count, changed: count, unchanged: count }),
    added: z.array(documentNamed).describe('The first of them by id, as the others.'),
    removed: z.array(documentNamed),
    changed: z.array(
      documentNamed.extend({
        title_before: z.string().exactOptional().describe('Where it was another one.'),
      }),
    ),
  }),
);

export const heldDecision = decisionRequest;

export const decisionAccepted = z.object({
  index: z.string(),
  manifest: sha256.describe('Of the manifest of the version that is held.'),
  message_id,
});
