import Database from 'better-sqlite3';

/** What of a pack is the text, and what finds it. */
const GROUPS: readonly (readonly [name: string, tables: RegExp])[] = [
  ['text_bytes', /^documents$|^sqlite_autoindex_documents/u],
  ['fts_bytes', /^documents_fts/u],
  ['impact_bytes', /^(?:lists|terms|stems|columns)$/u],
  ['places_bytes', /^(?:places|marks)$/u],
];

/** Bytes of the tables of packs, by what they are for. */
export function tableBytes(files: readonly string[]): Record<string, number> {
  const bytes: Record<string, number> = {};
  for (const file of files) {
    const db = new Database(file, { readonly: true });
    const rows = db
      .prepare<[], { name: string; size: number }>(
        'SELECT name, sum(pgsize) AS size FROM dbstat GROUP BY name',
      )
      .all();
    db.close();
    for (const { name, size } of rows) {
      const group = GROUPS.find(([, tables]) => tables.test(name))?.[0] ?? 'other_bytes';
      bytes[group] = (bytes[group] ?? 0) + size;
    }
  }
  return bytes;
}
