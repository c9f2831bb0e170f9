import { type Extracted, contentHash } from '#core/crawl/extracted.ts';
import { type PageResponse, extractAny } from '#core/crawl/read-page.ts';

/** What is in a page, and the hash of it; undefined if it is of no type that is read. */
export async function inspectPage(
  response: PageResponse,
): Promise<{ readonly page: Extracted; readonly content_hash: string } | undefined> {
  const read = await extractAny(response);
  return read.kind === 'page' ? { page: read.page, content_hash: contentHash(read.page) } : undefined;
}
