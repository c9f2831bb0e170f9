import type { Key, Row, Value } from '#ports/table.ts';
import { openRawDatabase } from '../open-raw-database.ts';

const SCHEMA = `CREATE TABLE rows (pk TEXT NOT NULL, sk TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (pk, sk)) STRICT, WITHOUT ROWID`;

/** Rows as JSON in one SQLite table: no threads, no second index, no other processes. */
export interface RawTable extends Disposable {
  get(key: Key): Row | undefined;
  query(pk: string, from: string, limit: number): Row[];
  /** @returns how many were new. */
  insertNew(rows: readonly Row[]): number;
  /** @returns whether the condition held. */
  update(key: Key, set: Readonly<Record<string, Value>>, expected: Readonly<Record<string, Value>>): boolean;
}

export function openRawTable(folder: string): RawTable {
  const db = openRawDatabase(folder, SCHEMA);
  const select = db
    .prepare<[string, string], string>('SELECT json FROM rows WHERE pk = ? AND sk = ?')
    .pluck();
  const page = db
    .prepare<[string, string, number], string>(
      'SELECT json FROM rows WHERE pk = ? AND sk >= ? ORDER BY sk LIMIT ?',
    )
    .pluck();
  const insert = db.prepare('INSERT INTO rows (pk, sk, json) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const replace = db.prepare('UPDATE rows SET json = ? WHERE pk = ? AND sk = ?');
  const get = (key: Key): Row | undefined => {
    const json = select.get(key.pk, key.sk);
    return json === undefined ? undefined : parse(json);
  };
  type Fields = Readonly<Record<string, Value>>;
  const update = db.transaction((key: Key, set: Fields, expected: Fields) => {
    const row = get(key);
    if (row === undefined || Object.entries(expected).some(([field, value]) => row[field] !== value))
      return false;
    replace.run(JSON.stringify({ ...row, ...set }), key.pk, key.sk);
    return true;
  });
  return {
    get,
    query: (pk, from, limit) => page.all(pk, from, limit).map(parse),
    insertNew: db.transaction((rows: readonly Row[]) => {
      return rows.reduce((count, row) => count + insert.run(row.pk, row.sk, JSON.stringify(row)).changes, 0);
    }),
    update: (key, set, expected) => update.immediate(key, set, expected),
    [Symbol.dispose]: () => db.close(),
  };
}

function parse(json: string): Row {
  const row: Row = JSON.parse(json);
  return row;
}
