import { ModelledQueue, type QueueTraits } from './modelled-queue.ts';

/** What may be true of all queues of a run. */
export class ModelledQueues {
  readonly #prefix: string;
  readonly #traits: QueueTraits;
  readonly #now: (() => number) | undefined;
  readonly #queues = new Map<string, ModelledQueue>();
  /** Of every delivery so far, also of queues that were removed. */
  readonly #receipts: { readonly queue: string; readonly receipt: string }[] = [];
  #bodies = 0;

  /** @param prefix begins the names of this run, so that it has queues of its own. */
  constructor(prefix: string, traits: QueueTraits, now?: () => number) {
    this.#prefix = prefix;
    this.#traits = traits;
    this.#now = now;
  }

  /** What a queue of a plan is called in this run. */
  named(name: string): string {
    return this.#prefix + name;
  }

  create(queue: string): void {
    if (this.#queues.has(queue)) return;
    this.#queues.set(queue, new ModelledQueue(queue, this.#traits, this.#now));
  }

  remove(queue: string): void {
    this.#queues.delete(queue);
  }

  get(queue: string): ModelledQueue | undefined {
    return this.#queues.get(queue);
  }

  names(): string[] {
    return [...this.#queues.keys()].sort();
  }

  noteReceipts(queue: string, receipts: readonly string[]): void {
    this.#receipts.push(...receipts.map((receipt) => ({ queue, receipt })));
  }

  /** Receipts that a queue gave out, or all queues; the oldest first. */
  receipts(queue?: string): string[] {
    return this.#receipts
      .filter((one) => queue === undefined || one.queue === queue)
      .map(({ receipt }) => receipt);
  }

  /** A number that no message of this run has yet. */
  nextBody(): number {
    this.#bodies += 1;
    return this.#bodies;
  }
}
