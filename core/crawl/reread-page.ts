import type { PageRules } from './html/page-rules.ts';
import { unpackRaw } from './raw.ts';
import { type ContentReading, readContent } from './read-page.ts';

/** What is stored of a page, and by what rules it is read. */
export interface StoredPage {
  /** The object `raw/…`. */
  readonly raw: Uint8Array;
  /** Our name in robots.txt and robots directives. */
  readonly agentToken: string;
  /** How HTML pages of the site are to be read, where that is set. */
  readonly rules?: PageRules | undefined;
}

/** Reads a page anew from what was stored of it. All of it that takes time. */
export async function rereadPage({
  raw,
  ...rules
}: StoredPage): Promise<ContentReading | { readonly kind: 'damaged' }> {
  const stored = unpackRaw(raw);
  return stored === undefined ? { kind: 'damaged' } : readContent({ ...stored, ...rules });
}
