import type { Logger } from 'pino';
import type { Message } from '#messages/registry.ts';
import { MAX_BATCH, MAX_BODY_BYTES, MAX_DELAY_MS, type Received } from '#ports/queue.ts';
import { backoff } from './backoff.ts';
import { Batcher } from './batcher.ts';
import type { ConsumerPorts } from './consumer.ts';
import type { DeadLetter } from './dead-letter.ts';
import { Failures } from './failures.ts';
import type { Flight, InFlight } from './in-flight.ts';
import { isFifo } from './queue-names.ts';
import { Discard, RetryLater } from './worker.ts';

export interface SettlementOptions {
  /** Real name of the queue. */
  readonly real: string;
  readonly flights: InFlight;
  readonly log: Logger;
  /** Failures of a message after which it is dead. */
  readonly max_failures: number;
  /** Told of a message that could be read and is given up, before it goes to the dead letters. */
  readonly onDead: (message: Message, reason: string) => Promise<void>;
}

/** Why a message is dead. */
export interface Death {
  readonly code: string;
  readonly reason: string;
  readonly failures?: number;
}

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
  async done({ receipt, receive_count, message_id }: Received): Promise<void> {
    await this.#deletes.add(receipt);
    // One that was delivered once has not failed.
    if (receive_count > 1) await this.#failures.forget(message_id);
  }

  /** The handler threw: a decision, or a failure. */
  async thrown(flight: Flight, message: Message, error: unknown): Promise<void> {
    if (error instanceof RetryLater) return this.#putOff(flight, error);
    if (error instanceof Discard)
      return this.dead(flight, message, { code: 'discarded', reason: error.message });
    if (flight.returning) return this.#hide(flight, 0);
    return this.#failed(flight, message, error);
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
  async dead(flight: Flight, message: Message | undefined, death: Death): Promise<void> {
    const { real, log, onDead } = this.#options;
    const { received } = flight;
    log.error({ message_id: received.message_id, code: death.code, reason: death.reason }, 'message is dead');
    if (message !== undefined) await onDead(message, death.reason);
    // A group of its own for each: people take dead letters in any order.
    const routing = this.#fifo ? { group: received.message_id, dedup_id: received.message_id } : {};
    const body = this.#letter(received, death);
    await this.#ports.queue.send(this.#ports.names.dead(real), [{ body, ...routing }]);
    await this.#deletes.add(received.receipt);
    await this.#failures.forget(received.message_id);
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
    const text = JSON.stringify(letter);
    if (Buffer.byteLength(text) <= MAX_BODY_BYTES) return text;
    // With its envelope it is longer than a queue takes: a sixth of the bound fits however it is escaped.
    const cut = `${reason} (the body, of ${received.body.length} characters, is cut)`;
    return JSON.stringify({
      ...letter,
      reason: cut,
      body: received.body.slice(0, MAX_BODY_BYTES / 6 - 4000),
    });
  }

  async #failed(flight: Flight, message: Message, error: unknown): Promise<void> {
    const { log, max_failures } = this.#options;
    const { message_id } = flight.received;
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const failures = await this.#failures.add(message_id, reason, this.#ports.clock.now());
    if (failures >= max_failures) return this.dead(flight, message, { code: 'failed', reason, failures });
    const wait_ms = backoff(failures, this.#ports.random);
    log.warn({ err: error, type: message.type, message_id, failures, wait_ms }, 'failed');
    return this.#hide(flight, wait_ms);
  }

  async #putOff(flight: Flight, decision: RetryLater): Promise<void> {
    const { received } = flight;
    const delay_ms = Math.min(MAX_DELAY_MS, Math.max(0, decision.delay_ms));
    this.#options.log.debug(
      { message_id: received.message_id, delay_ms, reason: decision.message },
      'put off',
    );
    // A FIFO queue takes no delay; the group waits, which keeps its order.
    if (this.#fifo) {
      await this.#failures.addPutOff(received.message_id);
      return this.#hide(flight, delay_ms);
    }
    const group = received.group === undefined ? {} : { group: received.group };
    await this.#ports.queue.send(this.#options.real, [{ body: received.body, delay_ms, ...group }]);
    return this.done(received);
  }

  /** Leaves the message in the queue, hidden for so long. */
  async #hide(flight: Flight, visibility_ms: number): Promise<void> {
    await this.#options.flights.release(flight);
    await this.#ports.queue.extend(this.#options.real, [flight.received.receipt], visibility_ms);
  }
}
