/** What a text takes besides its characters, in characters: its header, and its place in a list or a map. */
const MORE_PER_TEXT = 32;

/** Characters that texts take in memory; those of URLs are a byte each. */
export function charsOf(texts: readonly string[]): number {
  return texts.reduce((chars, text) => chars + text.length + MORE_PER_TEXT, 0);
}

/**
 * What a process remembers by name, and can do without: what was remembered first is forgotten when there is too much.
 * Bounded by number and by characters, for a site chooses how long its URLs are.
 */
export class BoundedMemory<Value> {
  readonly #bounds: { readonly most: number; readonly most_chars: number };
  readonly #charsOf: (value: Value) => number;
  readonly #entries = new Map<string, { readonly value: Value; readonly chars: number }>();
  #chars = 0;

  /**
   * @param bounds.most entries.
   * @param bounds.most_chars of their names and of what `charsOfValue` says. An entry that is larger alone is not kept.
   * @param charsOfValue asked once for each entry.
   */
  constructor(
    bounds: { readonly most: number; readonly most_chars: number },
    charsOfValue: (value: Value) => number = () => 0,
  ) {
    this.#bounds = bounds;
    this.#charsOf = charsOfValue;
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  get(name: string): Value | undefined {
    return this.#entries.get(name)?.value;
  }

  /** Remembers this last. */
  set(name: string, value: Value): void {
    this.delete(name);
    const chars = charsOf([name]) + this.#charsOf(value);
    this.#entries.set(name, { value, chars });
    this.#chars += chars;
    const { most, most_chars } = this.#bounds;
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= most && this.#chars <= most_chars) break;
      this.delete(oldest);
    }
  }

  delete(name: string): void {
    this.#chars -= this.#entries.get(name)?.chars ?? 0;
    this.#entries.delete(name);
  }
}
