import type { LinkCounts } from '#core/crawl/link-counts.ts';
import type { Answer } from '#core/crawl/answer.ts';
import { type FrontierRow, frontierSchema } from '#core/tables/frontier.ts';
import type { Crawl } from '#core/tables/crawls.ts';
import { readPages } from '#core/tables/pages.ts';
import { parseRow } from '#core/tables/row.ts';
import type { Outcome } from '#core/crawl/outcome.ts';
import { outcomeSchema } from '#core/crawl/outcome.ts';
import type { Table } from '#ports/table.ts';
import { Problem } from './problem.ts';

/** Rows read for one answer: a rare outcome among a million URLs must not hold up the server. */
const MOST_ROWS = 10_000;
/** Rows read at a time. */
const MOST_AT_A_TIME = 1000;

/** What a URL of a crawl that has work left is filtered by. */
const OPEN = 'open';
const OUTCOMES: readonly string[] = [OPEN, ...outcomeSchema.options.map((option) => option.shape.kind.value)];

export interface CrawledPage {
  readonly url: string;
  readonly depth: number;
  /** The page that links to it; empty for the start page. */
  readonly found_on: string;
  readonly redirects: readonly string[];
  /** Null while it has work left. */
  readonly outcome: Outcome | null;
  readonly attempts: number;
  readonly links: number;
  /** What it was answered with the last time; null if it was not asked for, or nobody answered. */
  readonly answer: Answer | null;
  /** Pages that say the same have the same one; null of what does not belong in the index. */
  readonly text_hash: string | null;
  /** Another page whose text is near to its own, as the last full packing of the index has found it. */
  readonly near: string | null;
  /** Links on it that were not followed and not counted before, by why. */
  readonly refused_links: LinkCounts;
}

export interface CrawledPages {
  readonly crawl_id: string;
  readonly pages: readonly CrawledPage[];
  /** Pass it as `after` for more; null at the end. A page with a filter may be short, or empty, and have a next: 10,000 rows are looked at. */
  readonly next: string | null;
}

interface PagesWanted {
  readonly limit: number;
  readonly outcome: string | undefined;
  /** `next` of the answer before. */
  readonly after: string | undefined;
}

/**
 * The URLs of a crawl and what became of each.
 * @param crawl its id, and its index.
 * @param outcome only those of this kind, or `open`.
 * @throws {Problem} `bad_parameter` for an outcome that does not exist.
 */
export async function crawlPages(
  table: Table,
  { sk: crawl_id, pk: index }: Pick<Crawl, 'pk' | 'sk'>,
  options: PagesWanted,
): Promise<CrawledPages> {
  const { outcome } = options;
  if (outcome !== undefined && !OUTCOMES.includes(outcome)) {
    throw new Problem(
      'bad_parameter',
      `"outcome" is "${outcome.slice(0, 40)}"; it is one of ${OUTCOMES.join(', ')}`,
    );
  }
  const { shown, next } =
    outcome === undefined || outcome === OPEN
      ? await readRows(table, crawl_id, options)
      : await searchRows(table, crawl_id, options);
  const keys = shown.map(({ sk }) => sk);
  const known = await readPages(table, index, keys);
  const pages = shown.map((row, n) => pageView(row, known[n]?.near ?? null));
  return { crawl_id, pages, next: next ?? null };
}

interface Shown {
  readonly shown: readonly FrontierRow[];
  readonly next: string | undefined;
}

/** All rows, or those that are open, from where the table left off. */
async function readRows(table: Table, pk: string, { limit, outcome, after }: PagesWanted): Promise<Shown> {
  const sparse = outcome === OPEN;
  const from = after === undefined ? {} : { after };
  const { rows, next } = await table.query('frontier', { pk, sparse, limit, ...from });
  const shown = rows.map((row) => parseRow('frontier', frontierSchema, row));
  // An index may be behind its rows.
  return { shown: sparse ? shown.filter((row) => row.outcome === undefined) : shown, next };
}

/**
 * The rows of one outcome, by looking at all.
 * @param wanted.after key of the last row that was looked at: the table's own cursor is that of the last one it gave.
 */
async function searchRows(table: Table, pk: string, { limit, outcome, after }: PagesWanted): Promise<Shown> {
  const shown: FrontierRow[] = [];
  const from = after === undefined ? {} : { from: after };
  let last = after;
  let more: string | undefined;
  let batch = limit;
  for (let looked = 0; looked < MOST_ROWS; looked += batch, batch = Math.min(2 * batch, MOST_AT_A_TIME)) {
    const on = more === undefined ? {} : { after: more };
    const page = await table.query('frontier', { pk, limit: batch, ...from, ...on });
    for (const row of page.rows) {
      const { sk } = row;
      if (sk === after) continue;
      last = sk;
      const read = parseRow('frontier', frontierSchema, row);
      if (read.outcome?.kind === outcome) shown.push(read);
      if (shown.length === limit) return { shown, next: last };
    }
    more = page.next;
    if (more === undefined) return { shown, next: undefined };
  }
  return { shown, next: last };
}

function pageView(row: FrontierRow, near: string | null): CrawledPage {
  return {
    url: row.url,
    depth: row.depth,
    found_on: row.parent,
    redirects: row.redirects ?? [],
    outcome: row.outcome ?? null,
    attempts: row.attempts ?? 0,
    links: row.links ?? 0,
    answer: row.answer ?? null,
    text_hash: row.text_hash ?? null,
    near,
    refused_links: row.kept_out ?? {},
  };
}
