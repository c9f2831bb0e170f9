/** Raised when a file of an older Sitepack can no longer be used as it is. */
export const TABLE_FORMAT = 1;

/** Tables are made when they are first written to; a new file has none. */
export const TABLE_SCHEMA = '';

/** Makes one table: rows by key, and the sparse index over `mark`, ordered by (mark, sk) in a partition. */
export function createTableSql(quoted: string, quoted_index: string): string {
  return `
CREATE TABLE IF NOT EXISTS ${quoted} (
  pk TEXT NOT NULL,
  sk TEXT NOT NULL,
  mark TEXT,
  json TEXT NOT NULL,
  PRIMARY KEY (pk, sk)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ${quoted_index} ON ${quoted} (pk, mark, sk) WHERE mark IS NOT NULL;
`;
}
