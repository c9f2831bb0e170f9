import type { Logger } from 'pino';
import type { Message, MessageOf, MessageType } from '#messages/registry.ts';
import type { Origin } from './outbox.ts';
import type { LogicalQueue } from '#messages/message.ts';

/**
 * What a handler is given beside the message. Everything it sends is marked as caused by the message in hand.
 */
export interface Handling {
  /** Aborts when the handler's deadline has passed or the worker must stop at once. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** The queue's id of the message in hand: the same at every delivery. */
  readonly message_id: string;
  /** Deliveries of this message, this one included. */
  readonly receive_count: number;
  /** What comes of the message in hand and is sent by other means than `send` says so by this. */
  readonly origin: Origin;
  /** Sends messages to the queues of their types, in batches. Resolves when they are durable. */
  readonly send: (...messages: readonly Message[]) => Promise<void>;
}

/**
 * Does what one message asks for. When it returns, the message is deleted. It may throw {@link RetryLater} to put the
 * message off or {@link Discard} to end it; anything else counts as a failure, and the message is tried again until it
 * has failed too often.
 */
export type Handler<Type extends MessageType> = (
  message: MessageOf<Type>,
  handling: Handling,
) => Promise<void>;

export type Handlers = { readonly [Type in MessageType]?: Handler<Type> };

/** A worker, declared: which queue it consumes and what it does with each type. The runtime runs it. */
export interface WorkerDefinition {
  readonly role: WorkerRole;
  /** A logical queue, or the real name of a queue of its own. */
  readonly queue: LogicalQueue | { readonly name: string };
  readonly handlers: Handlers;
  /** Messages in work at once. */
  readonly concurrency: number;
  /** A handler is aborted after this. */
  readonly handler_timeout_ms: number;
  /** Consume nothing while this says false (a standby); absent means always. */
  readonly active?: () => boolean;
  /** A message was given up: it goes to the dead letters after this. */
  readonly onDead?: (message: Message, reason: string, handling: Idling) => Promise<void>;
  /** Loops that run beside the consuming: clocks, heartbeats, servers. Each ends when the signal aborts. */
  readonly background?: readonly Background[];
}

/** What work outside a message is given. */
export type Idling = Pick<Handling, 'signal' | 'log' | 'send'>;

export interface Background {
  readonly name: string;
  run(handling: Idling): Promise<void>;
}

export const ROLES = ['indexer', 'crawler', 'timer', 'packer', 'orchestrator', 'searcher'] as const;
export type WorkerRole = (typeof ROLES)[number];

/** Thrown by a handler: not now. No failure; the message comes back after the delay. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
  readonly delay_ms: number;
  constructor(delay_ms: number, reason: string) {
    super(reason);
    this.delay_ms = delay_ms;
  }
}

/** Thrown by a handler: never. The message goes to the dead letters at once, with this reason. */
export class Discard extends Error {
  override readonly name = 'Discard';
}
