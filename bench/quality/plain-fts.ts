import Database from 'better-sqlite3';
import type { Document } from '#core/pack/document.ts';
import { isStopWord } from '#core/pack/words/stop-words.ts';

const DEEP = 100;
const TITLE_WEIGHT = 5;

/**
 * What plain FTS5 finds: documents with all words, then with any, by bm25, with stems and the title weighted. Words that say little
 * are left out, or it would take seconds and find worse.
 */
export function plainFts(documents: readonly Document[]): (query: string) => string[] {
  const db = new Database(':memory:');
  db.exec(
    "CREATE VIRTUAL TABLE found USING fts5(title, headings, description, body, tokenize='porter unicode61 remove_diacritics 2')",
  );
  const insert = db.prepare(
    'INSERT INTO found (rowid, title, headings, description, body) VALUES (?, ?, ?, ?, ?)',
  );
  db.transaction(() => {
    documents.forEach(({ title, headings, description, body }, n) =>
      insert.run(n, title, headings, description, body),
    );
  })();
  const select = db
    .prepare<[string, number], number>(
      `SELECT rowid FROM found WHERE found MATCH ? ORDER BY bm25(found, ${TITLE_WEIGHT}) LIMIT ?`,
    )
    .pluck();
  return (query) => {
    const words = [...new Set(query.toLowerCase().match(/[\p{L}\p{N}]+/gu))];
    const telling = words.filter((word) => !isStopWord(word, ['en']));
    const quoted = (telling.length === 0 ? words : telling).map((word) => `"${word}"`);
    if (quoted.length === 0) return [];
    const [all, any] = [quoted.join(' '), quoted.join(' OR ')].map((match) => select.all(match, DEEP));
    return [...new Set([...(all ?? []), ...(any ?? [])])].slice(0, DEEP).map((n) => documents[n]?.id ?? '');
  };
}
