import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { SegmentError, ftsTerms } from './fts-terms.ts';

const WEIGHTS = [1000, 1] as const;

/** An FTS5 table of texts, by rowid. */
function indexed(
  rows: ReadonlyMap<number, readonly [string, string]>,
  settings: Readonly<Record<string, number>> = {},
): Database.Database {
  const db = new Database(':memory:');
  db.exec("CREATE VIRTUAL TABLE found USING fts5(title, body, content='', tokenize='unicode61')");
  const configure = db.prepare('INSERT INTO found (found, rank) VALUES (?, ?)');
  for (const [name, value] of Object.entries(settings)) configure.run(name, BigInt(value));
  const insert = db.prepare('INSERT INTO found (rowid, title, body) VALUES (?, ?, ?)');
  db.transaction(() => {
    for (const [rowid, [title, body]] of rows) insert.run(rowid, title, body);
  })();
  return db;
}

function optimized(db: Database.Database): Database.Database {
  db.exec("INSERT INTO found (found) VALUES ('optimize')");
  return db;
}

type Told = Record<string, [number, number][]>;

function told(db: Database.Database): Told {
  const terms: Told = {};
  for (const { term, count, documents, frequencies } of ftsTerms(db, 'found', WEIGHTS))
    terms[term] = Array.from({ length: count }, (_, n) => [documents[n] ?? -1, frequencies[n] ?? -1]);
  return terms;
}

/** The same, as FTS5 tells it. */
function vocabulary(db: Database.Database): Told {
  db.exec("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'found', 'instance')");
  const rows = db
    .prepare<[], { term: string; doc: number; weight: number }>(
      `SELECT term, doc, sum(CASE col WHEN 'title' THEN ${WEIGHTS[0]} ELSE ${WEIGHTS[1]} END) AS weight
        FROM temp.words GROUP BY term, doc ORDER BY term, doc`,
    )
    .all();
  const terms: Told = {};
  for (const { term, doc, weight } of rows) (terms[term] ??= []).push([doc, weight]);
  return terms;
}

const words = fc
  .array(fc.oneof(fc.constantFrom('a', 'ab', 'abc', 'é', '日本', 'zz'), fc.stringMatching(/^[a-c]{1,5}$/u)), {
    maxLength: 60,
  })
  .map((list) => list.join(' '));
const rowids = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 2 ** 32 - 1 }));

it('terms and their documents are those that FTS5 tells, however large its pages are', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(rowids, words, words), { maxLength: 80 }),
      fc.constantFrom(32, 64, 200, 4050),
      (rows, pgsz) => {
        const texts = new Map(rows.toSorted(([a], [b]) => a - b).map(([rowid, ...text]) => [rowid, text]));
        using stack = new DisposableStack();
        const db = stack.adopt(optimized(indexed(texts, { pgsz, automerge: 0 })), (open) => open.close());
        expect(told(db)).toEqual(vocabulary(db));
      },
    ),
  );
});

it('a term that stands a million times in a document is counted, over all the pages that its places take', () => {
  const db = optimized(
    indexed(
      new Map([
        [7, ['one', 'many '.repeat(1_000_000)]],
        [9, ['', 'many more']],
      ]),
    ),
  );
  expect(told(db)).toEqual({
    many: [
      [7, 1_000_000],
      [9, 1],
    ],
    more: [[9, 1]],
    one: [[7, 1000]],
  });
  db.close();
});

it('terms are told in the order of their bytes', () => {
  const db = optimized(indexed(new Map([[1, ['z é 日本 a', 'aa ü']]])));
  expect(Object.keys(told(db))).toEqual(['a', 'aa', 'e', 'u', 'z', '日本']);
  db.close();
});

it('a table without documents has no terms', () => {
  const db = optimized(indexed(new Map()));
  expect(told(db)).toEqual({});
  db.close();
});

it('a table in several segments is refused', () => {
  const db = indexed(new Map([[1, ['a', 'b']]]), { automerge: 0 });
  db.exec("INSERT INTO found (rowid, title, body) VALUES (2, 'a', 'c')");
  expect(() => told(db)).toThrow(SegmentError);
  db.close();
});
