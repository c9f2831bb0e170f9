import type { EventOf, WorldEvent } from '../kernel/event.ts';
import { type ClientAction, readClientAction } from '../script/client-actions.ts';
import { DeliveriesInHand } from './deliveries-in-hand.ts';
import { asMessage } from '../as-message.ts';

const ASKED = ['delete_index', 'rollback', 'publish_held', 'drop_held'] as const;
type AskedAction = (typeof ASKED)[number];

/**
 * What clients asked for of whole indexes, and who is at it: a request lets a process do what it asks for once for each time
 * that it was given to that process, until that process is done with it.
 */
export class AskedFor {
  readonly #asked = new Set<string>();
  readonly #inHand = new DeliveriesInHand();

  /** @returns the action that begins with this event. */
  on(event: WorldEvent): ClientAction | undefined {
    this.#inHand.on(event);
    if (event.type === 'received') this.#received(event);
    if (event.type !== 'client') return undefined;
    const told = readClientAction(event);
    if (told?.phase !== 'begins') return undefined;
    const { what } = told;
    if (isAsked(what)) this.#asked.add(`${what.action} ${what.index}`);
    return what;
  }

  /** Whether a process may do it now; by the same delivery it may not a second time. */
  take(by: string, action: AskedAction, index: string): boolean {
    return this.#inHand.take(by, `${action} ${index}`);
  }

  /** Whether a process is at it. */
  isAt(by: string, action: AskedAction, index: string): boolean {
    return this.#inHand.of(by, `${action} ${index}`).length > 0;
  }

  #received(event: EventOf<'received'>): void {
    const message = asMessage(event.body);
    const type = ASKED.find((one) => one === message?.type);
    if (type === undefined || message === undefined || !('index' in message)) return;
    const what = `${type} ${message.index}`;
    if (this.#asked.has(what)) this.#inHand.received(event, what);
  }
}

function isAsked(what: ClientAction): what is ClientAction & { readonly action: AskedAction } {
  return ASKED.some((action) => action === what.action);
}
