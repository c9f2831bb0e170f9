/**
 * SQLite's FTS5 as its manual has it: a table of documents, an index beside it of which that is the content. The first argument says what
 * is asked for: `rank`, `snippet` or `rowids`.
 */
import { statSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { pathWords } from '#core/pack/path-words.ts';
import { type Engine, StopWatch, serveEngine } from './serve-engine.ts';

const HITS = 10;
/** As the product has it: what FTS5 collects before it writes a segment. */
const HASH_BYTES = 64 * 2 ** 20;
const fileIn = (folder: string): string => path.join(folder, 'fts.sqlite');

const SELECT = {
  rank: `SELECT documents.id, documents.title FROM (SELECT rowid AS hit, rank FROM found WHERE found MATCH ? ORDER BY rank LIMIT ${HITS})
    JOIN documents ON documents.rowid = hit ORDER BY rank`,
  snippet: `SELECT documents.id, found.title, snippet(found, 1, '[', ']', '…', 30) FROM found JOIN documents ON documents.rowid = found.rowid
    WHERE found MATCH ? ORDER BY rank LIMIT ${HITS}`,
  rowids: `SELECT rowid FROM found WHERE found MATCH ? LIMIT ${HITS}`,
};

const [kind, ...args] = process.argv.slice(2);

const engine: Engine = {
  build(batches, folder) {
    const watch = new StopWatch();
    const db = new Database(fileIn(folder));
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('cache_size = -65536');
    db.exec(`CREATE TABLE documents (rowid INTEGER PRIMARY KEY, id TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, path TEXT NOT NULL);
      CREATE VIRTUAL TABLE found USING fts5(title, body, path, content='documents', tokenize='porter unicode61')`);
    db.prepare("INSERT INTO found (found, rank) VALUES ('hashsize', ?)").run(BigInt(HASH_BYTES));
    const document = db.prepare(
      'INSERT INTO documents (rowid, id, title, body, path) VALUES (?, ?, ?, ?, ?)',
    );
    const text = db.prepare('INSERT INTO found (rowid, title, body, path) VALUES (?, ?, ?, ?)');
    let n = 0;
    db.exec('BEGIN');
    for (const batch of batches)
      watch.time(() => {
        for (const { id, title, body, path: of } of batch) {
          n += 1;
          const words = pathWords(of);
          document.run(n, id, title, body, words);
          text.run(n, title, body, words);
        }
      });
    watch.time(() => {
      db.exec("INSERT INTO found (found) VALUES ('optimize'); COMMIT");
      db.close();
    });
    return { build_ms: watch.took_ms, bytes: statSync(fileIn(folder)).size };
  },

  open(folder) {
    const db = new Database(fileIn(folder), { readonly: true });
    const select = db.prepare(SELECT[kind === 'rank' || kind === 'snippet' ? kind : 'rowids']);
    return (query) => select.all((query.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => `"${word}"`).join(' '));
  },
};

await serveEngine(engine, args);
