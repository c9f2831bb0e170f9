import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Document } from '#core/pack/document.ts';
import type { Page } from '#core/tables/pages.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import { contentParts } from './content-schemas.ts';
import { fromFormat1 } from './content-format-1.ts';
import { fromFormat2 } from './content-format-2.ts';
import type { Extracted } from './extracted.ts';
import { fingerprint, fingerprintText } from './near-duplicate.ts';
import { snippetLimit } from './robots-directives.ts';
import { pathOf, hostOf } from './url.ts';

/** Of what is kept of a page. */
export const CONTENT_FORMAT = 3;

/** What is kept of a page: the object `content/<index>/<page>/<hash>.json`. */
export type Content = {
  readonly format: typeof CONTENT_FORMAT;
  readonly robots: Pick<Extracted['robots'], 'nosnippet' | 'max_snippet'>;
  /** Of `body`, as `fingerprintText` writes it; empty where there is no text. */
  readonly fingerprint: string;
  /** Absent where all of its links are kept. */
  readonly links_over?: number | undefined;
} & Omit<Extracted, 'canonical' | 'refresh' | 'robots' | 'notes' | 'links_over'>;

const contentSchema = z.object({
  format: z.literal(CONTENT_FORMAT),
  robots: z.object({ nosnippet: z.boolean(), max_snippet: z.int().nullable() }),
  ...contentParts,
  fingerprint: z.string(),
  unshown: z.array(z.object({ from: z.int(), to: z.int() })),
  links_over: z.int().min(0).optional(),
});

/** What is kept of a page as it was read: no links if it asks that none be followed. */
export function contentOf(page: Extracted): Content {
  const { url, content_type, title, description, headings, sections, body, unshown, around, language } = page;
  const { published_at_ms, modified_at_ms, open_graph, types, fields } = page;
  const { nofollow, nosnippet, max_snippet } = page.robots;
  return {
    format: CONTENT_FORMAT,
    robots: { nosnippet, max_snippet },
    url,
    content_type,
    title,
    description,
    headings,
    sections,
    body,
    fingerprint: body === '' ? '' : fingerprintText(fingerprint(body)),
    unshown,
    around,
    language,
    links: nofollow ? [] : page.links,
    ...(nofollow || page.links_over === 0 ? {} : { links_over: page.links_over }),
    published_at_ms,
    modified_at_ms,
    open_graph,
    types,
    fields,
  };
}

/** What the object of a content begins with: a checksum, of the rest of its members as JSON. */
const CHECKSUM = /^\{"sha256":"([0-9a-f]{64})",/;
/** What it begins with if it was written before objects had a checksum, which only those of format 1 were. */
const WITHOUT_CHECKSUM = '{"format":1,';

/** The members of an object: the content, and its hash. */
const storedSchema = contentSchema.extend({ hash: z.string() });

/**
 * The object that holds this content, with a checksum: the name of the object tells only what goes into the index, and
 * links must be those of the page too.
 * @param content_hash `contentHash` of the content, which is kept beside it: should that ever be made in another way,
 *   what is stored can still be read.
 */
export function contentBytes(content: Content, content_hash: string): Uint8Array {
  const json = JSON.stringify({ hash: content_hash, ...content });
  // Not a Buffer: small ones share memory, all of which goes along when one is handed to another thread.
  return new TextEncoder().encode(`{"sha256":"${hash('sha256', json, 'hex')}",${json.slice(1)}`);
}

export function contentKey(index: string, page_key: string, content_hash: string): string {
  return `content/${index}/${page_key}/${content_hash}.json`;
}

/** The content of a page could not be read back. */
export class BadContent extends Error {
  override readonly name = 'BadContent';
  readonly code = 'bad_content';
}

/** A download may be damaged on its way; what is damaged twice is damaged where it lies. */
const ATTEMPTS = 2;

/** Reads what was extracted from a page; `undefined` when nothing was. @throws {BadContent} */
export async function readContent(
  objects: Pick<ObjectStore, 'get'>,
  page: Pick<Page, 'pk' | 'sk' | 'url' | 'content_hash'>,
): Promise<Content | undefined> {
  if (page.content_hash === undefined) return undefined;
  const key = contentKey(page.pk, page.sk, page.content_hash);
  for (let attempt = 1; ; attempt += 1) {
    const bytes = await objects.get(key);
    const content = bytes === undefined ? undefined : parse(bytes, page.content_hash);
    if (content !== undefined) return content;
    if (attempt < ATTEMPTS) continue;
    const why = bytes === undefined ? 'is missing' : 'is damaged';
    throw new BadContent(`${page.url}: its content ${key} ${why}; index the page again`);
  }
}

/** @returns undefined when it is not what {@link contentBytes} writes, or once wrote, or of another hash. */
function parse(bytes: Uint8Array, content_hash: string): Content | undefined {
  const json = checked(new TextDecoder().decode(bytes));
  const stored = storedSchema.safeParse(json).data;
  if (stored === undefined) return fromFormat2(json, content_hash) ?? fromFormat1(json, content_hash);
  const { hash: written, ...content } = stored;
  return written === content_hash ? content : undefined;
}

/** The members of an object, if they are as they were written; without a checksum only their hash can tell. */
function checked(text: string): unknown {
  const [start = '', sha256] = CHECKSUM.exec(text) ?? [];
  const json = `{${text.slice(start.length)}`;
  if (sha256 !== undefined) return sha256 === hash('sha256', json, 'hex') ? JSON.parse(json) : undefined;
  if (!text.startsWith(WITHOUT_CHECKSUM)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON any more: damaged, which the caller says.
    return undefined;
  }
}

/** The document of a page, without what others say of it. */
export function documentOf(content: Content, content_hash: string): Document {
  const { url, title, description, headings, sections, body, language, content_type } = content;
  const { published_at_ms, modified_at_ms, types, fields } = content;
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
    published_at_ms,
    modified_at_ms,
    hash: content_hash,
    types: [...types],
    fields: Object.fromEntries(Object.entries(fields).map(([name, values]) => [name, [...values]])),
    sections: [...sections],
    max_snippet: snippetLimit(content.robots),
    unshown: [...content.unshown],
    fingerprint: content.fingerprint,
    anchors: '',
    links_in: 0,
  };
}
