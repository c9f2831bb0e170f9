import { type FrontierRow, frontierSchema } from '#core/tables/frontier.ts';
import { parseRow } from '#core/tables/row.ts';
import type { Outcome } from '#core/crawl/outcome.ts';
import { outcomeSchema } from '#core/crawl/outcome.ts';
import type { Table } from '#ports/table.ts';
import { Problem } from './problem.ts';

/** Table pages read for one answer: a rare outcome among a million URLs must not hold up the server. */
const MOST_READS = 50;

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
}

export interface CrawledPages {
  readonly crawl_id: string;
  readonly pages: readonly CrawledPage[];
  /** Pass it as `after` for more; null at the end. A page with a filter may be short, or empty, and have a next. */
  readonly next: string | null;
}

/**
 * The URLs of a crawl and what became of each.
 * @param outcome only those of this kind, or `open`.
 * @throws {Problem} `bad_parameter` for an outcome that does not exist.
 */
export async function crawlPages(
  table: Table,
  crawl_id: string,
  options: {
    readonly limit: number;
    readonly outcome: string | undefined;
    readonly after: string | undefined;
  },
): Promise<CrawledPages> {
  const { limit, outcome } = options;
  if (outcome !== undefined && !OUTCOMES.includes(outcome)) {
    throw new Problem(
      'bad_parameter',
      `"outcome" is "${outcome.slice(0, 40)}"; it is one of ${OUTCOMES.join(', ')}`,
    );
  }
  const pages: CrawledPage[] = [];
  let after = options.after;
  for (let reads = 0; reads < MOST_READS && pages.length < limit; reads += 1) {
    const page = await table.query('frontier', {
      pk: crawl_id,
      sparse: outcome === OPEN,
      // What was read cannot be handed back, so no more is read than can be used.
      limit: limit - pages.length,
      ...(after === undefined ? {} : { after }),
    });
    const rows = page.rows.map((row) => parseRow('frontier', frontierSchema, row));
    pages.push(...rows.filter((row) => outcome === undefined || kindOf(row) === outcome).map(pageView));
    after = page.next;
    if (after === undefined) break;
  }
  return { crawl_id, pages, next: after ?? null };
}

function kindOf(row: FrontierRow): string {
  return row.outcome?.kind ?? OPEN;
}

function pageView(row: FrontierRow): CrawledPage {
  return {
    url: row.url,
    depth: row.depth,
    found_on: row.parent,
    redirects: row.redirects ?? [],
    outcome: row.outcome ?? null,
    attempts: row.attempts ?? 0,
    links: row.links ?? 0,
  };
}
