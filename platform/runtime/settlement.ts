import type { Logger } from 'pino';
import { MAX_BATCH, MAX_BODY_BYTES, MAX_DELAY_MS, type Received, asBody, isFifo } from '#ports/queue.ts';
import { backoff } from './backoff.ts';
import { Batcher } from './batcher.ts';
import type { ConsumerPorts } from './consumer.ts';
import type { DeadLetter } from './dead-letter.ts';
import { Failures } from './failures.ts';
import type { Flight, InFlight } from './in-flight.ts';
import type { InHand } from './in-hand.ts';
import type { MessageOutcome } from './metrics.ts';
import { Discard, RetryLater } from './worker.ts';

export interface SettlementOptions {
  /** Real name of the queue. */
  readonly real: string;
  /** What metrics call it. */
  readonly label: string;
  readonly flights: InFlight;
  readonly log: Logger;
  /** Failures of a message after which it is dead. */
  readonly max_failures: number;
  /** Told of a message that could be read and is given up, before it goes to the dead letters. */
  readonly onDead: (dead: InHand, reason: string) => Promise<void>;
}

/** Why a message is dead. */
export interface Death {
  readonly code: string;
  readonly reason: string;
  readonly failures?: number;
}

/** Characters of a reason that are kept: a letter with a longer one might be longer than a queue takes, and never die. */
const MOST_REASON = 2000;
/** Deletes gather while one batch is under way: few calls and full ones. */
const DELETE_FLIGHTS = 1;

/** What becomes of a message when its handler is through with it, one way or another. */
export class Settlement {
  readonly #ports: ConsumerPorts;
  readonly #options: SettlementOptions;
  readonly #fifo: boolean;
  readonly #failures: Failures;
  readonly #deletes: Batcher<string, undefined>;

  constructor(ports: ConsumerPorts, options: SettlementOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#fifo = isFifo(options.real);
    this.#failures = new Failures(ports.table, options.real);
    this.#deletes = new Batcher(
      async (receipts) => {
        await ports.queue.delete(options.real, receipts);
        return receipts.map(() => undefined);
      },
      MAX_BATCH,
      DELETE_FLIGHTS,
    );
  }

  /** The handler returned. */
  async done(received: Received, held: InHand): Promise<void> {
    await this.#remove(received);
    this.#count(held, 'done');
  }

  /** The handler threw: a decision, or a failure. */
  async thrown(flight: Flight, held: InHand, error: unknown): Promise<void> {
    if (error instanceof RetryLater) return this.#putOff(flight, held, error);
    if (error instanceof Discard)
      return this.dead(flight, held, { code: 'discarded', reason: error.message });
    if (!flight.returning) return this.#failed(flight, held, error);
    await this.#hide(flight, 0);
    this.#count(held, 'returned');
  }

  /**
   * Whether a message was delivered more than `most` times, without those that it was put off: waiting for room takes
   * days. Those are asked for only when it matters.
   */
  async isWornOut({ message_id, receive_count }: Received, most: number): Promise<boolean> {
    if (receive_count <= most) return false;
    return receive_count - (await this.#failures.putOffs(message_id)) > most;
  }

  /** Given up: told to the worker, sent to the dead letters with the reason, deleted. */
  async dead(flight: Flight, held: InHand | undefined, death: Death): Promise<void> {
    const { real, log, onDead } = this.#options;
    const { received } = flight;
    const { message_id } = received;
    const { code } = death;
    const reason = death.reason.slice(0, MOST_REASON);
    if (held === undefined) log.error({ queue_message_id: message_id, code, reason }, 'message is dead');
    else held.log.error({ queue_message_id: message_id, code, reason }, 'message is dead');
    if (held !== undefined) await onDead(held, reason);
    // A group of its own for each: people take dead letters in any order.
    const routing = this.#fifo ? { group: message_id, dedup_id: message_id } : {};
    const body = this.#letter(received, { ...death, reason });
    await this.#ports.queue.send(this.#ports.names.dead(real), [{ body, ...routing }]);
    await this.#deletes.add(received.receipt);
    await this.#failures.forget(message_id);
    this.#count(held, 'dead');
  }

  #letter(received: Received, { code, reason, failures = 0 }: Death): string {
    const letter: DeadLetter = {
      queue: this.#options.real,
      message_id: received.message_id,
      ...(received.group === undefined ? {} : { group: received.group }),
      code,
      reason,
      failures,
      receive_count: received.receive_count,
      sent_at_ms: received.sent_at_ms,
      died_at_ms: this.#ports.clock.now(),
      body: received.body,
    };
    const text = asBody(letter);
    if (Buffer.byteLength(text) <= MAX_BODY_BYTES) return text;
    // With its envelope it is longer than a queue takes: a sixth of the bound fits however it is escaped.
    const cut = `${reason} (the body, of ${received.body.length} characters, is cut)`;
    return asBody({
      ...letter,
      reason: cut,
      body: received.body.slice(0, MAX_BODY_BYTES / 6 - 4000),
    });
  }

  async #failed(flight: Flight, held: InHand, error: unknown): Promise<void> {
    const { message_id } = flight.received;
    const reason = reasonOf(error);
    const failures = await this.#failures.add(flight.received, reason, this.#ports.clock.now());
    if (failures >= this.#options.max_failures)
      return this.dead(flight, held, { code: 'failed', reason, failures });
    const wait_ms = backoff(failures, this.#ports.random);
    held.log.warn({ err: error, queue_message_id: message_id, failures, wait_ms }, 'failed');
    await this.#hide(flight, wait_ms);
    this.#count(held, 'failed');
  }

  async #putOff(flight: Flight, held: InHand, decision: RetryLater): Promise<void> {
    const { received } = flight;
    const delay_ms = Math.min(MAX_DELAY_MS, Math.max(0, decision.delay_ms));
    held.log.debug({ delay_ms, reason: decision.message }, 'put off');
    // A FIFO queue takes no delay; the group waits, which keeps its order.
    if (this.#fifo) {
      await this.#failures.addPutOff(received.message_id);
      await this.#hide(flight, delay_ms);
    } else {
      const group = received.group === undefined ? {} : { group: received.group };
      const body = withId(received.body, held);
      await this.#ports.queue.send(this.#options.real, [{ body, delay_ms, ...group }]);
      await this.#remove(received);
    }
    this.#count(held, 'put_off');
  }

  async #remove({ receipt, receive_count, message_id }: Received): Promise<void> {
    await this.#deletes.add(receipt);
    // One that was delivered once has not failed.
    if (receive_count > 1) await this.#failures.forget(message_id);
  }

  #count(held: InHand | undefined, outcome: MessageOutcome): void {
    this.#ports.metrics.ended(this.#options.label, held?.message.type ?? 'unreadable', outcome);
  }

  /** Leaves the message in the queue, hidden for so long. */
  async #hide(flight: Flight, visibility_ms: number): Promise<void> {
    await this.#options.flights.release(flight);
    await this.#ports.queue.extend(this.#options.real, [flight.received.receipt], visibility_ms);
  }
}

/**
 * The body of a message, with the id that it is known by: the queue gives each copy another one. What else is in it stays as
 * its sender wrote it. A body that has no room for an id goes without.
 */
function withId(body: string, { message, id }: InHand): string {
  if (message.id !== undefined) return body;
  // It could be read: it is an object, and not an empty one.
  const named = body.replace('{', () => `{"id":${JSON.stringify(id)},`);
  return Buffer.byteLength(named) <= MAX_BODY_BYTES ? named : body;
}

/** Of errors that came while what had failed was being cleared away, the first: the others follow from it. */
function reasonOf(error: unknown): string {
  let first = error;
  while (first instanceof SuppressedError) first = first.suppressed;
  return first instanceof Error ? `${first.name}: ${first.message}` : String(first);
}
