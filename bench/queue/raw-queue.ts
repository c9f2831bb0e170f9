import { openRawDatabase } from '../open-raw-database.ts';

const SCHEMA = `
CREATE TABLE messages (seq INTEGER PRIMARY KEY, visible_at_ms INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE INDEX visible ON messages (visible_at_ms)`;

/** A queue in its barest form: one table, no groups, no threads, no other processes. */
export interface RawQueue extends Disposable {
  /** Sends, receives and deletes a batch, in a commit each. @returns how many. */
  cycle(body: string, batch: number): number;
}

export function openRawQueue(folder: string): RawQueue {
  const db = openRawDatabase(folder, SCHEMA);
  const insert = db.prepare('INSERT INTO messages (visible_at_ms, body) VALUES (0, ?)');
  const take = db.prepare<[number, number], { seq: number; body: string }>(
    `UPDATE messages SET visible_at_ms = ? WHERE seq IN
       (SELECT seq FROM messages WHERE visible_at_ms = 0 ORDER BY visible_at_ms LIMIT ?) RETURNING seq, body`,
  );
  const remove = db.prepare('DELETE FROM messages WHERE seq = ?');
  const send = db.transaction((body: string, batch: number) => {
    for (let n = 0; n < batch; n += 1) insert.run(body);
  });
  const drop = db.transaction((rows: readonly { seq: number }[]) => {
    for (const { seq } of rows) remove.run(seq);
  });
  return {
    cycle(body, batch) {
      send(body, batch);
      const rows = take.all(1, batch);
      drop(rows);
      return rows.length;
    },
    [Symbol.dispose]: () => db.close(),
  };
}
