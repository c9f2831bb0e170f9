import type Database from 'better-sqlite3';
import type { ShardHits, ShardSearch } from '#ports/peer.ts';
import { detailsOf } from './details.ts';
import { matchExpression } from './match-expression.ts';
import { type Query, isEmpty, parseQuery } from '../query/parse-query.ts';
import { WEIGHTS } from './schema.ts';
import type { SnippetCutter } from './snippet.ts';

export type PackSearch = Pick<ShardSearch, 'query' | 'match' | 'limit' | 'details_from'>;
export type PackHits = Omit<ShardHits, 'took_ms'>;

/**
 * Searches one pack: documents ranked by FTS5's bm25 over the weighted columns, higher scores first, then by id (bytes
 * of UTF-8). Those from `details_from` on come with details. A query that asks for nothing has no hits.
 */
export function searchPack(db: Database.Database, request: PackSearch, snippets: SnippetCutter): PackHits {
  const query = parseQuery(request.query);
  if (isEmpty(query)) return { total: 0, hits: [] };
  const selection = selectionOf(query, request.match);
  const total =
    db
      .prepare<Parameter[], number>(`SELECT count(*) ${selection.from}`)
      .pluck()
      .get(...selection.parameters) ?? 0;
  if (total === 0 || request.limit === 0) return { total, hits: [] };
  const ranked = db
    .prepare<Parameter[], RankedRow>(
      // Rowids count the documents in the order of their ids.
      `SELECT id, score FROM documents JOIN (
         SELECT ${selection.rowid} AS hit, ${selection.score} AS score ${selection.from}
         ORDER BY score DESC, hit LIMIT ?
       ) ON documents.rowid = hit ORDER BY score DESC, hit`,
    )
    .all(...selection.parameters, request.limit);
  const ids = ranked.slice(request.details_from).map((row) => row.id);
  const details = detailsOf(db, query, ids, snippets);
  const hits = ranked.map(({ id, score }, position) => {
    const detail = details[position - request.details_from];
    return detail === undefined ? { id, score } : { id, score, details: detail };
  });
  return { total, hits };
}

type Parameter = string | number;
interface RankedRow {
  readonly id: string;
  readonly score: number;
}

interface Selection {
  readonly from: string;
  readonly rowid: string;
  readonly score: string;
  readonly parameters: readonly Parameter[];
}

function selectionOf(query: Query, match: 'all' | 'any'): Selection {
  const expression = matchExpression(query, match);
  if (expression === undefined) return selectionWithoutTerms(query);
  const filter = siteFilter(query);
  // CROSS JOIN keeps the order of the tables: first the matches, then their rows.
  const rows = filter.sql === '' ? '' : 'CROSS JOIN documents AS d ON d.rowid = documents_fts.rowid';
  return {
    from: `FROM documents_fts ${rows} WHERE documents_fts MATCH ? ${filter.sql}`,
    rowid: 'documents_fts.rowid',
    score: SCORE,
    parameters: [expression, ...filter.parameters],
  };
}

/** Only sites, or only things that must not be there: everything else matches, equally well. */
function selectionWithoutTerms(query: Query): Selection {
  const excluded = matchExpression({ ...query, clauses: [query.excluded], excluded: [] }, 'any');
  const filter = siteFilter(query);
  const without =
    query.excluded.length === 0
      ? ''
      : 'AND d.rowid NOT IN (SELECT rowid FROM documents_fts WHERE documents_fts MATCH ?)';
  return {
    from: `FROM documents AS d WHERE true ${without} ${filter.sql}`,
    rowid: 'd.rowid',
    score: '0.0',
    parameters: [
      ...(query.excluded.length === 0 || excluded === undefined ? [] : [excluded]),
      ...filter.parameters,
    ],
  };
}

function siteFilter({ sites, excluded_sites }: Query): { sql: string; parameters: readonly string[] } {
  const wanted = sites.length === 0 ? '' : `AND (${sites.map(() => SITE).join(' OR ')})`;
  const unwanted = excluded_sites.map(() => `AND NOT ${SITE}`).join(' ');
  return {
    sql: `${wanted} ${unwanted}`.trim(),
    parameters: [...sites, ...excluded_sites].flatMap((site) => [site, `.${site}`, `.${site}`]),
  };
}

/** The host, or one below it. */
const SITE = '(d.site = ? OR substr(d.site, -length(?)) = ?)';

// bm25 is negative, the better the smaller.
const SCORE = `-bm25(documents_fts, ${Object.values(WEIGHTS).join(', ')})`;
