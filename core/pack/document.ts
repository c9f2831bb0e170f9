import { z } from 'zod';

/** A heading, and where in the body its section begins; it ends where the next one begins. */
export const documentSection = z.object({
  /** 1 to 6. */
  level: z.int(),
  text: z.string(),
  /** Fragment that leads to it: without `#`, as written. */
  anchor: z.string().optional(),
  /** In UTF-16 units. */
  start: z.int().min(0),
});
export type DocumentSection = z.infer<typeof documentSection>;

const span = z.object({
  /** In UTF-16 units. */
  from: z.int().min(0),
  /** Behind its last character. */
  to: z.int().min(0),
});
export type Span = z.infer<typeof span>;

/** A document as it stands in a pack. Everything in it comes from the page, and from others that link
 * to it: no clock and no version of ours. */
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
  /** Unix ms; as the page says. */
  published_at_ms: z.int().nullable(),
  /** Unix ms; as the page or its server says. */
  modified_at_ms: z.int().nullable(),
  /** sha256 of the extracted content, hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** What the page says it is, in the words of schema.org. */
  types: z.array(z.string()),
  /** What the rules of its site take from it, by the names they give. */
  fields: z.record(z.string(), z.array(z.string())),
  /** In the order of the body. */
  sections: z.array(documentSection),
  /** Characters of its text that may be shown in a list of results; null for any number. Its title may always be. */
  max_snippet: z.int().min(0).nullable(),
  /** Parts of the body that may not be shown there, in its order. */
  unshown: z.array(span),
  /** Of the body, as `fingerprintText` writes it; empty where there is none. */
  fingerprint: z.string(),
  /** Texts by which other documents link to it, one a line. Gathered by a full packing, and kept until the next. */
  anchors: z.string(),
  /** How many other documents do, as `roundedLinks` tells it. */
  links_in: z.int().min(0),
});

export type Document = z.infer<typeof documentSchema>;
