import type { Row } from '#ports/table.ts';

/** Id of the crawl whose own row this is, or whose URL; undefined for any other row. */
export function crawlOfRow(table: string, row: Row): string | undefined {
  if (table === 'frontier') return row.pk;
  // Tallies of crawls lie in the same table and have no state.
  return table === 'crawls' && typeof row['state'] === 'string' ? row.sk : undefined;
}

/** Id of the crawl whose report lies under this key, if it is a report's. */
export function crawlOfReport(key: string): string | undefined {
  return /^reports\/(.+)\.json$/.exec(key)?.[1];
}
