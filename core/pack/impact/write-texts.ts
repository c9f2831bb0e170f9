import type Database from 'better-sqlite3';
import { type FoundTexts, indexTexts } from '../words/index-texts.ts';
import { wordMarks } from '../words/word-marks.ts';

/**
 * Writes the texts of all documents into `documents_fts`, in one segment, and marks in those that are long.
 * @param hash_bytes of terms that FTS5 collects before it writes a segment: it decides where segments end, and so the bytes of the
 *   file.
 */
export function writeTexts(db: Database.Database, hash_bytes: number): void {
  const configure = db.prepare('INSERT INTO documents_fts (documents_fts, rank) VALUES (?, ?)');
  // FTS5 wants integers here, and numbers are bound as reals.
  configure.run('hashsize', BigInt(hash_bytes));
  // Segments are merged once, at the end, and not on the way there too.
  configure.run('automerge', 0n);
  const insert = db.prepare(`INSERT INTO documents_fts
      (rowid, title, headings, description, body, path, anchors, title_names, names)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const mark = db.prepare('INSERT INTO marks (document, words) VALUES (?, ?)');
  const documents = db.prepare<[number], FoundTexts & { readonly rowid: number }>(
    'SELECT rowid, title, headings, description, body, path, anchors FROM documents WHERE rowid > ? ORDER BY rowid LIMIT 256',
  );
  // A statement that is still read from keeps its connection from writing.
  for (let rows = documents.all(0); rows.length > 0; rows = documents.all(rows.at(-1)?.rowid ?? 0)) {
    for (const row of rows) {
      const texts = indexTexts(row);
      insert.run(
        row.rowid,
        texts.title,
        texts.headings,
        texts.description,
        texts.body,
        texts.path,
        texts.anchors,
        texts.title_names,
        texts.names,
      );
      const words = wordMarks(row.body);
      if (words !== undefined) mark.run(row.rowid, words);
    }
  }
  db.exec("INSERT INTO documents_fts (documents_fts) VALUES ('optimize')");
}
