import type Database from 'better-sqlite3';

export interface SendInput {
  readonly queue: string;
  readonly now_ms: number;
  readonly messages: readonly OutgoingRow[];
}

/** A message as it goes over to the thread: a tuple is cloned faster than an object. */
export type OutgoingRow = readonly [
  message_id: string,
  body: string,
  delay_ms: number,
  group: string,
  /** Present on FIFO queues. */
  dedup_id: string | undefined,
];

/** As SQS has it. */
const DEDUP_MS = 300_000;
/** Forgotten with each message sent, which is more than one message adds. */
const FORGET_AT_ONCE = 4;

/** Puts messages into a queue. */
export class QueueSending {
  readonly #sql: ReturnType<typeof prepare>;

  constructor(db: Database.Database) {
    this.#sql = prepare(db);
  }

  /** @returns the message ids; of a message that was sent before, the id that it got then. */
  send(queue: number, { messages, now_ms }: SendInput): string[] {
    return messages.map((message) => {
      const [message_id, body, delay_ms, group, dedup_id] = message;
      if (dedup_id !== undefined) return this.#sendFifo(queue, message_id, body, group, dedup_id, now_ms);
      const [state, visible_at_ms] = delay_ms > 0 ? [1, now_ms + delay_ms] : [0, 0];
      this.#sql.insert.run(queue, 0, state, visible_at_ms, now_ms, message_id, group, body);
      return message_id;
    });
  }

  #sendFifo(
    queue: number,
    message_id: string,
    body: string,
    group: string,
    dedup_id: string,
    now_ms: number,
  ): string {
    this.#sql.forget.run(now_ms, FORGET_AT_ONCE);
    const before = this.#sql.known.get(queue, dedup_id, now_ms);
    if (before !== undefined) return before;
    this.#sql.remember.run(queue, dedup_id, message_id, now_ms + DEDUP_MS);
    const state = this.#sql.anyOfGroup.get(queue, group) === undefined ? 0 : 2;
    this.#sql.insert.run(queue, 1, state, 0, now_ms, message_id, group, body);
    return message_id;
  }
}

function prepare(db: Database.Database) {
  return {
    insert: db.prepare(
      `INSERT INTO messages (queue, fifo, state, visible_at_ms, receive_count, sent_at_ms, message_id, grp, body)
       VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?)`,
    ),
    anyOfGroup: db.prepare('SELECT 1 FROM messages WHERE queue = ? AND grp = ? AND fifo = 1 LIMIT 1'),
    known: db
      .prepare<unknown[], string>(
        'SELECT message_id FROM dedup WHERE queue = ? AND dedup_id = ? AND forget_at_ms > ?',
      )
      .pluck(),
    remember: db.prepare(
      'INSERT OR REPLACE INTO dedup (queue, dedup_id, message_id, forget_at_ms) VALUES (?, ?, ?, ?)',
    ),
    forget: db.prepare(
      `DELETE FROM dedup WHERE (queue, dedup_id) IN
         (SELECT queue, dedup_id FROM dedup WHERE forget_at_ms <= ? ORDER BY forget_at_ms LIMIT ?)`,
    ),
  };
}
