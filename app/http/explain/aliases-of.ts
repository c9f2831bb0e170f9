import { pointsTo } from '#core/crawl/outcome.ts';
import { frontierSchema } from '#core/tables/frontier.ts';
import { parseRow } from '#core/tables/row.ts';
import type { Table } from '#ports/table.ts';

/** URLs that lead to a page, by a redirect or by naming it as their own URL, themselves or over others. */
export interface Aliases {
  /** At most 100, by name. */
  readonly urls: readonly string[];
  /** There are others beside those told. */
  readonly more: boolean;
  /** Whether all URLs of the crawl were looked at; of a large one there may be aliases that are not known here. */
  readonly all_looked_at: boolean;
}

const MOST_URLS = 100;
const MOST_AT_A_TIME = 1000;
/** Steps from an alias to its page; as many as redirects are followed. */
const MOST_STEPS = 10;

/** Whose aliases are wanted. */
export interface AliasedPage {
  readonly crawl_id: string;
  readonly url: string;
  /** The URL by which the crawl follows what a redirect names. */
  readonly clean: (url: string) => string;
}

/**
 * The aliases of a page, as a crawl has found them. No row tells which URLs lead to its page, so all are looked at.
 * @param most_rows that are looked at.
 */
export async function aliasesOf(
  table: Table,
  { crawl_id, url, clean }: AliasedPage,
  most_rows: number,
): Promise<Aliases> {
  const leads = new Map<string, string>();
  let after: string | undefined;
  let looked = 0;
  do {
    const limit = Math.min(MOST_AT_A_TIME, most_rows - looked);
    const on = after === undefined ? {} : { after };
    const { rows, next } = await table.query('frontier', { pk: crawl_id, limit, ...on });
    for (const row of rows) {
      const read = parseRow('frontier', frontierSchema, row);
      const to = pointsTo(read.outcome);
      if (to !== undefined) leads.set(read.url, clean(to));
    }
    looked += limit;
    after = next;
  } while (after !== undefined && looked < most_rows);
  const urls = [...leads.keys()].filter((from) => from !== url && endsAt(leads, from, url)).toSorted();
  return {
    urls: urls.slice(0, MOST_URLS),
    more: urls.length > MOST_URLS,
    all_looked_at: after === undefined,
  };
}

function endsAt(leads: ReadonlyMap<string, string>, from: string, url: string): boolean {
  let at: string | undefined = from;
  for (let steps = 0; at !== undefined && steps < MOST_STEPS; steps += 1) {
    at = leads.get(at);
    if (at === url) return true;
  }
  return false;
}
