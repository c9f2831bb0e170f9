import { z } from 'zod';

/**
 * How the bench speaks with engines, each of them a program, in whatever language. Started with `build`, it prints what it built, as a
 * line of JSON, and ends. Started with `ask`, it asks all queries of a file once, so that it is warm, and prints an empty list; then, for each
 * line that it reads, it asks them again, one after the other, and prints how long each took, in ms.
 */
export const builtSchema = z.object({
  /** With the documents at hand, decoded. */
  build_ms: z.number(),
  /** Of the files. */
  bytes: z.number(),
  /** What there is to tell beside. */
  figures: z.record(z.string(), z.number()).optional(),
});
export type Built = z.infer<typeof builtSchema>;

export const queriesSchema = z.array(z.string());
export const timesSchema = z.array(z.number());
