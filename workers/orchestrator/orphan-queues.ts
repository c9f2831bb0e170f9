import type { Clock } from '#ports/clock.ts';
import { type Queue, QueueMissing } from '#ports/queue.ts';
import type { QueueNames } from '#runtime/queue-names.ts';
import type { Control } from './control.ts';

export interface OrphanQueuesDeps {
  readonly queue: Pick<Queue, 'list' | 'counts' | 'peek' | 'remove'>;
  readonly clock: Clock;
  readonly control: Pick<Control, 'hasSearcher'>;
  readonly names: QueueNames;
}

/** Counts of SQS may lag by a minute; and a little more. */
const LAG_MS = 65_000;

/**
 * Queues of searchers that were killed while no orchestrator looked: found, watched for a while, and removed. Their
 * dead letters stay for people, as long as there are any: a queue of these is removed when it was empty twice, with
 * {@link LAG_MS} between.
 */
export class OrphanQueues {
  readonly #deps: OrphanQueuesDeps;
  readonly #patience_ms: number;
  #since = new Map<string, number>();
  /** Of queues of dead letters, since when they are empty. */
  readonly #empty = new Map<string, number>();

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
    for (const name of this.#empty.keys()) if (!due.includes(name)) this.#empty.delete(name);
    const removed: string[] = [];
    for (const name of due) if (await this.#remove(name, now_ms)) removed.push(name);
    return removed;
  }

  async #remove(name: string, now_ms: number): Promise<boolean> {
    if (this.#isDeadLetters(name) && !(await this.#isEmpty(name, now_ms))) return false;
    await this.#deps.queue.remove(name);
    return true;
  }

  /** Whether a queue of dead letters was empty now and more than {@link LAG_MS} ago, and never found otherwise between. */
  async #isEmpty(name: string, now_ms: number): Promise<boolean> {
    const since_ms = this.#empty.get(name);
    if (await this.#hasLetters(name, since_ms === undefined || now_ms - since_ms > LAG_MS)) {
      this.#empty.delete(name);
      return false;
    }
    this.#empty.set(name, since_ms ?? now_ms);
    return since_ms !== undefined && now_ms - since_ms > LAG_MS;
  }

  /** @param closely looks for what is not counted yet too, by which others do not get it for a moment. */
  async #hasLetters(name: string, closely: boolean): Promise<boolean> {
    const { queue } = this.#deps;
    try {
      const { ready, delayed, in_flight } = await queue.counts(name);
      if (ready + delayed + in_flight > 0) return true;
      return closely && (await queue.peek(name, 1)).length > 0;
    } catch (error) {
      // SQS lists a queue for a while after it was removed.
      if (error instanceof QueueMissing) return true;
      throw error;
    }
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
