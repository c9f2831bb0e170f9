/** Items in order, no two of them equal. Finding one takes the logarithm of their number. */
export class SortedList<Item> {
  readonly #compare: (a: Item, b: Item) => number;
  readonly #items: Item[] = [];

  constructor(compare: (a: Item, b: Item) => number) {
    this.#compare = compare;
  }

  /** Adds an item, unless there is an equal one. */
  add(item: Item): void {
    const at = this.#place(item);
    const there = this.#items[at];
    if (there === undefined || this.#compare(there, item) !== 0) this.#items.splice(at, 0, item);
  }

  delete(item: Item): void {
    const at = this.#place(item);
    const there = this.#items[at];
    if (there !== undefined && this.#compare(there, item) === 0) this.#items.splice(at, 1);
  }

  /**
   * The items that lie neither before nor behind a range, from its start or from its end. Both questions are about order:
   * what is true of an item is true of all before it, or behind it. Nothing may be added or
   * deleted meanwhile.
   */
  *between(
    isBefore: (item: Item) => boolean,
    isBehind: (item: Item) => boolean,
    reverse = false,
  ): Generator<Item> {
    const start = this.#first((item) => !isBefore(item));
    const end = this.#first(isBehind);
    for (let n = start; n < end; n++) {
      const item = this.#items[reverse ? start + end - 1 - n : n];
      if (item !== undefined) yield item;
    }
  }

  #place(item: Item): number {
    return this.#first((other) => this.#compare(other, item) >= 0);
  }

  /** The position of the first item for which it is true, and with it for all behind. */
  #first(isTrue: (item: Item) => boolean): number {
    let from = 0;
    let to = this.#items.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const item = this.#items[middle];
      if (item !== undefined && !isTrue(item)) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
