import type Database from 'better-sqlite3';
import type { MessageRow } from './queue-operations.ts';

/** Queues whose place in the round of groups is kept; the oldest is forgotten, and begins at its first group again. */
const MAX_CURSORS = 10_000;

/**
 * Takes ready messages so that groups are served in turn: first one of as many groups as there are, then evenly more of
 * those that have more. The next group is found by a seek in the index (a loose index scan), so that the cost is that of
 * the messages taken, not of the groups or of the backlog of one.
 */
export class QueueGroups {
  readonly #sql: ReturnType<typeof prepare>;
  /** Per queue the group served last. Each process goes its own round, which is fair to all of them together. */
  readonly #last = new Map<number, string>();

  constructor(db: Database.Database) {
    this.#sql = prepare(db);
  }

  /** Takes up to `max` messages and hides them until `visible_at_ms`. */
  take(queue: number, max: number, visible_at_ms: number): MessageRow[] {
    const taken: MessageRow[] = [];
    let groups = this.#nextGroups(queue, max);
    while (groups.length > 0 && taken.length < max) {
      const more: string[] = [];
      for (const [at, group] of groups.entries()) {
        if (taken.length === max) break;
        const share = Math.ceil((max - taken.length) / (groups.length - at));
        const rows = this.#sql.take.all(visible_at_ms, queue, group, share);
        taken.push(...rows.sort((a, b) => a.seq - b.seq));
        if (rows.length === share) more.push(group);
        this.#remember(queue, group);
      }
      groups = more;
    }
    return taken;
  }

  /** Up to `max` different groups with ready messages, beginning behind the one served last. */
  #nextGroups(queue: number, max: number): string[] {
    const last = this.#last.get(queue);
    const groups: string[] = [];
    let group = last === undefined ? this.#sql.firstGroup.get(queue) : this.#sql.groupAfter.get(queue, last);
    while (group !== undefined && groups.length < max) {
      groups.push(group);
      group = this.#sql.groupAfter.get(queue, group);
    }
    if (last === undefined || groups.length === max) return groups;
    group = this.#sql.firstGroup.get(queue);
    while (group !== undefined && group !== groups[0] && groups.length < max) {
      groups.push(group);
      // The round ends where it began.
      group = group === last ? undefined : this.#sql.groupAfter.get(queue, group);
    }
    return groups;
  }

  #remember(queue: number, group: string): void {
    this.#last.delete(queue);
    this.#last.set(queue, group);
    if (this.#last.size <= MAX_CURSORS) return;
    for (const oldest of this.#last.keys()) {
      this.#last.delete(oldest);
      return;
    }
  }
}

function prepare(db: Database.Database) {
  return {
    firstGroup: db
      .prepare<unknown[], string>(
        'SELECT grp FROM messages WHERE queue = ? AND state = 0 ORDER BY grp LIMIT 1',
      )
      .pluck(),
    groupAfter: db
      .prepare<unknown[], string>(
        'SELECT grp FROM messages WHERE queue = ? AND state = 0 AND grp > ? ORDER BY grp LIMIT 1',
      )
      .pluck(),
    take: db.prepare<unknown[], MessageRow>(
      `UPDATE messages SET state = 1, visible_at_ms = ?, receive_count = receive_count + 1 WHERE seq IN
         (SELECT seq FROM messages WHERE queue = ? AND state = 0 AND grp = ? ORDER BY seq LIMIT ?)
       RETURNING seq, message_id, receive_count, sent_at_ms, grp, body`,
    ),
  };
}
