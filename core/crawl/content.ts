import { z } from 'zod';
import type { Document } from '#core/pack/document.ts';
import type { Page } from '#core/tables/pages.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import { pathOf, hostOf } from './url.ts';

/** What was extracted from a page: the object `content/<index>/<page>/<hash>.json`. */
export const contentSchema = z.object({
  format: z.literal(1),
  url: z.string(),
  title: z.string(),
  description: z.string(),
  headings: z.string(),
  body: z.string(),
  language: z.string(),
  content_type: z.string(),
  modified_at_ms: z.int().nullable(),
  /** Where it links to, canonical URLs. */
  links: z.array(z.string()),
});
export type Content = z.infer<typeof contentSchema>;

/** The object that holds this content. */
export function contentBytes(content: Content): Uint8Array {
  // Not a Buffer: small ones share memory, all of which goes along when one is handed to another thread.
  return new TextEncoder().encode(JSON.stringify(content));
}

export function contentKey(index: string, page_key: string, hash: string): string {
  return `content/${index}/${page_key}/${hash}.json`;
}

/** The content of a page could not be read back. */
export class BadContent extends Error {
  override readonly name = 'BadContent';
  readonly code = 'bad_content';
}

/** Reads what was extracted from a page; `undefined` when nothing was. @throws {BadContent} */
export async function readContent(objects: ObjectStore, page: Page): Promise<Content | undefined> {
  if (page.content_hash === undefined) return undefined;
  const key = contentKey(page.pk, page.sk, page.content_hash);
  const bytes = await objects.get(key);
  if (bytes === undefined)
    throw new BadContent(`${page.url}: its content ${key} is missing; index the page again`);
  const parsed = contentSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
  if (!parsed.success)
    throw new BadContent(`${page.url}: its content ${key} cannot be read; index the page again`);
  return parsed.data;
}

/** The document of a page. */
export function documentOf(content: Content, hash: string): Document {
  const { url, title, description, headings, body, language, content_type, modified_at_ms } = content;
  return {
    id: url,
    url,
    title,
    description,
    headings,
    body,
    site: hostOf(url),
    path: pathOf(url),
    content_type,
    language,
    modified_at_ms,
    hash,
  };
}
