/**
 * Gathers single items into batches: what is added in one turn of the event loop, and while all flights are out, goes
 * together. Each caller waits for the batch that carries its item.
 *
 * It bounds calls, not items: callers wait for their item, so there are never more than they are.
 */
export class Batcher<Item, Result> {
  readonly #run: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly #max: number;
  readonly #max_flights: number;
  readonly #waiting: { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void }[] =
    [];
  #flights = 0;
  #scheduled = false;

  /**
   * @param run does a batch; results in the order of the items. When it throws, every item of the batch fails with it.
   * @param max items per batch.
   * @param max_flights batches under way at once.
   */
  constructor(run: (items: readonly Item[]) => Promise<readonly Result[]>, max: number, max_flights: number) {
    this.#run = run;
    this.#max = max;
    this.#max_flights = max_flights;
  }

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#scheduled) return;
      this.#scheduled = true;
      queueMicrotask(() => {
        this.#scheduled = false;
        this.#fly();
      });
    });
  }

  #fly(): void {
    while (this.#waiting.length > 0 && this.#flights < this.#max_flights) {
      const batch = this.#waiting.splice(0, this.#max);
      this.#flights += 1;
      void this.#deliver(batch).finally(() => {
        this.#flights -= 1;
        this.#fly();
      });
    }
  }

  async #deliver(
    batch: { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void }[],
  ) {
    try {
      const results = await this.#run(batch.map(({ item }) => item));
      if (results.length !== batch.length)
        throw new RangeError(`${results.length} results for ${batch.length} items`);
      for (const [position, result] of results.entries()) batch[position]?.resolve(result);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
