import { indexNameFor } from '#core/crawl/url.ts';
import type { Message, MessageOf } from '#messages/registry.ts';
import type { WorldEvent } from '../kernel/event.ts';
import { DeliveriesInHand } from './deliveries-in-hand.ts';
import { asMessage } from '../as-message.ts';

const TYPES = ['start_timer', 'reset_timer', 'expire_timer', 'cancel_timer'] as const;
type TimerMessageType = (typeof TYPES)[number];
type TimerMessage = MessageOf<TimerMessageType>;

function isTimerMessage(message: Message | undefined): message is TimerMessage {
  return TYPES.some((type) => type === message?.type);
}

/** The name of a timer in its table: `<index> <site>`. */
export function timerName(message: Pick<TimerMessage, 'site' | 'index'>): string {
  return `${message.index ?? indexNameFor(message.site)} ${message.site}`;
}

/**
 * Which messages about timers each process was given and is not done with. One whose write is tried again below, after
 * it was done, takes it for another's, and does what the message asks for on what the row says by then.
 */
export class ReceivedTimerMessages {
  readonly #inHand = new DeliveriesInHand();

  on(event: WorldEvent): void {
    this.#inHand.on(event);
    if (event.type === 'fault' && event.kind === 'retried') this.#retried(event.detail);
    if (event.type !== 'received') return;
    const message = asMessage(event.body);
    if (isTimerMessage(message)) this.#inHand.received(event, `${message.type} ${timerName(message)}`);
  }

  #retried(detail: string): void {
    const [process = '', call = ''] = detail.split(' ');
    if (call.startsWith('table.')) this.#inHand.again(process);
  }

  /** Whether a process may do now what such a message asks of a timer; by the same delivery it may not a second time. */
  take(process: string, type: TimerMessageType, timer: string): boolean {
    return this.#inHand.take(process, `${type} ${timer}`);
  }
}
