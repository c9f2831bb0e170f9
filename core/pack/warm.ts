import type Database from 'better-sqlite3';
import { countOf } from './open.ts';
import { searchPack } from './search.ts';
import type { SnippetCutter } from './snippet.ts';

/** Asks a pack for the titles of a few of its own documents, so that the first user does not wait for the disk. */
export function warmPack(db: Database.Database, snippets: SnippetCutter): void {
  const documents = countOf(db);
  const title = db.prepare<[number], string>('SELECT title FROM documents WHERE rowid = ?').pluck();
  for (const rowid of new Set([1, Math.ceil(documents / 2), documents])) {
    const query = title.get(rowid);
    if (query !== undefined) searchPack(db, { query, match: 'any', limit: 10, details_from: 0 }, snippets);
  }
}
