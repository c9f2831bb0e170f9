import { asMessage } from '../as-message.ts';
import type { Message } from '#messages/registry.ts';
import { readDeadLetter } from '#runtime/dead-letter.ts';
import type { QueueNames } from '#runtime/queue-names.ts';
import type { WorldEvent } from '../kernel/event.ts';

/** A message that its last receiver deleted: it is through with it, one way or another. */
export interface HandledMessage {
  /** Real name. */
  readonly queue: string;
  readonly message_id: string;
  /** Undefined for what is no message. */
  readonly message: Message | undefined;
  readonly by: string;
  /** Virtual ms. */
  readonly received_at_ms: number;
  /** `put_off`: sent anew before; `dead`: sent to the dead letters before. */
  readonly end: 'done' | 'put_off' | 'dead';
}

interface InHand extends Omit<HandledMessage, 'message' | 'end' | 'received_at_ms'> {
  readonly body: string;
  received_at_ms: number;
  end: 'done' | 'dead';
}

/**
 * Follows messages of the work queues from hand to hand, by the events alone. One that is put off is sent anew, with
 * the same body, and then deleted. Of several with one body in the hands of a process, each that is sent accounts for
 * one that is deleted: which, nobody can tell, so those that are left count as taken when the first of them was.
 */
export class HandledMessages {
  readonly #work: ReadonlySet<string>;
  readonly #dead: ReadonlySet<string>;
  readonly #inHand = new Map<string, InHand>();
  /** By process, queue and body: how many were sent anew whose old ones are not deleted. */
  readonly #putOff = new Map<string, number>();

  constructor(names: QueueNames) {
    this.#work = new Set(names.work.map(({ queue }) => queue));
    this.#dead = new Set(names.work.map(({ dead }) => dead));
  }

  /** @returns the message that this event ended. */
  on(event: WorldEvent): HandledMessage | undefined {
    if (event.type === 'received' && this.#work.has(event.queue)) {
      const { queue, message_id, body, by, at_ms } = event;
      this.#inHand.set(keyOf(queue, message_id), {
        queue,
        message_id,
        body,
        by,
        received_at_ms: at_ms,
        end: 'done',
      });
    }
    if (event.type === 'sent') this.#sent(event);
    return event.type === 'deleted' ? this.#deleted(event) : undefined;
  }

  #sent({ queue, body, by }: WorldEvent & { type: 'sent' }): void {
    if (this.#dead.has(queue)) {
      const letter = readDeadLetter(body);
      const held =
        letter === undefined ? undefined : this.#inHand.get(keyOf(letter.queue, letter.message_id));
      if (held?.by === by) held.end = 'dead';
    } else if (this.#work.has(queue)) {
      const key = `${by} ${queue} ${body}`;
      if (this.#equals({ by, queue, body }).length > 0)
        this.#putOff.set(key, (this.#putOff.get(key) ?? 0) + 1);
    }
  }

  #deleted({ queue, message_id, by }: WorldEvent & { type: 'deleted' }): HandledMessage | undefined {
    const held = this.#inHand.get(keyOf(queue, message_id));
    this.#inHand.delete(keyOf(queue, message_id));
    if (held?.by !== by) return undefined;
    const { body, ...rest } = held;
    return { ...rest, end: held.end === 'done' ? this.#endOf(held) : held.end, message: asMessage(body) };
  }

  #endOf(held: InHand): 'done' | 'put_off' {
    const key = `${held.by} ${held.queue} ${held.body}`;
    const putOff = this.#putOff.get(key) ?? 0;
    const equals = this.#equals(held);
    if (putOff <= 1 || equals.length === 0) this.#putOff.delete(key);
    else this.#putOff.set(key, putOff - 1);
    if (putOff === 0) return 'done';
    for (const other of equals) other.received_at_ms = Math.min(other.received_at_ms, held.received_at_ms);
    return 'put_off';
  }

  /** What a process has in hand of one body. */
  #equals({ by, queue, body }: Pick<InHand, 'by' | 'queue' | 'body'>): InHand[] {
    return [...this.#inHand.values()].filter(
      (held) => held.by === by && held.queue === queue && held.body === body,
    );
  }
}

function keyOf(queue: string, message_id: string): string {
  return `${queue} ${message_id}`;
}
