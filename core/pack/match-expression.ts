import type { Query, Term } from '../query/parse-query.ts';

/**
 * A query in FTS5's language. Every term stands in quotes, where nothing but a quote has a meaning; operators and
 * column names are ours. See https://www.sqlite.org/fts5.html#full_text_query_syntax
 * @returns undefined when there is nothing to match.
 */
export function matchExpression(query: Query, match: 'all' | 'any'): string | undefined {
  if (query.clauses.length === 0) return undefined;
  const wanted = match === 'any' ? anyOf(query.clauses.flat()) : allOf(query.clauses);
  return query.excluded.length === 0 ? wanted : `(${wanted}) NOT (${anyOf(query.excluded)})`;
}

/** Any of the terms. */
export function anyOf(terms: readonly Term[]): string {
  return terms.map(quoted).join(' OR ');
}

function allOf(clauses: Query['clauses']): string {
  // Side by side rather than with AND: FTS5 then passes over a term in which its tokenizer finds nothing, where AND
  // would find nothing at all.
  const single = clauses.filter((clause) => clause.length === 1).flat();
  const groups = clauses.filter((clause) => clause.length > 1).map((clause) => `(${anyOf(clause)})`);
  const plain = single.map(quoted).join(' ');
  return [...(plain === '' ? [] : [`(${plain})`]), ...groups].join(' AND ');
}

function quoted({ text, prefix, field }: Term): string {
  const column = field === undefined ? '' : `${COLUMN_OF[field]} : `;
  return `${column}"${text.replaceAll('"', ' ')}"${prefix ? ' *' : ''}`;
}

const COLUMN_OF = { title: 'title', path: 'path_words' } as const;
