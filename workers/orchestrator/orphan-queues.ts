import type { Clock } from '#ports/clock.ts';
import type { Queue } from '#ports/queue.ts';
import type { Control } from './control.ts';
import { searcherQueue } from './send-to-searcher.ts';

/** Queues of searchers that were killed while no orchestrator looked: found, watched for a while, and removed. */
export class OrphanQueues {
  readonly #queue: Queue;
  readonly #clock: Clock;
  readonly #control: Control;
  readonly #prefix: string;
  readonly #patience_ms: number;
  #since = new Map<string, number>();

  /** @param patience_ms how long a searcher may go without a registration before its queue is an orphan's. */
  constructor(deps: { queue: Queue; clock: Clock; control: Control; prefix: string }, patience_ms: number) {
    this.#queue = deps.queue;
    this.#clock = deps.clock;
    this.#control = deps.control;
    this.#prefix = searcherQueue(deps.prefix, '');
    this.#patience_ms = patience_ms;
  }

  /** One look. @returns the queues it removed. */
  async look(): Promise<string[]> {
    const now_ms = this.#clock.monotonic();
    const names = await this.#queue.list(this.#prefix);
    const orphans = names.filter((name) => !this.#control.hasSearcher(name.slice(this.#prefix.length)));
    this.#since = new Map(orphans.map((name) => [name, this.#since.get(name) ?? now_ms]));
    const due = orphans.filter((name) => now_ms - (this.#since.get(name) ?? now_ms) >= this.#patience_ms);
    for (const name of due) await this.#queue.remove(name);
    return due;
  }
}
