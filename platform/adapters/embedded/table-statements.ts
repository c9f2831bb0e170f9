import type Database from 'better-sqlite3';
import { Refused } from './faults.ts';
import { createTableSql } from './table-schema.ts';

export interface StoredRow {
  readonly sk: string;
  readonly mark: string | null;
  readonly json: string;
}

/** Shapes of queries are few (bounds present or not, twice, two directions, two indexes); this is well above them. */
const MAX_QUERIES = 64;

/** The prepared statements of one table. */
export class TableStatements {
  readonly get: Database.Statement<unknown[], string>;
  readonly put: Database.Statement;
  readonly delete: Database.Statement;
  readonly insert: Database.Statement;
  readonly #db: Database.Database;
  readonly #name: string;
  readonly #queries = new Map<string, Database.Statement<unknown[], StoredRow>>();

  /** Makes the table if it is not there: inside the caller's transaction, if there is one. */
  constructor(db: Database.Database, table: string) {
    if (!/^[a-z][a-z0-9_-]{0,62}$/.test(table)) {
      throw new Refused(
        'bad_name',
        `"${table}" cannot name a table; use lower-case letters, digits, "-" and "_", 63 at most`,
      );
    }
    this.#db = db;
    this.#name = `"t_${table}"`;
    db.exec(createTableSql(this.#name, `"m_${table}"`));
    this.get = db
      .prepare<unknown[], string>(`SELECT json FROM ${this.#name} WHERE pk = ? AND sk = ?`)
      .pluck();
    this.put = db.prepare(`INSERT OR REPLACE INTO ${this.#name} (pk, sk, mark, json) VALUES (?, ?, ?, ?)`);
    this.delete = db.prepare(`DELETE FROM ${this.#name} WHERE pk = ? AND sk = ?`);
    this.insert = db.prepare(
      `INSERT INTO ${this.#name} (pk, sk, mark, json) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    );
  }

  /** Rows of a partition in order; `where` are further conditions on `sk` and `mark`. */
  query(
    where: readonly string[],
    sparse: boolean,
    reverse: boolean,
  ): Database.Statement<unknown[], StoredRow> {
    const conditions = ['pk = ?', ...(sparse ? ['mark IS NOT NULL'] : []), ...where].join(' AND ');
    const direction = reverse ? 'DESC' : 'ASC';
    const order = sparse ? `mark ${direction}, sk ${direction}` : `sk ${direction}`;
    const sql = `SELECT sk, mark, json FROM ${this.#name} WHERE ${conditions} ORDER BY ${order}`;
    let statement = this.#queries.get(sql);
    if (statement === undefined) {
      if (this.#queries.size >= MAX_QUERIES) this.#queries.clear();
      statement = this.#db.prepare<unknown[], StoredRow>(sql);
      this.#queries.set(sql, statement);
    }
    return statement;
  }
}
