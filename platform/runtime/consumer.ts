import PQueue from 'p-queue';
import type { Logger } from 'pino';
import { BadMessage, type Message, parseMessage } from '#messages/registry.ts';
import type { Clock } from '#ports/clock.ts';
import { MAX_BATCH, type Queue, type Received, isFifo } from '#ports/queue.ts';
import type { Random } from '#ports/random.ts';
import type { Table } from '#ports/table.ts';
import { InFlight, type Flight } from './in-flight.ts';
import { type InHand, inHand } from './in-hand.ts';
import type { Metrics } from './metrics.ts';
import type { Outbox } from './outbox.ts';
import type { QueueNames } from './queue-names.ts';
import { Settlement } from './settlement.ts';
import type { Handler, Handling, Idling, WorkerDefinition } from './worker.ts';

export interface ConsumerPorts {
  readonly queue: Queue;
  readonly table: Table;
  readonly clock: Clock;
  readonly random: Random;
  readonly outbox: Outbox;
  readonly names: QueueNames;
  readonly log: Logger;
  readonly metrics: Metrics;
}

export interface ConsumerSettings {
  readonly visibility_ms: number;
  readonly max_failures: number;
  readonly max_receives: number;
}

/** A receive waits this long for a message, whatever polls the queue makes of it: a send ends it anyway. */
const POLL_MS = 20_000;
/** A standby looks this often whether its turn has come. */
const STANDBY_MS = 100;
/** After a receive that failed. */
const TROUBLE_MS = 1000;

/**
 * Runs the handlers of one worker over its queue.
 *
 * The life of a message here: received -> waiting (p-queue holds it) -> running -> one of
 *   done      the handler returned: deleted
 *   put off   it threw RetryLater: sent anew with a delay, the old one deleted (on a FIFO queue: hidden for as long)
 *   failed    it threw anything else: counted, and hidden for a back-off; after max_failures: dead
 *   dead      it cannot be parsed, or was discarded: sent to the dead letters with the reason, deleted
 *   returned  the worker stops: made visible for others, not counted
 * While it waits and runs it is kept hidden (in-flight.ts); settlement.ts does what comes of it.
 */
export class Consumer {
  readonly #worker: WorkerDefinition;
  readonly #ports: ConsumerPorts;
  readonly #settings: ConsumerSettings;
  readonly #real: string;
  /** What metrics call the queue. */
  readonly #label: string;
  readonly #log: Logger;
  readonly #slots: PQueue;
  readonly #flights: InFlight;
  readonly #settlement: Settlement;
  /**
   * Of one receive. One from a FIFO queue: SQS gives as many of a group as fit, which would run side by side here, and
   * whichever fails would be done after those that were sent after it.
   */
  readonly #most: number;
  /** Messages fetched ahead, so that receives come in batches. None from a FIFO queue: others could work on them. */
  readonly #ahead: number;
  readonly #stopping = new AbortController();
  #polling: Promise<void> | undefined;
  #beating: Promise<void> | undefined;

  constructor(worker: WorkerDefinition, ports: ConsumerPorts, settings: ConsumerSettings) {
    this.#worker = worker;
    this.#ports = ports;
    this.#settings = settings;
    this.#real = typeof worker.queue === 'string' ? ports.names.of(worker.queue) : worker.queue.name;
    this.#label = typeof worker.queue === 'string' ? worker.queue : worker.role;
    this.#log = ports.log.child({ queue: this.#real });
    this.#ahead = isFifo(this.#real) ? 0 : Math.min(MAX_BATCH, worker.concurrency);
    this.#most = isFifo(this.#real) ? 1 : MAX_BATCH;
    this.#slots = new PQueue({ concurrency: worker.concurrency });
    this.#flights = new InFlight(
      ports,
      this.#real,
      settings.visibility_ms,
      worker.handler_timeout_ms,
      this.#log,
    );
    this.#settlement = new Settlement(ports, {
      real: this.#real,
      label: this.#label,
      flights: this.#flights,
      log: this.#log,
      max_failures: settings.max_failures,
      onDead: async (dead, reason) => {
        await worker.onDead?.(dead.message, reason, {
          ...this.#idling(),
          ...this.#sending(dead),
          log: dead.log,
        });
      },
    });
  }

  start(): void {
    this.#polling = this.#poll();
    this.#beating = this.#flights.keep();
  }

  /**
   * Lets the poll end, hands back what was not begun, waits for what was.
   * @param grace_ms after this, running handlers are aborted and their messages handed back.
   */
  async stop(grace_ms: number): Promise<void> {
    this.#stopping.abort();
    this.#slots.dispatchEvent(new Event('next'));
    try {
      await this.#polling;
    } finally {
      await this.#finish(grace_ms);
    }
  }

  async #finish(grace_ms: number): Promise<void> {
    this.#slots.clear();
    const unread = await this.#flights.giveBack((flight) => !flight.running);
    if (unread > 0) this.#ports.metrics.ended(this.#label, 'unread', 'returned', unread);
    const late = new AbortController();
    void this.#ports.clock
      .sleep(grace_ms, late.signal)
      .then(() => this.#flights.abortAll('the worker stops'));
    await this.#slots.onIdle();
    late.abort();
    await this.#flights.stop();
    await this.#beating;
  }

  async #poll(): Promise<void> {
    const signal = this.#stopping.signal;
    while (!signal.aborted) {
      if (this.#worker.active?.() === false) {
        await this.#ports.clock.sleep(STANDBY_MS, signal);
        continue;
      }
      const room = await this.#room();
      if (room === 0) return;
      try {
        const received = await this.#ports.queue.receive(this.#real, {
          max: Math.min(this.#most, room),
          wait_ms: POLL_MS,
          visibility_ms: this.#settings.visibility_ms,
          signal,
        });
        for (const message of received) this.#take(message);
      } catch (error) {
        this.#log.error({ err: error }, 'polling failed; trying again');
        await this.#ports.clock.sleep(TROUBLE_MS, signal);
      }
    }
  }

  /** Resolves when nothing waits for a slot any more, with the number of messages that may be taken: 0 at stop. */
  async #room(): Promise<number> {
    for (;;) {
      if (this.#stopping.signal.aborted) return 0;
      const room = this.#worker.concurrency + this.#ahead - this.#slots.size - this.#slots.pending;
      if (this.#slots.size === 0 && room > 0) return room;
      await new Promise((resolve) => {
        this.#slots.addEventListener('next', resolve, { once: true });
      });
    }
  }

  #take(received: Received): void {
    const flight = this.#flights.add(received);
    if (received.receive_count === 1) {
      this.#ports.metrics.delivered(this.#label, this.#ports.clock.now() - received.sent_at_ms);
    }
    const run = async () => {
      if (!this.#flights.begin(flight)) return;
      try {
        await this.#work(flight);
      } catch (error) {
        // Only our own bookkeeping throws here. The message comes back when its visibility ends.
        this.#log.error({ err: error, queue_message_id: received.message_id }, 'settling a message failed');
      } finally {
        this.#flights.remove(flight);
      }
    };
    // Clearing the queue at stop rejects what was not begun; such flights are given back.
    this.#slots.add(run).catch((error: unknown) => {
      if (!this.#stopping.signal.aborted) this.#log.error({ err: error }, 'a slot failed');
    });
  }

  async #work(flight: Flight): Promise<void> {
    const { received } = flight;
    const { metrics, random } = this.#ports;
    let held: InHand;
    try {
      held = inHand(this.#parse(received.body), received, this.#log, random);
    } catch (error) {
      if (!(error instanceof BadMessage)) throw error;
      metrics.taken(this.#label, 'unreadable');
      return this.#settlement.dead(flight, undefined, { code: error.code, reason: error.message });
    }
    metrics.taken(this.#label, held.message.type);
    if (await this.#settlement.isWornOut(received, this.#settings.max_receives)) {
      const reason = `delivered ${received.receive_count} times and never finished`;
      return this.#settlement.dead(flight, held, { code: 'too_many_receives', reason });
    }
    try {
      await this.#handle(held, flight);
    } catch (error) {
      return this.#settlement.thrown(flight, held, error);
    }
    return this.#settlement.done(received, held);
  }

  #parse(body: string): Message {
    const message = parseMessage(body);
    if (this.#worker.handlers[message.type] === undefined) {
      const known = Object.keys(this.#worker.handlers).join(', ');
      throw new BadMessage(
        'wrong_queue',
        `queue ${this.#real} takes ${known}; "${message.type}" was sent to it`,
      );
    }
    return message;
  }

  async #handle(held: InHand, flight: Flight): Promise<void> {
    const { message } = held;
    const { clock, metrics } = this.#ports;
    const handling: Handling = {
      signal: flight.signal,
      message_id: flight.received.message_id,
      receive_count: flight.received.receive_count,
      ...this.#sending(held),
      get log() {
        return held.log;
      },
    };
    // The registry pairs a message's type with the handler's parameter; TypeScript cannot follow that through a lookup.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const handler = this.#worker.handlers[message.type] as Handler<Message['type']>;
    const begun_ms = clock.monotonic();
    const ended = metrics.handling(this.#label, message.type);
    try {
      await handler(message, handling);
    } finally {
      ended(clock.monotonic() - begun_ms);
    }
  }

  /** What is sent because of a message names it. */
  #sending({ id, trace }: InHand): Pick<Handling, 'origin' | 'send'> {
    const origin = { cause: id, trace };
    return { origin, send: (...messages) => this.#ports.outbox.send(messages, origin) };
  }

  #idling(): Idling {
    return {
      signal: this.#stopping.signal,
      log: this.#log,
      send: (...messages) => this.#ports.outbox.send(messages),
    };
  }
}
