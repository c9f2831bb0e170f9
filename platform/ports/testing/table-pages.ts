import type { Row, RowPage, RowQuery, Table } from '../table.ts';
import { show } from './outcome.ts';

interface Named {
  readonly table: Table;
  readonly name: string;
}

/**
 * One page of a query over rows that are few and small, so that a page ends at its limit or with the last row.
 * @throws {Error} when it does not.
 */
export async function readPage({ table, name }: Named, query: RowQuery): Promise<RowPage> {
  const page = await table.query(name, query);
  const { limit = 1_000 } = query;
  const may_end = page.next === undefined || page.rows.length === limit;
  if (page.rows.length > limit || !may_end)
    throw new Error(`a page of ${show(query)} has ${page.rows.length} rows, and there may be more`);
  return page;
}

/**
 * All rows of a query, read page by page.
 * @param orders_equal_marks if not, rows with the same mark are put into the order of their sort keys.
 */
export async function readQuery(
  named: Named,
  query: RowQuery,
  orders_equal_marks: boolean,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let after: string | undefined;
  do {
    const page: RowPage = await readPage(named, after === undefined ? query : { ...query, after });
    rows.push(...page.rows);
    after = page.next;
  } while (after !== undefined);
  return query.sparse === true && !orders_equal_marks ? inRuns(rows) : rows;
}

/** Rows with each run of equal marks in order. A mark that comes back later is a run of its own. */
function inRuns(rows: readonly Row[]): readonly Row[] {
  const runs: Row[][] = [];
  for (const row of rows) {
    const run = runs.at(-1);
    if (run !== undefined && run[0]?.['mark'] === row['mark']) run.push(row);
    else runs.push([row]);
  }
  return runs.flatMap((run) => run.sort((a, b) => Buffer.compare(Buffer.from(a.sk), Buffer.from(b.sk))));
}
