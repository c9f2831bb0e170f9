import { z } from 'zod';
import { answerSchema } from '#core/crawl/answer.ts';
import { failingSchema } from '#core/crawl/failing.ts';
import { outcomeSchema } from '#core/crawl/outcome.ts';
import { changeRateSchema } from '#core/crawl/schedule-change-rate.ts';
import { again } from '#messages/message.ts';
import { type Table, queryAll } from '#ports/table.ts';
import { parseRow, readRow, readRows } from './row.ts';

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
  /** By which rules that was read, as `readBy` names them. */
  read_by: z.string().optional(),
  outcome: outcomeSchema.optional(),
  fetched_at_ms: z.number().optional(),
  /** When its site last answered for it: a visit may do without, by what a sitemap says. */
  asked_at_ms: z.number().optional(),
  /** What its last visit was answered with, if the site was asked and answered. */
  answer: answerSchema.optional(),
  /** When it was last changed, as a sitemap said before that. */
  lastmod_ms: z.number().optional(),
  /** How often it was found changed when its site answered. */
  changes: changeRateSchema.optional(),
  etag: z.string().optional(),
  last_modified: z.string().optional(),
  /** The X-Robots-Tag that it came with. */
  robots_tag: z.string().optional(),
  /** The URL that it names as its own; it was read as the page that it is, for that one came to nothing. */
  own_url: z.string().max(2048).optional(),
  /** What its last visit was for, if a crawl had visited it before. */
  again: again.optional(),
  /** What it asked of an index when it was read the last time. */
  directives: z.object({ noindex: z.boolean(), unavailable_after_ms: z.number().nullable() }).optional(),
  /** Absent when the last visit could tell whether it is there. */
  failing: failingSchema.optional(),
  /** Another page whose text is near to its own, as the last full packing has found it. */
  near: z.string().optional(),
  /** The crawl that visited it last. */
  crawl_id: z.string().optional(),
  /** Content that newer content replaced and whose objects lie there still: their hashes, the last few. */
  superseded: z.array(z.string()).optional(),
  /** What the visit under way, or the last one, is for: a crawl, or nothing for a client. */
  visit_for: z.string(),
  /** Visits begun for that by which its site was asked; a crash leaves one without an end. */
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

/** The rows of pages of an index, by `pageKey`; `undefined` where there is none. */
export function readPages(
  table: Table,
  index: string,
  keys: readonly string[],
): Promise<(Page | undefined)[]> {
  const ofIndex = keys.map((sk) => ({ pk: index, sk }));
  return readRows(table, 'pages', pageSchema, ofIndex);
}

/**
 * Takes an alias out of the index, once the URL that is read in its place is known to be a page.
 * @returns false when it is not in the index, or was visited since, or is being visited.
 */
export async function dropAlias(table: Table, page: Page): Promise<boolean> {
  const { state, outcome, fetched_at_ms } = page;
  if (state !== 'present' || outcome?.kind !== 'alias') return false;
  const changes = { set: { state: 'absent', mark: PENDING } };
  const changed = await table.update('pages', page, changes, { state, fetched_at_ms, visit_owner: '' });
  return changed !== undefined;
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

/**
 * Forgets how to ask whether a sitemap has changed whose stored bytes are lost, so that its next visit reads it anew.
 * That there was one is not forgotten: should that visit fail, pages may hang on it that nothing else leads to. Nothing
 * of it is in the index, so nobody but its crawl has to wait.
 */
export async function forgetSitemap(table: Table, page: Page): Promise<void> {
  const remove = ['etag', 'last_modified', 'crawl_id'];
  await table.update('pages', page, { remove }, { content_hash: page.content_hash });
}

/** Whether the content of a page is lost, and no visit has come to an end since. One that failed is an end too. */
export function isLost({ state, mark, outcome }: Pick<Page, 'state' | 'mark' | 'outcome'>): boolean {
  return state === 'unknown' && mark === PENDING && outcome === undefined;
}

/**
 * Whether what is stored of a page tells whether it belongs in the index: of one that is gone, or points elsewhere by now,
 * it would not.
 */
export function isReread({ state, outcome, content_hash }: Page): boolean {
  if (content_hash === undefined) return false;
  return state === 'present' || (outcome?.kind === 'refused' && outcome.by === 'noindex');
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
