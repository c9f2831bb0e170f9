import { z } from 'zod';

const linkSchema = z.object({
  url: z.string(),
  text: z.string(),
  in_content: z.boolean(),
  nofollow: z.boolean(),
});
const sectionSchema = z.object({
  level: z.int(),
  text: z.string(),
  anchor: z.string().optional(),
  start: z.int(),
});
const openGraphSchema = z.object({
  title: z.string(),
  description: z.string(),
  image: z.string(),
  type: z.string(),
  site_name: z.string(),
});

/** What the object of a content has had since its second format. */
export const contentParts = {
  url: z.string(),
  content_type: z.string(),
  title: z.string(),
  description: z.string(),
  headings: z.string(),
  sections: z.array(sectionSchema),
  body: z.string(),
  around: z.string(),
  language: z.string(),
  links: z.array(linkSchema),
  published_at_ms: z.int().nullable(),
  modified_at_ms: z.int().nullable(),
  open_graph: openGraphSchema,
  types: z.array(z.string()),
  fields: z.record(z.string(), z.array(z.string())),
};
