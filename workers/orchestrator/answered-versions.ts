/** The newest version that a router answered from, by index: a client never gets an older one later. */
export class AnsweredVersions {
  readonly #versions = new Map<string, number>();

  /** 0 before the first answer. */
  newest(index: string): number {
    return this.#versions.get(index) ?? 0;
  }

  note(index: string, version: number): void {
    const newest = Math.max(this.newest(index), version);
    // The one asked longest ago stands first, and is forgotten when there are too many.
    this.#versions.delete(index);
    this.#versions.set(index, newest);
    const oldest = this.#versions.keys().next();
    if (this.#versions.size > INDEXES_MAX && oldest.done !== true) this.#versions.delete(oldest.value);
  }
}

/** Some ten MB. */
const INDEXES_MAX = 100_000;
