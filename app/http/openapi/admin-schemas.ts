import { z } from 'zod';
import { progressSchema } from '#core/tables/tallies.ts';
import type { AdminState } from '../admin/admin-state.ts';
import { answerSchema } from './answer-schema.ts';
import { replicaState } from './cluster-schemas.ts';
import { crawl, crawlDetails } from './crawl-schemas.ts';
import { heldVersion } from './index-schemas.ts';
import { age_ms, at_ms, bytes, count } from './values.ts';

function listed<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    total: count.nullable().describe('How many there are; null when nobody counted.'),
    cut: z.boolean().describe('There are more than these.'),
  });
}

const host = z.object({
  host: z.string(),
  in_flight: count.describe('Requests under way.'),
  ahead: count.describe('Turns given out whose time has not come.'),
  next_slot_at_ms: at_ms.nullable().describe('Before that nobody may begin a request.'),
  blocked_until_ms: at_ms.nullable().describe('Until then it asked to be left alone.'),
});

const movingCrawl = crawlDetails
  .pick({
    crawl_id: true,
    index: true,
    url: true,
    state: true,
    limits: true,
    started_at_ms: true,
    progress: true,
    waiting: true,
  })
  .extend({
    pages_per_s_now: z.number().nullable().describe('Over the last seconds.'),
    hosts: listed(host),
  });

const finishedCrawl = crawl
  .pick({
    crawl_id: true,
    index: true,
    url: true,
    state: true,
    started_at_ms: true,
    finished_at_ms: true,
    version: true,
    held: true,
  })
  .extend({ progress: progressSchema });

const queue = z.object({
  name: z.string().describe('As messages are sent to it.'),
  queue: z.string().describe('As the queue service knows it.'),
  ready: count,
  delayed: count,
  in_flight: count,
  oldest_sent_at_ms: z
    .union([at_ms, z.null(), z.literal('unknown')])
    .describe('When the oldest message was sent; null when there is none.'),
  dead: count.describe('Messages in its queue of dead letters.'),
});

const timer = z.object({
  index: z.string(),
  site: z.string(),
  state: z.enum(['idle', 'running', 'firing']),
  generation: count.describe('Counts the starts of the timer.'),
  fires: z.string().describe('Type of the message that it posts.'),
  deadline_ms: at_ms,
});

const dead = z.object({
  id: z.string(),
  queue: z.string().describe('The queue that it was in.'),
  type: z.string().nullable().describe('Null for what is no message.'),
  code: z.string(),
  reason: z.string(),
  failures: count.nullable(),
  died_at_ms: at_ms.nullable(),
  body: z.string().describe('Its beginning.'),
  body_cut: z.boolean(),
});

const index = z.object({
  index: z.string(),
  live: count.describe('The newest version; 0 before the first.'),
  serving: count.nullable(),
  loading: count.nullable(),
  documents: count,
  bytes: bytes.describe('Of its packs, uncompressed.'),
  shards: count,
  updated_at_ms: at_ms.nullable(),
  waiting: z.string().nullable(),
  held: heldVersion,
});

const tile = z.object({ index: z.string(), version: count, shard: z.string(), bytes, state: replicaState });

const searcher = z.object({
  id: z.string(),
  endpoint: z.string(),
  datacenter: z.string(),
  silent_ms: age_ms,
  packs: count,
  used_bytes: bytes,
  reserved_bytes: bytes.describe('Kept for packs that are being loaded.'),
  free_bytes: z.number(),
  tiles: listed(tile).describe('Replicas: one shard of one version on this searcher.'),
});

const process = z.object({
  id: z.string(),
  roles: z.array(z.string()),
  host: z.string(),
  pid: count,
  started_at_ms: at_ms,
  seen_at_ms: at_ms,
  version: z.string(),
  datacenter: z.string(),
  endpoint: z.string().describe('Base URL of its status server; empty when it has none.'),
  handled: count.describe('Messages whose handler returned, since it started.'),
  failed: count.describe('Handlers that failed, since it started.'),
  in_work: count,
  state: z.enum(['alive', 'silent', 'gone']),
  active: z.boolean().describe('It has the role of the orchestrator.'),
});

export const adminState = answerSchema<AdminState>()(
  z.object({
    at_ms: at_ms.describe('When it was gathered.'),
    orchestrator: z.object({
      here: z.boolean().describe('It is this process; searchers and replicas are known only there.'),
      endpoint: z.string().nullable(),
      epoch: count.nullable(),
      settled: z.boolean(),
    }),
    crawls: listed(movingCrawl),
    finished: listed(finishedCrawl),
    queues: listed(queue),
    timers: listed(timer),
    dead: listed(dead),
    indexes: listed(index),
    searchers: listed(searcher),
    issues: listed(z.object({ code: z.string(), index: z.string(), message: z.string(), since_ms: at_ms })),
    processes: listed(process),
    troubles: z
      .array(z.object({ part: z.string(), message: z.string() }))
      .describe('Parts that could not be read: what is shown of them is from before.'),
  }),
);
