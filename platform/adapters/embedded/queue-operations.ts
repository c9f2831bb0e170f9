import type Database from 'better-sqlite3';
import { prefixEnd } from '#adapters/shared/prefix-end.ts';
import { isFifo, type QueueCounts } from '#ports/queue.ts';
import { Refused } from './faults.ts';
import { QueueGroups } from './queue-groups.ts';
import { QueueSending, type SendInput } from './queue-sending.ts';

export interface ReceiveInput {
  readonly queue: string;
  readonly max: number;
  readonly visibility_ms: number;
  readonly now_ms: number;
}

/** Messages, or when the next hidden one can be received (Unix ms). */
export interface ReceiveOutput {
  readonly messages: readonly MessageRow[];
  readonly next_visible_at_ms: number | null;
}

export interface MessageRow {
  readonly seq: number;
  readonly message_id: string;
  readonly receive_count: number;
  readonly sent_at_ms: number;
  readonly grp: string;
  readonly body: string;
}

export interface ReceiptsInput {
  readonly queue: string;
  readonly receipts: readonly (readonly [seq: number, receive_count: number])[];
}

export interface ExtendInput extends ReceiptsInput {
  readonly visibility_ms: number;
  readonly now_ms: number;
}

/** Messages that come back from one receive when their time has come; the others come with the next. */
const MAX_RETURNING = 1_000;
/** Messages that one transaction removes with their queue, so that others are not held up. */
const REMOVE_AT_ONCE = 5_000;
/** What one peek reads at most. */
const MAX_PEEK = 1_000;
/** Of what one statement reads. */
const MAX_PEEK_CHARS = 4_000_000;
const COLUMNS = 'seq, message_id, receive_count, sent_at_ms, grp, body';

/** The queue's operations on its database. Each expects to run in a transaction of its caller. */
export class QueueOperations {
  readonly #sql: ReturnType<typeof prepare>;
  readonly #sending: QueueSending;
  readonly #groups: QueueGroups;

  constructor(db: Database.Database) {
    this.#sql = prepare(db);
    this.#sending = new QueueSending(db);
    this.#groups = new QueueGroups(db);
  }

  create(name: string): void {
    this.#sql.create.run(name);
  }

  /** @returns whether there is more to remove: call it again. */
  remove(name: string): boolean {
    const queue = this.#sql.queue.get(name);
    if (queue === undefined) return false;
    if (this.#sql.removeMessages.run({ queue, limit: REMOVE_AT_ONCE }).changes === REMOVE_AT_ONCE)
      return true;
    this.#sql.removeDedup.run(queue);
    this.#sql.remove.run(queue);
    return false;
  }

  list(prefix: string): string[] {
    const end = prefixEnd(prefix);
    return end === undefined ? this.#sql.listAll.all(prefix) : this.#sql.list.all(prefix, end);
  }

  send(input: SendInput): string[] {
    return this.#sending.send(this.#queue(input.queue), input);
  }

  receive({ queue: name, max, visibility_ms, now_ms }: ReceiveInput): ReceiveOutput {
    const queue = this.#queue(name);
    const { ready, next_visible_at_ms } = this.front({ queue: name, now_ms });
    // An update that finds nothing takes the lock all the same.
    if (!ready) return { messages: [], next_visible_at_ms };
    this.#sql.returnDue.run(queue, now_ms, MAX_RETURNING);
    const messages = this.#groups.take(queue, max, now_ms + visibility_ms);
    return { messages, next_visible_at_ms: this.#nextVisible(queue) };
  }

  /** Whether a receive would find something, and if not, when. */
  front({ queue: name, now_ms }: { queue: string; now_ms: number }): {
    ready: boolean;
    next_visible_at_ms: number | null;
  } {
    const queue = this.#sql.queue.get(name);
    // The receive that asks next says that the queue is gone.
    if (queue === undefined) return { ready: true, next_visible_at_ms: null };
    const next = this.#nextVisible(queue);
    const ready = this.#sql.anyReady.get(queue) !== undefined || (next !== null && next <= now_ms);
    return { ready, next_visible_at_ms: next };
  }

  extend({ queue: name, receipts, visibility_ms, now_ms }: ExtendInput): void {
    const queue = this.#sql.queue.get(name);
    if (queue === undefined) return;
    const state = visibility_ms > 0 ? 1 : 0;
    for (const [seq, count] of receipts)
      this.#sql.extend.run(state, now_ms + visibility_ms, seq, queue, count);
  }

  delete({ queue: name, receipts }: ReceiptsInput): void {
    const queue = this.#sql.queue.get(name);
    if (queue === undefined) return;
    for (const [seq, count] of receipts) {
      const deleted = this.#sql.delete.get(seq, queue, count);
      if (deleted?.fifo === 1) this.#sql.nextOfGroup.run(queue, deleted.grp);
    }
  }

  counts({ queue: name, now_ms }: { queue: string; now_ms: number }): QueueCounts {
    const queue = this.#queue(name);
    const ready = this.#sql.countReady.get(queue);
    const hidden = this.#sql.countHidden.get({ queue, now_ms });
    const behind = this.#sql.countBehind.get(queue) ?? 0;
    const oldest_sent_at_ms = this.#sentAt([ready?.oldest, hidden?.oldest]);
    return {
      ready: (ready?.messages ?? 0) + behind + (hidden?.due ?? 0),
      delayed: hidden?.delayed ?? 0,
      in_flight: hidden?.in_flight ?? 0,
      ...(oldest_sent_at_ms === undefined ? {} : { oldest_sent_at_ms }),
    };
  }

  /** When the first of some messages was sent. */
  #sentAt(seqs: readonly (number | null | undefined)[]): number | undefined {
    const known = seqs.filter((seq) => typeof seq === 'number');
    return known.length === 0 ? undefined : this.#sql.sentAt.get(Math.min(...known));
  }

  peek({ queue: name, max }: { queue: string; max: number }): MessageRow[] {
    const queue = this.#queue(name);
    const limit = Math.min(max, MAX_PEEK);
    const { peekFifo, peekReady, peekHidden } = this.#sql;
    const lists = isFifo(name) ? [peekFifo] : [peekReady, peekHidden];
    const rows = lists.flatMap((sql) => boundedRows(sql.iterate(queue, limit)));
    return rows.sort((a, b) => a.seq - b.seq).slice(0, limit);
  }

  #queue(name: string): number {
    const queue = this.#sql.queue.get(name);
    if (queue === undefined) throw new Refused('queue_missing', `there is no queue "${name}"`);
    return queue;
  }

  #nextVisible(queue: number): number | null {
    return this.#sql.nextVisible.get(queue) ?? null;
  }
}

/** Rows up to a number of characters. */
function boundedRows(rows: Iterable<MessageRow>): MessageRow[] {
  const kept: MessageRow[] = [];
  let chars = 0;
  for (const row of rows) {
    chars += row.body.length;
    if (kept.length > 0 && chars > MAX_PEEK_CHARS) break;
    kept.push(row);
  }
  return kept;
}

function prepare(db: Database.Database) {
  const one = <Value>(sql: string) => db.prepare<unknown[], Value>(sql).pluck();
  return {
    queue: one<number>('SELECT id FROM queues WHERE name = ?'),
    create: db.prepare('INSERT INTO queues (name) VALUES (?) ON CONFLICT DO NOTHING'),
    remove: db.prepare('DELETE FROM queues WHERE id = ?'),
    removeMessages: db.prepare(
      `DELETE FROM messages WHERE seq IN
         (SELECT seq FROM messages WHERE queue = @queue AND state = 0
          UNION ALL SELECT seq FROM messages WHERE queue = @queue AND state = 1
          UNION ALL SELECT seq FROM messages WHERE queue = @queue AND fifo = 1 AND state = 2 LIMIT @limit)`,
    ),
    removeDedup: db.prepare('DELETE FROM dedup WHERE queue = ?'),
    list: one<string>('SELECT name FROM queues WHERE name >= ? AND name < ? ORDER BY name'),
    listAll: one<string>('SELECT name FROM queues WHERE name >= ? ORDER BY name'),
    returnDue: db.prepare(
      `UPDATE messages SET state = 0 WHERE seq IN
         (SELECT seq FROM messages WHERE queue = ? AND state = 1 AND visible_at_ms <= ? ORDER BY visible_at_ms LIMIT ?)`,
    ),
    anyReady: one<number>('SELECT 1 FROM messages WHERE queue = ? AND state = 0 LIMIT 1'),
    nextVisible: one<number | null>('SELECT min(visible_at_ms) FROM messages WHERE queue = ? AND state = 1'),
    extend: db.prepare(
      'UPDATE messages SET state = ?, visible_at_ms = ? WHERE seq = ? AND queue = ? AND receive_count = ? AND state <> 2',
    ),
    delete: db.prepare<unknown[], { fifo: number; grp: string }>(
      'DELETE FROM messages WHERE seq = ? AND queue = ? AND receive_count = ? AND state <> 2 RETURNING fifo, grp',
    ),
    nextOfGroup: db.prepare(
      `UPDATE messages SET state = 0 WHERE seq =
         (SELECT seq FROM messages WHERE queue = ? AND grp = ? AND fifo = 1 ORDER BY seq LIMIT 1) AND state = 2`,
    ),
    // The oldest is the one that came first: its seq is in the indexes that are read for counting, its time is not.
    countReady: db.prepare<unknown[], { messages: number; oldest: number | null }>(
      'SELECT count(*) AS messages, min(seq) AS oldest FROM messages WHERE queue = ? AND state = 0',
    ),
    // Each of these is younger than another one of its group.
    countBehind: one<number>('SELECT count(*) FROM messages WHERE queue = ? AND fifo = 1 AND state = 2'),
    countHidden: db.prepare<
      unknown[],
      { due: number; delayed: number; in_flight: number; oldest: number | null }
    >(
      `SELECT coalesce(sum(visible_at_ms <= @now_ms), 0) AS due,
              coalesce(sum(visible_at_ms > @now_ms AND receive_count = 0), 0) AS delayed,
              coalesce(sum(visible_at_ms > @now_ms AND receive_count > 0), 0) AS in_flight,
              min(CASE WHEN visible_at_ms <= @now_ms OR receive_count > 0 THEN seq END) AS oldest
       FROM messages WHERE queue = @queue AND state = 1`,
    ),
    sentAt: one<number>('SELECT sent_at_ms FROM messages WHERE seq = ?'),
    // Group by group, as the index has them: what the limit cuts off is never the front of a group.
    peekFifo: db.prepare<unknown[], MessageRow>(
      `SELECT ${COLUMNS} FROM messages WHERE queue = ? AND fifo = 1 ORDER BY grp, seq LIMIT ?`,
    ),
    peekReady: db.prepare<unknown[], MessageRow>(
      `SELECT ${COLUMNS} FROM messages WHERE queue = ? AND state = 0 LIMIT ?`,
    ),
    peekHidden: db.prepare<unknown[], MessageRow>(
      `SELECT ${COLUMNS} FROM messages WHERE queue = ? AND state = 1 ORDER BY visible_at_ms LIMIT ?`,
    ),
  };
}
