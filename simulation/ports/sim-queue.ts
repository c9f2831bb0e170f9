import {
  isFifo,
  MAX_DELAY_MS,
  type Outgoing,
  type Queue,
  type QueueCounts,
  type Received,
  type ReceiveOptions,
} from '#ports/queue.ts';
import type { Life } from '../kernel/life.ts';
import { countedWere } from '../report/count.ts';
import type { Deliveries } from './deliveries.ts';

/** Who sends what nobody sent: the queue itself. */
const NOBODY = 'world';

/** The queues as one life reaches them, with all liberties that SQS takes. */
export class SimQueue implements Queue {
  readonly #life: Life;
  readonly #queue: Queue;
  readonly #deliveries: Deliveries;

  constructor(life: Life, queue: Queue, deliveries: Deliveries) {
    this.#life = life;
    this.#queue = queue;
    this.#deliveries = deliveries;
  }

  create(queue: string): Promise<void> {
    return this.#call('create', queue, true, () => this.#queue.create(queue));
  }

  remove(queue: string): Promise<void> {
    return this.#call('remove', queue, true, () => this.#queue.remove(queue));
  }

  list(prefix: string): Promise<string[]> {
    return this.#call('list', prefix, false, () => this.#queue.list(prefix));
  }

  send(queue: string, messages: readonly Outgoing[]): Promise<string[]> {
    return this.#call('send', `${queue} ${messages.length}`, true, async () => {
      const ids = await this.#send(queue, messages, this.#life.process);
      await this.#send(queue, this.#doubles(queue, messages), NOBODY);
      return ids;
    });
  }

  async receive(queue: string, options: ReceiveOptions): Promise<Received[]> {
    const { faults } = this.#life.laws;
    const received = await this.#call('receive', queue, false, async () => {
      const taken = await this.#queue.receive(queue, options);
      for (const message of taken) {
        this.#deliveries.received(queue, message);
        const { message_id, body, receive_count } = message;
        this.#tell({ type: 'received', queue, message_id, body, receive_count });
      }
      return taken;
    });
    if (received.length > 0 && faults.happens('receipt_lost', `${this.#life.process} ${queue}`))
      throw new Error(
        `queue.receive: the connection broke while ${countedWere(received.length, 'message')} on the way`,
      );
    if (isFifo(queue) || received.length < 2) return received;
    const chance = faults.chance('reordered');
    return received
      .map((message) => ({ message, draw: chance.float() }))
      .sort((a, b) => a.draw - b.draw)
      .map(({ message }) => message);
  }

  extend(queue: string, receipts: readonly string[], visibility_ms: number): Promise<void> {
    const about = `${queue} ${receipts.length} ${visibility_ms}`;
    return this.#call('extend', about, true, () => this.#queue.extend(queue, receipts, visibility_ms));
  }

  delete(queue: string, receipts: readonly string[]): Promise<void> {
    return this.#call('delete', `${queue} ${receipts.length}`, true, async () => {
      await this.#queue.delete(queue, receipts);
      for (const message of this.#deliveries.deleted(queue, receipts)) {
        const { message_id, body, group } = message;
        this.#tell({ type: 'deleted', queue, message_id, body });
        if (!this.#life.laws.faults.happens('comes_again', queue, 0.5)) continue;
        const again = { body, ...(group === undefined ? {} : { group }) };
        await this.#send(queue, [this.#copy(queue, again, `again-${message_id}`)], NOBODY);
      }
    });
  }

  counts(queue: string): Promise<QueueCounts> {
    return this.#call('counts', queue, false, () => this.#queue.counts(queue));
  }

  peek(queue: string, max: number): Promise<Received[]> {
    return this.#call('peek', queue, false, () => this.#queue.peek(queue, max));
  }

  #call<Result>(
    operation: string,
    about: string,
    changes: boolean,
    apply: () => Promise<Result>,
  ): Promise<Result> {
    const what = { service: 'queue', operation, about, apply, changes } as const;
    return this.#life.call(operation === 'extend' ? { ...what, under_lease: 'leased' } : what);
  }

  /** @param by who does it, for those who watch. */
  async #send(queue: string, messages: readonly Outgoing[], by: string): Promise<string[]> {
    const late = messages.map((message) => this.#delayed(queue, message));
    const ids = await this.#queue.send(queue, late);
    for (const [n, message_id] of ids.entries()) {
      const message = late[n];
      if (message === undefined || !this.#deliveries.isNew(message_id)) continue;
      const { body, delay_ms = 0 } = message;
      this.#life.laws.emit(by, { type: 'sent', queue, message_id, body, delay_ms });
    }
    return ids;
  }

  #doubles(queue: string, messages: readonly Outgoing[]): Outgoing[] {
    const { faults } = this.#life.laws;
    return messages
      .filter(() => faults.happens('doubled', queue))
      .map((message) => this.#copy(queue, message, `twice-${this.#deliveries.count}`));
  }

  /** A FIFO queue drops a second message of the same id for five minutes; later it would not, and so does this. */
  #copy(queue: string, message: Outgoing, dedup_id: string): Outgoing {
    return isFifo(queue) ? { ...message, dedup_id } : message;
  }

  #delayed(queue: string, message: Outgoing): Outgoing {
    if (isFifo(queue)) return message;
    const { faults } = this.#life.laws;
    let delay_ms = message.delay_ms ?? 0;
    if (faults.happens('reordered', queue)) delay_ms += faults.chance('reordered').float() * 5000;
    if (faults.happens('late', queue, 0.3)) delay_ms += faults.chance('late').float() * 120_000;
    return { ...message, delay_ms: Math.min(MAX_DELAY_MS, Math.floor(delay_ms)) };
  }

  #tell(happening: Parameters<Life['laws']['emit']>[1]): void {
    this.#life.laws.emit(this.#life.process, happening);
  }
}
