import { z } from 'zod';

/** What the process of one crawler is told. */
export const crawlInput = z.object({
  /** Start page. */
  url: z.string(),
  concurrency: z.int().min(1),
});

/** What a crawler that finds its way by links says. */
export const crawlResult = z.object({
  /** Pages of HTML that it read. */
  pages: z.int(),
  /** From its first request to its last page. */
  elapsed_ms: z.number(),
});
export type CrawlResult = z.infer<typeof crawlResult>;

export const rawLoopResult = crawlResult.extend({
  urls: z.array(z.string()),
  /** Of titles and texts: keeps the engine from leaving the work out. */
  characters: z.int(),
});

export const sitepackResult = crawlResult.extend({
  /** From the empty frontier to the published version: contents read, pack built, checked, compressed and stored. */
  packing_ms: z.number(),
  /** From the empty frontier to the first search that gets it. */
  searchable_ms: z.number(),
});
