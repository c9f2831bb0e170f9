import type { WorldEvent } from '../kernel/event.ts';

interface Pause {
  readonly from_ms: number;
  readonly to_ms: number;
}

/** Knows when which process stood still, in virtual ms. */
export class Pauses {
  readonly #begun = new Map<string, number>();
  readonly #over = new Map<string, Pause[]>();

  on(event: WorldEvent): void {
    if (event.type !== 'process') return;
    const { by, change, at_ms } = event;
    const from_ms = this.#begun.get(by);
    // One pause may begin within another; who dies in one is not in it any more.
    if (change === 'paused') this.#begun.set(by, from_ms ?? at_ms);
    else this.#begun.delete(by);
    if (change === 'resumed' && from_ms !== undefined)
      this.#over.set(by, [...(this.#over.get(by) ?? []), { from_ms, to_ms: at_ms }]);
  }

  /** How long a process stood still in pauses that were over at some moment of this time. */
  length_ms(process: string, from_ms: number, until_ms: number): number {
    return (this.#over.get(process) ?? [])
      .filter(({ to_ms }) => to_ms >= from_ms && to_ms <= until_ms)
      .reduce((sum, pause) => sum + pause.to_ms - pause.from_ms, 0);
  }
}
