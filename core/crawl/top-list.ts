/** The greatest of many, in memory for so many; of equals those that came first. */
export class TopList<Item> {
  readonly #most: number;
  readonly #entries: { readonly item: Item; readonly size: number }[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  add(item: Item, size: number): void {
    const least = this.#entries.at(-1);
    if (this.#entries.length === this.#most && least !== undefined && least.size >= size) return;
    const at = this.#entries.findIndex((entry) => entry.size < size);
    this.#entries.splice(at === -1 ? this.#entries.length : at, 0, { item, size });
    this.#entries.splice(this.#most);
  }

  /** The greatest first. */
  get items(): Item[] {
    return this.#entries.map(({ item }) => item);
  }
}
