import type { QueueCounts } from '#ports/queue.ts';
import { compareBytes } from './byte-order.ts';

/** A message in a queue. It can be received from `visible_at_ms` on (Unix ms). */
export interface Queued {
  readonly seq: number;
  readonly message_id: string;
  readonly body: string;
  readonly group: string;
  readonly sent_at_ms: number;
  receive_count: number;
  visible_at_ms: number;
}

/** As SQS has it. */
const DEDUP_MS = 300_000;

/** The messages of one queue, oldest first, and who of them is next. */
export class QueuedMessages {
  readonly #fifo: boolean;
  readonly #messages = new Map<number, Queued>();
  /** Message ids by deduplication id, oldest first. */
  readonly #sent = new Map<string, { readonly message_id: string; readonly forget_at_ms: number }>();
  /** The group served last. */
  #last: string | undefined;

  constructor(fifo: boolean) {
    this.#fifo = fifo;
  }

  /**
   * @param dedup_id means nothing on a standard queue.
   * @returns its id; of a message that was sent before, the id that it got then.
   */
  add(message: Queued, dedup_id: string | undefined): string {
    if (this.#fifo && dedup_id !== undefined) {
      const known = this.#known(dedup_id, message.sent_at_ms);
      if (known !== undefined) return known;
      const { message_id, sent_at_ms } = message;
      this.#sent.set(dedup_id, { message_id, forget_at_ms: sent_at_ms + DEDUP_MS });
    }
    this.#messages.set(message.seq, message);
    return message.message_id;
  }

  /**
   * Takes up to `max` messages, and hides them until `visible_at_ms`. Groups are served in turn, beginning behind the one
   * served last: first one of as many groups as there are, then evenly more of those that have more.
   */
  take(max: number, now_ms: number, visible_at_ms: number): Queued[] {
    const taken: Queued[] = [];
    let groups = this.#nextGroups(now_ms).slice(0, max);
    while (groups.length > 0 && taken.length < max) {
      for (const [at, [group, waiting]] of groups.entries()) {
        const share = Math.ceil((max - taken.length) / (groups.length - at));
        if (share === 0) break;
        taken.push(...waiting.splice(0, share));
        this.#last = group;
      }
      groups = groups.filter(([, waiting]) => waiting.length > 0);
    }
    for (const message of taken) {
      message.receive_count += 1;
      message.visible_at_ms = visible_at_ms;
    }
    return taken;
  }

  /** The message of a delivery, unless it was deleted or delivered again since. */
  held(receipt: string): Queued | undefined {
    const [, seq, count] = /^(\d{1,15})\.([1-9]\d{0,14})$/.exec(receipt) ?? [];
    const message = this.#messages.get(Number(seq));
    return message?.receive_count === Number(count) ? message : undefined;
  }

  delete(message: Queued): void {
    this.#messages.delete(message.seq);
  }

  /** When the next hidden message can be received (Unix ms). */
  nextVisible(now_ms: number): number | null {
    let next_ms: number | null = null;
    for (const { visible_at_ms } of this.#messages.values())
      if (visible_at_ms > now_ms && (next_ms === null || visible_at_ms < next_ms)) next_ms = visible_at_ms;
    return next_ms;
  }

  /** Messages of a FIFO group that wait for another one of it count as ready, as they do in SQS. */
  counts(now_ms: number): QueueCounts {
    const hidden = this.first(Infinity).filter(({ visible_at_ms }) => visible_at_ms > now_ms);
    const delayed = new Set(hidden.filter(({ receive_count }) => receive_count === 0));
    const oldest = this.#messages.values().find((message) => !delayed.has(message));
    return {
      ready: this.#messages.size - hidden.length,
      delayed: delayed.size,
      in_flight: hidden.length - delayed.size,
      ...(oldest === undefined ? {} : { oldest_sent_at_ms: oldest.sent_at_ms }),
    };
  }

  /** The oldest ones, whatever their state. */
  first(max: number): Queued[] {
    return this.#messages.values().take(max).toArray();
  }

  /** What can be received of each group, the group that is next first. */
  #nextGroups(now_ms: number): [group: string, messages: Queued[]][] {
    const groups = Map.groupBy(this.#messages.values(), ({ group }) => group);
    const ready = [...groups].flatMap(([group, messages]): [string, Queued[]][] => {
      // A FIFO group gives its oldest message, or nothing.
      const open = (this.#fifo ? messages.slice(0, 1) : messages).filter(
        ({ visible_at_ms }) => visible_at_ms <= now_ms,
      );
      return open.length === 0 ? [] : [[group, open]];
    });
    ready.sort(([a], [b]) => compareBytes(a, b));
    const last = this.#last;
    const next = last === undefined ? 0 : ready.findIndex(([group]) => compareBytes(group, last) > 0);
    return next === -1 ? ready : [...ready.slice(next), ...ready.slice(0, next)];
  }

  #known(dedup_id: string, now_ms: number): string | undefined {
    for (const [id, { forget_at_ms }] of this.#sent) {
      if (forget_at_ms > now_ms) break;
      this.#sent.delete(id);
    }
    const known = this.#sent.get(dedup_id);
    return known !== undefined && known.forget_at_ms > now_ms ? known.message_id : undefined;
  }
}
