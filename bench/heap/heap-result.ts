import { z } from 'zod';

export const heapInput = z.object({
  url: z.string(),
  /** Pages of one crawl after which the heap is looked at. */
  at_pages: z.array(z.int().min(1)),
});

export const heapResult = z.object({
  points: z.array(
    z.object({
      pages: z.int(),
      /** Used by live objects: of several collections around that page, the median. */
      heap_mb: z.number(),
      /** Of the whole process, threads included. */
      rss_mb: z.number(),
    }),
  ),
});
export type HeapResult = z.infer<typeof heapResult>;
