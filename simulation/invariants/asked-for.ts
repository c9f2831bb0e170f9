import type { WorldEvent } from '../kernel/event.ts';
import { type ClientAction, readClientAction } from '../script/client-actions.ts';

/** What clients asked for so far, whether or not they were told that it was accepted. */
export class AskedFor {
  readonly #actions: ClientAction[] = [];

  /** @returns the action that begins with this event. */
  on(event: WorldEvent): ClientAction | undefined {
    if (event.type !== 'client') return undefined;
    const told = readClientAction(event);
    if (told?.phase !== 'begins') return undefined;
    this.#actions.push(told.what);
    return told.what;
  }

  /** Whether an index was to be deleted, or rolled back. */
  has(action: 'delete_index' | 'rollback', index: string): boolean {
    return this.#actions.some((asked) => asked.action === action && asked.index === index);
  }
}
