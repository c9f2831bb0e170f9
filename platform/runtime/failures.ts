import type { Table } from '#ports/table.ts';

/**
 * How often a message failed, kept beside the queue: what a queue counts are deliveries, and those grow with every
 * crash and shutdown too. A row exists only for messages that failed.
 */
export class Failures {
  readonly #table: Table;
  readonly #queue: string;

  constructor(table: Table, queue: string) {
    this.#table = table;
    this.#queue = queue;
  }

  /** Counts one more failure and says how many there were. */
  async add(message_id: string, reason: string, now_ms: number): Promise<number> {
    const key = { pk: this.#queue, sk: message_id };
    for (;;) {
      const row = await this.#table.get('failures', key);
      const count = Number(row?.['count'] ?? 0);
      const changes = { set: { count: count + 1, reason: reason.slice(0, 2000), failed_at_ms: now_ms } };
      const expected = { count: row === undefined ? undefined : count };
      if ((await this.#table.update('failures', key, changes, expected)) !== undefined) return count + 1;
    }
  }

  /** The message is done or dead: its count is not needed any more. */
  async forget(message_id: string): Promise<void> {
    await this.#table.delete('failures', { pk: this.#queue, sk: message_id });
  }
}
