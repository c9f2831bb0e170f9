import type Database from 'better-sqlite3';
import type { HitDetails } from '#ports/peer.ts';
import { DocumentMissing } from './pack-errors.ts';
import { type Query, parseQuery } from './query-parser.ts';
import { MAX_SEARCHED_CHARS, type SnippetCutter } from './snippet.ts';

/**
 * What a hit shows, in the order of the ids.
 * @throws {DocumentMissing} for an id that the pack does not have.
 */
export function packDetails(
  db: Database.Database,
  request: { readonly query: string; readonly ids: readonly string[] },
  snippets: SnippetCutter,
): HitDetails[] {
  return detailsOf(db, parseQuery(request.query), request.ids, snippets);
}

/** The same for a query that is parsed already. */
export function detailsOf(
  db: Database.Database,
  query: Query,
  ids: readonly string[],
  snippets: SnippetCutter,
): HitDetails[] {
  const select = db.prepare<[number, string], DetailsRow>(
    'SELECT url, title, modified_at_ms, description, substr(body, 1, ?) AS body FROM documents WHERE id = ?',
  );
  return ids.map((id) => {
    const row = select.get(MAX_SEARCHED_CHARS, id);
    if (row === undefined) throw new DocumentMissing(id);
    const { url, title, modified_at_ms } = row;
    return { url, title, snippet: snippets.cut(row, query), modified_at_ms };
  });
}

interface DetailsRow {
  readonly url: string;
  readonly title: string;
  readonly modified_at_ms: number | null;
  readonly description: string;
  readonly body: string;
}
