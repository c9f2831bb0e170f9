import type Database from 'better-sqlite3';
import type { HitDetails } from '#ports/peer.ts';
import { fieldsOf, sectionsOf, typesOf, unshownOf } from './document-row.ts';
import { selected } from './formats.ts';
import { DocumentMissing } from './pack-errors.ts';
import { type Query, parseQuery } from '../query/parse-query.ts';
import { sectionAt } from './section-at.ts';
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
    `SELECT ${selected(db, COLUMNS)}, substr(body, 1, ?) AS body FROM documents WHERE id = ?`,
  );
  return ids.map((id) => {
    const row = select.get(MAX_SEARCHED_CHARS, id);
    if (row === undefined) throw new DocumentMissing(id);
    const { url, title, published_at_ms, modified_at_ms, max_snippet } = row;
    const unshown = unshownOf(row.unshown);
    const { html, chars, at } = snippets.cut({ ...row, unshown }, query);
    const sections = sectionsOf(row.sections);
    const section = at === undefined ? null : sectionAt({ url, sections, unshown, at });
    const fits = max_snippet === null || chars + (section?.title.length ?? 0) <= max_snippet;
    return {
      url,
      title,
      snippet: html,
      section: fits ? section : null,
      published_at_ms,
      modified_at_ms,
      types: typesOf(row.types),
      // They are text of the page, and of any length.
      fields: max_snippet === null ? shownFields(fieldsOf(row.fields)) : {},
    };
  });
}

const COLUMNS = [
  'url',
  'title',
  'published_at_ms',
  'modified_at_ms',
  'types',
  'fields',
  'max_snippet',
  'unshown',
  'sections',
  'description',
] as const;

/** Characters of all fields of a hit together. */
const MAX_FIELD_CHARS = 4000;

/** As many values as are not too long for a list of results, in their order. */
function shownFields(fields: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  let left = MAX_FIELD_CHARS;
  const shown = Object.entries(fields).map(([name, values]): [string, string[]] => [
    name,
    values.filter((value) => {
      left -= value.length;
      return left >= 0;
    }),
  ]);
  return Object.fromEntries(shown);
}

interface DetailsRow {
  readonly url: string;
  readonly title: string;
  readonly published_at_ms: number | null;
  readonly modified_at_ms: number | null;
  readonly types: string;
  readonly fields: string;
  readonly max_snippet: number | null;
  readonly unshown: string;
  readonly sections: string;
  readonly description: string;
  readonly body: string;
}
