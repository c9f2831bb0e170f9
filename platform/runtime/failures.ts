import type { Received } from '#ports/queue.ts';
import type { Row, Table } from '#ports/table.ts';

/**
 * How often a message failed, kept beside the queue: what a queue counts are deliveries, and those grow with every
 * crash, shutdown and putting off too. A row exists only for messages that failed, or were put off on a FIFO queue.
 */
export class Failures {
  readonly #table: Table;
  readonly #queue: string;

  constructor(table: Table, queue: string) {
    this.#table = table;
    this.#queue = queue;
  }

  /** Counts the failure of a delivery and says how many there were of the message. */
  async add(
    { message_id, receipt }: Pick<Received, 'message_id' | 'receipt'>,
    reason: string,
    now_ms: number,
  ): Promise<number> {
    const key = { pk: this.#queue, sk: message_id };
    for (;;) {
      const row = await this.#table.get('failures', key);
      const count = numberIn(row, 'count');
      // Our own write, of which we did not hear that it came through.
      if (count !== undefined && row?.['receipt'] === receipt) return count;
      const failures = (count ?? 0) + 1;
      const changes = {
        set: { count: failures, receipt, reason: reason.slice(0, 2000), failed_at_ms: now_ms },
      };
      if ((await this.#table.update('failures', key, changes, { count })) !== undefined) return failures;
    }
  }

  /** Counts a delivery that was only put off, of a message that stays in the queue meanwhile. */
  async addPutOff(message_id: string): Promise<void> {
    const key = { pk: this.#queue, sk: message_id };
    for (;;) {
      const put_offs = numberIn(await this.#table.get('failures', key), 'put_offs');
      const changes = { set: { put_offs: (put_offs ?? 0) + 1 } };
      if ((await this.#table.update('failures', key, changes, { put_offs })) !== undefined) return;
    }
  }

  /** Deliveries of a message that were only put off. */
  async putOffs(message_id: string): Promise<number> {
    const row = await this.#table.get('failures', { pk: this.#queue, sk: message_id });
    return numberIn(row, 'put_offs') ?? 0;
  }

  /** The message is done or dead: its count is not needed any more. */
  async forget(message_id: string): Promise<void> {
    await this.#table.delete('failures', { pk: this.#queue, sk: message_id });
  }
}

function numberIn(row: Row | undefined, field: 'count' | 'put_offs'): number | undefined {
  const value = row?.[field];
  return typeof value === 'number' ? value : undefined;
}
