import { z } from 'zod';
import { usage } from './usage.ts';

/** What the process of a crawl is told. */
export const crawlInput = z.object({
  /** Start page. */
  url: z.string(),
  /** On the emulators that its variables name, or on files. */
  backend: z.enum(['aws', 'embedded']),
});

/** One crawl, from its post until it is searchable and nothing is left to do. */
export const crawlMeasure = z.object({
  pages: z.int(),
  /** From the first request to the empty frontier. */
  elapsed_ms: z.number(),
  /** From the post of `index+crawl` until it is searchable. */
  searchable_ms: z.number(),
  /** Of the whole process. */
  used: usage,
});
export type CrawlMeasure = z.infer<typeof crawlMeasure>;

export const portTime = z.object({ port: z.string(), operation: z.string(), mean_ms: z.number() });
export type PortTime = z.infer<typeof portTime>;

export const crawlResult = z.object({
  first: crawlMeasure,
  /** The same site once more, unchanged. */
  again: crawlMeasure,
  /** How long the calls of ports took. */
  ports: z.array(portTime),
  /** Time of a core that the process took, setting up included. */
  cpu_ms: z.number(),
});
export type CrawlResult = z.infer<typeof crawlResult>;

export const idleInput = z.object({ index: z.string(), window_ms: z.number() });

export const idleResult = z.array(z.object({ role: z.string(), used: usage }));
export type IdleResult = z.infer<typeof idleResult>;

/** The index that is crawled, and lies there when the system is idle. */
export const INDEX = 'bench';

/** Variables by which a process stands on the emulators, beside those that the emulators tell. */
export const ON_AWS = { SITEPACK_BACKEND: 'aws', SITEPACK_BUCKET: 'sitepack-bench' } as const;
