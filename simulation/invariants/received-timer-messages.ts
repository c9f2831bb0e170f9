import { indexNameFor } from '#core/crawl/url.ts';
import type { Message, MessageOf } from '#messages/registry.ts';
import type { WorldEvent } from '../kernel/event.ts';
import { asMessage } from './handled-messages.ts';

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

/** Which messages about timers each life of a process was given. */
export class ReceivedTimerMessages {
  readonly #byProcess = new Map<string, Set<string>>();

  on(event: WorldEvent): void {
    if (event.type === 'process' && event.change === 'started') this.#byProcess.delete(event.by);
    if (event.type !== 'received') return;
    const message = asMessage(event.body);
    if (!isTimerMessage(message)) return;
    const given = this.#byProcess.get(event.by) ?? new Set<string>();
    this.#byProcess.set(event.by, given.add(`${message.type} ${timerName(message)}`));
  }

  has(process: string, type: TimerMessageType, timer: string): boolean {
    return this.#byProcess.get(process)?.has(`${type} ${timer}`) === true;
  }
}
