import { z } from 'zod';

/** A document as it stands in a pack. Everything in it comes from the page: no clock and no version of ours. */
export const documentSchema = z.object({
  /** The canonical URL of a page. */
  id: z.string().min(1).max(2048),
  url: z.string().max(2048),
  title: z.string(),
  description: z.string(),
  /** Headings, one a line. */
  headings: z.string(),
  /** Text of the page, its blocks separated by newlines. */
  body: z.string(),
  /** Host, with a port if need be. */
  site: z.string(),
  /** Path and query. */
  path: z.string(),
  content_type: z.string(),
  /** BCP 47, or empty when unknown. */
  language: z.string(),
  /** Unix ms; as the page or its server says. */
  modified_at_ms: z.int().nullable(),
  /** sha256 of the extracted content, hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

export type Document = z.infer<typeof documentSchema>;
