import { z } from 'zod';
import { answerSchema as siteAnswer } from '#core/crawl/answer.ts';
import { outcomeSchema } from '#core/crawl/outcome.ts';
import { progressSchema } from '#core/tables/tallies.ts';
import type { CrawledPages } from '../crawl-pages.ts';
import { type CrawlDetails, type CrawlView, crawlReport } from '../crawl-view.ts';
import type { StartedCrawl } from '../start-crawl.ts';
import { answerSchema } from './answer-schema.ts';
import { at_ms, count } from './values.ts';

export const outcome = outcomeSchema;
export const report = crawlReport;

const crawlShape = {
  crawl_id: z.string(),
  index: z.string(),
  url: z.string().describe('Where it started.'),
  state: z
    .enum(['running', 'packing', 'done', 'cancelled'])
    .describe('`packing`: every page is read, and the version that has them is being made.'),
  limits: z.object({
    depth: count.describe('Links away from the start page.'),
    pages: z.int().min(1).describe('Pages asked for, the start page included.'),
    bytes: z.int().min(1).optional().describe('Bytes over the wire, about; no limit when absent.'),
    seconds: z.int().min(1).optional().describe('Seconds since it began; no limit when absent.'),
  }),
  started_at_ms: at_ms,
  finished_at_ms: at_ms.nullable(),
  version: count
    .nullable()
    .describe(
      'Version that has what it read; null before it is packed and when it was held, 0 when there was nothing to publish.',
    ),
  held: z.boolean().describe('The publish gate held the version that has what it read; the report says why.'),
  searchable: z.boolean().describe('Over, and searches get that version or a later one.'),
};

export const crawl = answerSchema<CrawlView>()(z.object(crawlShape));

export const crawlList = z.object({ crawls: z.array(crawl).describe('The latest first.') });

export const crawlDetails = answerSchema<CrawlDetails>()(
  z.object({
    ...crawlShape,
    progress: progressSchema.extend({
      pages_per_s: z.number().min(0).describe('Pages read per second, since the crawl began.'),
    }),
    waiting: z.string().nullable().describe('Why packing waits, when it does.'),
    report: report.nullable().describe('When it is over.'),
  }),
);

export const crawlStarted = answerSchema<StartedCrawl>()(
  z.object({
    crawl_id: z.string(),
    index: z.string(),
    status_url: z.string().describe('Path of the crawl; also in `Location`.'),
  }),
);

export const crawlCancelled = z.object({
  crawl_id: z.string(),
  index: z.string(),
  state: z.literal('cancelled'),
});

export const crawledPages = answerSchema<CrawledPages>()(
  z.object({
    crawl_id: z.string(),
    pages: z.array(
      z.object({
        url: z.string(),
        depth: count,
        found_on: z.string().describe('The page that links to it; empty for the start page.'),
        redirects: z.array(z.string()).describe('URLs that led there, the first one first.'),
        outcome: outcome.nullable().describe('Null while it has work left.'),
        attempts: count,
        links: count,
        answer: siteAnswer
          .nullable()
          .describe(
            'What it was answered with the last time; null if it was not asked for, or nobody answered.',
          ),
        text_hash: z
          .string()
          .nullable()
          .describe('Pages that say the same have the same one; null of what does not belong in the index.'),
        near: z
          .string()
          .nullable()
          .describe('Another page whose text is near to its own, as the last full packing has found it.'),
        refused_links: z
          .record(z.string(), count)
          .describe('Links on it that were not followed and not counted before, by why.'),
      }),
    ),
    next: z
      .string()
      .nullable()
      .describe('Pass it as `after` for more; null at the end. A filtered page may be empty and have one.'),
  }),
);
