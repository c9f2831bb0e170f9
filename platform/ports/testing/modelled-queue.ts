/* oxlint-disable vitest/no-standalone-expect -- the test is declared in queue.model.ts */
import { expect } from 'vitest';
import {
  isFifo,
  MAX_BODY_BYTES,
  MAX_DELAY_MS,
  type Outgoing,
  type QueueCounts,
  type Received,
} from '#ports/queue.ts';
import { GroupTurns } from './group-turns.ts';

/** As the port has it. */
const DEDUP_MS = 300_000;

/** Which of the things that the port leaves open, or that an emulator lacks, a queue does. */
export interface QueueTraits {
  /** A receipt serves until the message is delivered again; otherwise until its visibility ends. */
  readonly late_receipts: boolean;
  /** Groups are served in turn. */
  readonly turns: boolean;
  /** What is received of a standard queue has its group. */
  readonly standard_groups: boolean;
  /** Counts have the oldest message's time. */
  readonly tells_oldest: boolean;
}

interface Kept {
  /** No other message of a run has it: known by it as long as the id is not. */
  readonly body: string;
  readonly group: string | undefined;
  message_id: string | undefined;
  /** `undefined` until it is seen, where the clock is not the model's. */
  sent_at_ms: number | undefined;
  visible_at_ms: number;
  receive_count: number;
  /** Of the last delivery. */
  receipt: string | undefined;
}

interface Remembered {
  readonly dedup_id: string;
  readonly group: string | undefined;
  readonly message_id: string | undefined;
  readonly forget_at_ms: number;
}

/**
 * What may be true of one queue. Where {@link Queue} leaves a choice (which of several messages is received, whether a
 * dedup id holds across groups), it checks that the choice was allowed, and follows it. A receive that does not wait
 * may miss messages of SQS itself; here it has to bring all it may, or a lost message would never be seen.
 */
export class ModelledQueue {
  readonly #name: string;
  readonly #traits: QueueTraits;
  /** Unix ms; stands still where time is not the model's. */
  readonly #now: () => number;
  readonly #clocked: boolean;
  /** Oldest first. */
  #messages: Kept[] = [];
  readonly #remembered: Remembered[] = [];
  readonly #turns = new GroupTurns();
  readonly #ids = new Set<string>();
  readonly #receipts = new Set<string>();

  /** @param now the clock that the queue goes by; without one, none of its times is known, and none ever comes. */
  constructor(name: string, traits: QueueTraits, now: (() => number) | undefined) {
    this.#name = name;
    this.#traits = traits;
    this.#now = now ?? (() => 0);
    this.#clocked = now !== undefined;
  }

  /** Whether a message has to be refused for what it is. */
  static refuses(queue: string, { body, delay_ms = 0, group = '', dedup_id = '' }: Outgoing): boolean {
    if (Buffer.byteLength(body) > MAX_BODY_BYTES) return true;
    if (Number.isNaN(delay_ms) || delay_ms < 0 || delay_ms > MAX_DELAY_MS) return true;
    return isFifo(queue) && (group === '' || dedup_id === '' || delay_ms !== 0);
  }

  /** @param message_id what the send resolved with; `undefined` when it failed for other messages. */
  sent({ body, group = '', delay_ms = 0, dedup_id }: Outgoing, message_id: string | undefined): void {
    const now_ms = this.#now();
    if (isFifo(this.#name) && dedup_id !== undefined) {
      const known = this.#remembered.filter(
        (other) => other.dedup_id === dedup_id && other.forget_at_ms > now_ms,
      );
      const same = known.find((other) => other.group === group);
      const first =
        same ?? known.find((other) => message_id !== undefined && other.message_id === message_id);
      if (first !== undefined) {
        // A send that failed told no ids.
        if (message_id !== undefined)
          expect(message_id, 'the id of a repeat').toBe(first.message_id ?? message_id);
        return;
      }
      this.#remembered.push({ dedup_id, group, message_id, forget_at_ms: now_ms + DEDUP_MS });
    }
    if (message_id !== undefined) this.#newId(message_id);
    this.#messages.push({
      body,
      group: group === '' ? undefined : group,
      message_id,
      sent_at_ms: this.#clocked ? now_ms : undefined,
      visible_at_ms: now_ms + Math.ceil(delay_ms),
      receive_count: 0,
      receipt: undefined,
    });
  }

  received(received: readonly Received[], max: number, visibility_ms: number): void {
    const open = this.#open();
    const groups = new Set(open.map(({ group }) => group));
    expect(received.length, 'as many as there may be').toBe(Math.min(max, open.length));
    const taken = received.map((one) => {
      const message = open.find(({ body }) => body === one.body);
      if (message === undefined) throw new Error(`nobody may receive ${shown(one.body)} now`);
      return message;
    });
    expect(new Set(taken).size, 'each once').toBe(taken.length);
    for (const [n, one] of received.entries()) {
      const message = taken[n];
      if (message !== undefined) this.#deliver(message, one, visibility_ms);
    }
    if (this.#traits.turns) this.#turns.served(groups, new Set(taken.map(({ group }) => group)), max);
  }

  extended(receipts: readonly string[], visibility_ms: number): void {
    for (const receipt of receipts) {
      const message = this.#held(receipt);
      if (message !== undefined) message.visible_at_ms = this.#now() + Math.ceil(visibility_ms);
    }
  }

  deleted(receipts: readonly string[]): void {
    for (const receipt of receipts) {
      const message = this.#held(receipt);
      this.#messages = this.#messages.filter((other) => other !== message);
    }
  }

  counted(counts: QueueCounts): void {
    const hidden = this.#messages.filter((message) => !this.#visible(message));
    const delayed = hidden.filter(({ receive_count }) => receive_count === 0);
    const oldest = this.#messages.find((message) => !delayed.includes(message));
    expect(counts).toEqual({
      ready: this.#messages.length - hidden.length,
      delayed: delayed.length,
      in_flight: hidden.length - delayed.length,
      ...(this.#traits.tells_oldest && oldest !== undefined && { oldest_sent_at_ms: oldest.sent_at_ms }),
    });
  }

  peeked(peeked: readonly Received[], max: number): void {
    expect(peeked.length).toBe(Math.min(max, this.#messages.length));
    const seen = peeked.map((one) => {
      const message = this.#messages.find(({ body }) => body === one.body);
      if (message === undefined) throw new Error(`a peek shows ${shown(one.body)}, which is not there`);
      this.#compare(message, one);
      expect(one).toMatchObject({ receipt: '', receive_count: message.receive_count });
      return message;
    });
    expect(seen, 'oldest first, each once').toEqual(this.#messages.filter((one) => seen.includes(one)));
    if (!isFifo(this.#name)) return;
    for (const group of new Set(seen.map((message) => message.group))) {
      const ofGroup = (message: Kept): boolean => message.group === group;
      const shownOf = seen.filter(ofGroup);
      expect(shownOf, 'the front of a FIFO group').toEqual(
        this.#messages.filter(ofGroup).slice(0, shownOf.length),
      );
    }
  }

  /** What somebody may receive now: of a FIFO group its oldest message, or nothing. */
  #open(): Kept[] {
    const first = isFifo(this.#name)
      ? [...Map.groupBy(this.#messages, ({ group }) => group).values()].flatMap((group) => group.slice(0, 1))
      : this.#messages;
    return first.filter((message) => this.#visible(message));
  }

  #deliver(message: Kept, received: Received, visibility_ms: number): void {
    this.#compare(message, received);
    if (message.message_id === undefined) this.#newId(received.message_id);
    message.message_id = received.message_id;
    message.sent_at_ms = received.sent_at_ms;
    message.receive_count += 1;
    expect(received.receive_count).toBe(message.receive_count);
    expect(this.#receipts, 'receipts of earlier deliveries').not.toContain(received.receipt);
    this.#receipts.add(received.receipt);
    message.receipt = received.receipt;
    message.visible_at_ms = this.#now() + Math.ceil(visibility_ms);
  }

  #compare(message: Kept, { message_id, group, sent_at_ms }: Received): void {
    const tellsGroup = isFifo(this.#name) || this.#traits.standard_groups;
    expect({ message_id, group, sent_at_ms }).toEqual({
      message_id: message.message_id ?? message_id,
      group: tellsGroup ? message.group : undefined,
      sent_at_ms: message.sent_at_ms ?? sent_at_ms,
    });
  }

  #newId(message_id: string): void {
    expect(message_id).not.toBe('');
    expect(this.#ids, 'ids of other messages').not.toContain(message_id);
    this.#ids.add(message_id);
  }

  /** The message that a receipt stands for, if it still does. */
  #held(receipt: string): Kept | undefined {
    const message = this.#messages.find((one) => one.receipt === receipt);
    if (message === undefined) return undefined;
    return this.#traits.late_receipts || !this.#visible(message) ? message : undefined;
  }

  #visible({ visible_at_ms }: Kept): boolean {
    return visible_at_ms <= this.#now();
  }
}

function shown(body: string): string {
  return JSON.stringify(body.length > 40 ? `${body.slice(0, 40)}...` : body);
}
