import { MAX_BATCH, MAX_BODY_BYTES, asBody, isFifo, type Outgoing, type Queue } from '#ports/queue.ts';
import type { Random } from '#ports/random.ts';
import { type Message, checkMessage, queueOf } from '#messages/registry.ts';
import { Batcher } from './batcher.ts';
import type { QueueNames } from './queue-names.ts';
import { type Trace, childOf, parseTraceparent, traceparentOf } from './trace.ts';

/** Batches under way per queue: SQS answers in milliseconds, so a few flights fill a core. */
const FLIGHTS = 8;

/** What messages come from. */
export interface Origin {
  /** Id of the message that they come from. */
  readonly cause?: string;
  /** The step that they come of. Without one they begin a trace, all of one call the same. */
  readonly trace?: Trace;
}

/** Sends typed messages to the queues of their types, many callers' messages in one batch. */
export class Outbox {
  readonly #queue: Queue;
  readonly #names: QueueNames;
  readonly #random: Random;
  readonly #batchers = new Map<string, Batcher<Outgoing, string>>();

  constructor(ports: { queue: Queue; names: QueueNames; random: Random }) {
    this.#queue = ports.queue;
    this.#names = ports.names;
    this.#random = ports.random;
  }

  /**
   * Sends messages; each gets an id if it has none, and a `traceparent`: a child of its own if it has one, else of the
   * trace that it comes of. Resolves when all are durable.
   * @param options `delay_ms`: nobody receives them before (standard queues).
   * @throws {BadMessage} when one is not of its schema; none is sent then.
   * @throws {SendFailed}
   */
  async send(messages: readonly Message[], options: Origin & { delay_ms?: number } = {}): Promise<void> {
    const trace = options.trace ?? childOf(undefined, this.#random);
    const outgoing = messages.map((message) => this.#address(message, { ...options, trace }));
    await Promise.all(outgoing.map(([real, item]) => this.#batcher(real).add(item)));
  }

  /** Sends one message to a queue that is not in the registry: that of a searcher. */
  async sendTo(real: string, message: Message, origin: Origin = {}): Promise<void> {
    await this.#batcher(real).add({ body: asBody(this.#stamp(message, origin)) });
  }

  #address(message: Message, options: Origin & { delay_ms?: number }): [string, Outgoing] {
    const queue = queueOf(message.type);
    if (queue === 'searcher')
      throw new TypeError(`${message.type} goes to the queue of one searcher: use sendTo`);
    const stamped = this.#stamp(message, options);
    const real = this.#names.of(queue);
    const body = asBody(stamped);
    if (Buffer.byteLength(body) > MAX_BODY_BYTES) {
      throw new RangeError(
        `a ${message.type} message of ${body.length} characters is longer than the queues take`,
      );
    }
    const delay = options.delay_ms === undefined ? {} : { delay_ms: options.delay_ms };
    return [real, { body, ...routing(stamped, isFifo(real)), ...delay }];
  }

  #stamp(message: Message, { cause, trace }: Origin): Message & { id: string } {
    checkMessage(message);
    const parent = parseTraceparent(message.traceparent) ?? trace;
    return {
      ...message,
      id: message.id ?? this.#random.id(),
      ...(cause === undefined ? {} : { cause }),
      traceparent: traceparentOf(childOf(parent, this.#random)),
    };
  }

  #batcher(real: string): Batcher<Outgoing, string> {
    let batcher = this.#batchers.get(real);
    if (batcher === undefined) {
      batcher = new Batcher((items) => this.#queue.send(real, items), MAX_BATCH, FLIGHTS);
      this.#batchers.set(real, batcher);
    }
    return batcher;
  }
}

/** Group and, on a FIFO queue, deduplication id. Never from the body: SQS swallows equal bodies for five minutes. */
function routing(message: Message & { id: string }, fifo: boolean): { group?: string; dedup_id?: string } {
  const site = 'site' in message ? message.site : undefined;
  const index = 'index' in message ? message.index : undefined;
  if (fifo) return { group: index ?? site ?? 'none', dedup_id: message.id };
  return site === undefined ? {} : { group: site };
}
