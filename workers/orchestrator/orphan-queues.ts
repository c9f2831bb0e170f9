import type { Clock } from '#ports/clock.ts';
import type { Queue } from '#ports/queue.ts';
import type { QueueNames } from '#runtime/queue-names.ts';
import type { Control } from './control.ts';

export interface OrphanQueuesDeps {
  readonly queue: Pick<Queue, 'list' | 'counts' | 'remove'>;
  readonly clock: Clock;
  readonly control: Pick<Control, 'hasSearcher'>;
  readonly names: QueueNames;
}

/**
 * Queues of searchers that were killed while no orchestrator looked: found, watched for a while, and removed. Their
 * dead letters stay for people, as long as there are any.
 */
export class OrphanQueues {
  readonly #deps: OrphanQueuesDeps;
  readonly #patience_ms: number;
  #since = new Map<string, number>();

  /** @param patience_ms how long a searcher may go without a registration before its queue is an orphan's. */
  constructor(deps: OrphanQueuesDeps, patience_ms: number) {
    this.#deps = deps;
    this.#patience_ms = patience_ms;
  }

  /** One look. @returns the queues it removed. */
  async look(): Promise<string[]> {
    const now_ms = this.#deps.clock.monotonic();
    const names = await this.#deps.queue.list(this.#deps.names.searcher(''));
    const orphans = names.filter((name) => !this.#deps.control.hasSearcher(this.#searcherOf(name)));
    this.#since = new Map(orphans.map((name) => [name, this.#since.get(name) ?? now_ms]));
    const due = orphans.filter((name) => now_ms - (this.#since.get(name) ?? now_ms) >= this.#patience_ms);
    const removed: string[] = [];
    for (const name of due) if (await this.#remove(name)) removed.push(name);
    return removed;
  }

  async #remove(name: string): Promise<boolean> {
    if (this.#isDeadLetters(name)) {
      const { ready, delayed, in_flight } = await this.#deps.queue.counts(name);
      if (ready + delayed + in_flight > 0) return false;
    }
    await this.#deps.queue.remove(name);
    return true;
  }

  #searcherOf(name: string): string {
    const { names } = this.#deps;
    const end = this.#isDeadLetters(name) ? name.length - names.dead('').length : name.length;
    return name.slice(names.searcher('').length, end);
  }

  #isDeadLetters(name: string): boolean {
    return name.endsWith(this.#deps.names.dead(''));
  }
}
