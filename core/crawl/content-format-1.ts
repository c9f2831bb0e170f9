import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Content } from './content.ts';
import { UNSAID } from './extracted.ts';

/** What was kept of a page at first: links were URLs without more, and no heading had a place. */
const schema = z.object({
  format: z.literal(1),
  url: z.string(),
  title: z.string(),
  description: z.string(),
  headings: z.string(),
  body: z.string(),
  language: z.string(),
  content_type: z.string(),
  modified_at_ms: z.int().nullable(),
  links: z.array(z.string()),
  /** The first of these objects were written without. */
  hash: z.string().optional(),
});

/** Content of format 1, as if it had said nothing of what came with format 2. @returns undefined for what is none. */
export function fromFormat1(json: unknown, content_hash: string): Content | undefined {
  const { data } = schema.safeParse(json);
  if (data === undefined) return undefined;
  const { url, content_type, title, description, headings, body, language, modified_at_ms, links } = data;
  const named = [1, url, content_type, title, description, headings, body, language];
  const written = data.hash ?? hash('sha256', JSON.stringify(named), 'hex');
  if (written !== content_hash) return undefined;
  const { sections, unshown, around, published_at_ms, open_graph, types, fields } = UNSAID;
  const { nosnippet, max_snippet } = UNSAID.robots;
  return {
    format: 3,
    robots: { nosnippet, max_snippet },
    url,
    content_type,
    title,
    description,
    headings,
    sections,
    body,
    fingerprint: '',
    unshown,
    around,
    language,
    links: links.map((link) => ({ url: link, text: '', in_content: false, nofollow: false })),
    published_at_ms,
    modified_at_ms,
    open_graph,
    types,
    fields,
  };
}
