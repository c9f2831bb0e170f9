import { z } from 'zod';
import { crawlReport } from '#app/http/crawl-view.ts';

/** What the command line reads of the API's answers; what else is in them is passed over. */

export const crawlStarted = z.object({ crawl_id: z.string(), index: z.string(), status_url: z.string() });

export const crawlSummary = z.object({
  crawl_id: z.string(),
  index: z.string(),
  url: z.string(),
  state: z.enum(['running', 'packing', 'done', 'cancelled']),
  started_at_ms: z.number(),
  finished_at_ms: z.number().nullable(),
  version: z.number().nullable(),
  held: z.boolean(),
  searchable: z.boolean(),
});
export type CrawlSummary = z.infer<typeof crawlSummary>;
export const crawlList = z.object({ crawls: z.array(crawlSummary) });

export const crawlStatus = crawlSummary.extend({
  progress: z.object({
    found: z.number(),
    fetched: z.number(),
    failed: z.number(),
    skipped: z.number(),
    bytes: z.number(),
    refused_links: z.record(z.string(), z.number()).default({}),
    pages_per_s: z.number(),
  }),
  waiting: z.string().nullable(),
  report: crawlReport.nullable(),
});
export type CrawlStatus = z.infer<typeof crawlStatus>;

const scoreParts = z.object({
  words: z.array(z.object({ text: z.string(), score: z.number() })),
  has: z.number(),
  title: z.number(),
  heading: z.number(),
  proximity: z.number(),
  links: z.number(),
  depth: z.number(),
});
export type ScoreParts = z.infer<typeof scoreParts>;

export const searchAnswer = z.object({
  index: z.string(),
  version: z.number(),
  corrected: z.string().nullable().default(null),
  did_you_mean: z.string().nullable().default(null),
  match: z.enum(['all', 'any']),
  total: z.number(),
  facets: z
    .record(
      z.string(),
      z.object({
        values: z.array(z.object({ value: z.string(), count: z.number() })),
        more: z.number().nullable(),
      }),
    )
    .default({}),
  hits: z.array(
    z.object({
      id: z.string(),
      url: z.string(),
      title: z.string(),
      snippet: z.object({
        text: z.string(),
        matches: z.array(z.object({ from: z.number(), to: z.number() })),
      }),
      section: z.object({ title: z.string(), url: z.string() }).nullable(),
      score: z.number(),
      missing: z.array(z.string()).default([]),
      parts: scoreParts.optional(),
    }),
  ),
  shards: z.object({ total: z.number(), answered: z.number() }),
  timings: z.object({ router_ms: z.number() }),
});
export type SearchAnswer = z.infer<typeof searchAnswer>;

const held = z.object({
  manifest: z.string(),
  base: z.number(),
  held_at_ms: z.number(),
  documents: z.number(),
  bytes: z.number(),
  lost: z.number(),
  reasons: z.array(z.object({ code: z.string(), text: z.string() })),
});
export type HeldSummary = z.infer<typeof held>;

export const indexSummary = z.object({
  index: z.string(),
  version: z.number(),
  serving_version: z.number().nullable(),
  documents: z.number(),
  bytes: z.number(),
  shards: z.number(),
  updated_at_ms: z.number().nullable(),
  waiting: z.string().nullable(),
  held: held.nullable(),
});
export type IndexSummary = z.infer<typeof indexSummary>;
export const indexList = z.object({ indexes: z.array(indexSummary), next: z.string().nullable() });

export const indexStats = indexSummary.extend({
  next_crawl_at_ms: z.number().nullable(),
  compressed_bytes: z.number(),
  age_ms: z.number().nullable(),
  pending: z.number(),
  packs: z.array(
    z.object({
      shard: z.string(),
      pack: z.string(),
      documents: z.number(),
      bytes: z.number(),
      active_replicas: z.number(),
    }),
  ),
});

export const manifestList = z.object({
  index: z.string(),
  live: z.number(),
  manifests: z.array(
    z.object({
      version: z.number(),
      created_at_ms: z.number(),
      reason: z.string(),
      documents: z.number(),
      bytes: z.number(),
    }),
  ),
});

const named = z.object({ id: z.string(), title: z.string() });
const versionName = z.union([z.number(), z.literal('held')]);

export const versionDiff = z.object({
  index: z.string(),
  from: versionName,
  to: versionName,
  counts: z.object({
    added: z.number(),
    removed: z.number(),
    changed: z.number(),
    unchanged: z.number(),
  }),
  added: z.array(named),
  removed: z.array(named),
  changed: z.array(named.extend({ title_before: z.string().optional() })),
});
export type VersionDiff = z.infer<typeof versionDiff>;

export const accepted = z.object({
  index: z.string(),
  message_id: z.string(),
  version: z.number().optional(),
});

export const cluster = z.object({
  epoch: z.number().nullable(),
  settled: z.boolean(),
  searchers: z.array(
    z.object({ id: z.string(), free_mb: z.number(), packs: z.number(), silent_ms: z.number() }),
  ),
  issues: z.array(z.object({ code: z.string(), index: z.string(), message: z.string() })),
  orchestrator: z.object({ endpoint: z.string(), epoch: z.number(), sequence: z.number() }).nullable(),
});
export type Cluster = z.infer<typeof cluster>;

export const clusterPacks = cluster.extend({
  indexes: z.array(
    z.object({
      index: z.string(),
      shards: z.array(
        z.object({
          version: z.number(),
          shard: z.string(),
          pack: z.string(),
          bytes: z.number(),
          replicas: z.array(z.object({ searcher: z.string(), state: z.string() })),
        }),
      ),
    }),
  ),
});
export type ClusterPacks = z.infer<typeof clusterPacks>;

export const moveAccepted = z.object({
  index: z.string(),
  pack: z.string(),
  from: z.string(),
  to: z.string(),
});

export const storedSettings = z.object({
  index: z.string(),
  revision: z.number(),
  settings: z.record(z.string(), z.json()),
  warnings: z.array(z.string()).default([]),
});

export const settingsHistory = z.object({
  revision: z.number(),
  history: z.array(
    z.object({
      revision: z.number(),
      changed_at_ms: z.number().nullable(),
      note: z.string().nullable(),
      change: z.record(z.string(), z.json()).nullable(),
    }),
  ),
});
export type SettingsHistory = z.infer<typeof settingsHistory>;
export const indexNamed = z.object({ index: z.string() });

const querySummary = z.object({
  query: z.string(),
  asked: z.number(),
  without_result: z.number(),
  clicks: z.number(),
  mean_position: z.number().nullable(),
});
export type QuerySummary = z.infer<typeof querySummary>;

export const searches = z.object({
  index: z.string(),
  analytics: z.boolean(),
  totals: z.object({
    searches: z.number(),
    without_result: z.number(),
    partial: z.number(),
    corrected: z.number(),
    clicks: z.number(),
  }),
  latency: z.object({ p50_ms: z.number(), p95_ms: z.number(), p99_ms: z.number() }).nullable(),
  days: z.array(z.object({ day: z.string(), searches: z.number() })),
  queries: z.array(querySummary),
  queries_without_result: z.array(querySummary),
  queries_with_few_clicks: z.array(querySummary),
  pages: z.array(z.object({ url: z.string(), clicks: z.number(), mean_position: z.number() })),
});
export type SearchesSummary = z.infer<typeof searches>;
