import { z } from 'zod';
import { outcomeSchema } from '#core/crawl/outcome.ts';
import { type Table, queryAll } from '#ports/table.ts';
import { parseRow, readRow } from './row.ts';

/** What `mark` says while a page waits to be packed. */
export const PENDING = 'pending';

/**
 * What is known of a page of an index.
 *
 * A visit is claimed by `visit_owner` and `visit_until_ms`; only the owner of the claim writes what it found. So of two
 * visits the later one stands.
 */
export const pageSchema = z.object({
  /** The index. */
  pk: z.string(),
  /** `pageKey` of the URL. */
  sk: z.string(),
  /** `pending` from the moment its content changed, or was lost, until the live version has what the row says. */
  mark: z.literal(PENDING).optional(),
  url: z.string(),
  /** Who brought it in first. What a client indexed by hand is not dropped by a crawl that does not reach it. */
  origin: z.enum(['crawl', 'client']),
  /** Whether it belongs in the index. `unknown` until a visit could tell. */
  state: z.enum(['unknown', 'present', 'absent']),
  /** sha256 of the extracted content, the name of its object; absent before the first successful visit. */
  content_hash: z.string().optional(),
  outcome: outcomeSchema.optional(),
  fetched_at_ms: z.number().optional(),
  etag: z.string().optional(),
  last_modified: z.string().optional(),
  /** The crawl that visited it last. */
  crawl_id: z.string().optional(),
  /** Content that newer content replaced and whose objects lie there still: their hashes, the last few. */
  superseded: z.array(z.string()).optional(),
  /** What the visit under way, or the last one, is for: a crawl, or nothing for a client. */
  visit_for: z.string(),
  /** Visits begun for that; a crash leaves one without an end. */
  attempts: z.int().min(0),
  /** Tries for that in which the host failed in a way that may pass. */
  failures: z.int().min(0),
  visit_owner: z.string(),
  visit_until_ms: z.number(),
});
export type Page = z.infer<typeof pageSchema>;

export function readPage(table: Table, index: string, key: string): Promise<Page | undefined> {
  return readRow(table, 'pages', pageSchema, { pk: index, sk: key });
}

/**
 * Forgets what is stored of a page whose content is lost, so that its next visit reads it as if for the first time. Until
 * then it is `unknown` and waits, without an outcome: so it is found, should the message be lost that asks for the visit.
 * @returns false when it has other content by now.
 */
export async function forgetContent(table: Table, page: Page): Promise<boolean> {
  const remove = ['content_hash', 'etag', 'last_modified', 'crawl_id', 'outcome'];
  const changes = { set: { state: 'unknown', mark: PENDING }, remove };
  const changed = await table.update('pages', page, changes, { content_hash: page.content_hash });
  return changed !== undefined;
}

/** Whether the content of a page is lost, and no visit has come to an end since. One that failed is an end too. */
export function isLost({ state, mark, outcome }: Pick<Page, 'state' | 'mark' | 'outcome'>): boolean {
  return state === 'unknown' && mark === PENDING && outcome === undefined;
}

/** The pages of an index in pages of rows; only those that wait to be packed, if `pending`. */
export async function* pageBatches(table: Table, index: string, pending: boolean): AsyncGenerator<Page[]> {
  let batch: Page[] = [];
  for await (const row of queryAll(table, 'pages', { pk: index, sparse: pending, limit: BATCH })) {
    batch.push(parseRow('pages', pageSchema, row));
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/** Rows held in memory at once. */
const BATCH = 500;
