import { z } from 'zod';

export const recrawlInput = z.object({
  /** Start page. */
  url: z.string(),
  /** Where its pages lie, to be changed. */
  folder: z.string(),
  /** Share of the pages that change. */
  changed: z.number(),
});

/** What one of the crawls came to. */
export const crawlMade = z.object({
  pages: z.int(),
  /** From the first request to the published version, or to the end of a crawl with nothing to publish. */
  elapsed_ms: z.number(),
  requests: z.int(),
  /** Tasks of the threads that read pages. */
  parsed: z.int(),
  packs: z.int(),
  /** Documents in the packs that were built. */
  packed: z.int(),
});
export type CrawlMade = z.infer<typeof crawlMade>;

export const recrawlResult = z.object({
  first: crawlMade,
  unchanged: crawlMade,
  /** After some pages have changed. */
  changed: crawlMade,
  pages_changed: z.int(),
});

export const conditionalInput = z.object({ urls: z.array(z.string()), concurrency: z.int().min(1) });

/** A loop of conditional requests, which does nothing with the answers. */
export const conditionalResult = z.object({ not_modified: z.int(), elapsed_ms: z.number() });
