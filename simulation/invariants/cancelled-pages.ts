import { timerSchema } from '#core/tables/timers.ts';
import type { WorldEvent } from '../kernel/event.ts';
import { AskedFor } from './asked-for.ts';
import { ReceivedTimerMessages } from './received-timer-messages.ts';

/** Which pages wait to be packed and need not be: a client cancelled the timer that would have had it done. */
export class CancelledPages {
  readonly #asked = new AskedFor();
  readonly #received = new ReceivedTimerMessages();
  /** Since when a page waits, by its row. */
  readonly #waiting = new Map<string, number>();
  /** When the last timer of an index was dropped that a client wanted cancelled. */
  readonly #dropped = new Map<string, number>();
  /** When the last timer of an index fired. */
  readonly #fired = new Map<string, number>();
  readonly #wanted = new Set<string>();

  on(event: WorldEvent): void {
    const action = this.#asked.on(event);
    this.#received.on(event);
    if (action?.action === 'timer' && action.type === 'cancel_timer')
      this.#wanted.add(`${action.index} ${action.site}`);
    if (event.type !== 'row') return;
    const { table, before, after, at_ms, by } = event;
    if (table === 'pages' && after?.['mark'] !== undefined && before?.['mark'] === undefined)
      this.#waiting.set(`${after.pk} ${after.sk}`, at_ms);
    const timer = table === 'timers' ? timerSchema.safeParse(after).data : undefined;
    if (timer?.state === 'firing') this.#fired.set(timer.index, at_ms);
    if (timer?.state !== 'idle' || before?.['state'] !== 'running' || !this.#wanted.has(timer.sk)) return;
    if (this.#received.take(by, 'cancel_timer', timer.sk)) this.#dropped.set(timer.index, at_ms);
  }

  /** Whether nobody was to pack a page since it waits. */
  has({ pk, sk }: { readonly pk: string; readonly sk: string }): boolean {
    const dropped_ms = this.#dropped.get(pk) ?? -Infinity;
    return (
      dropped_ms >= (this.#waiting.get(`${pk} ${sk}`) ?? Infinity) &&
      dropped_ms >= (this.#fired.get(pk) ?? -Infinity)
    );
  }
}
