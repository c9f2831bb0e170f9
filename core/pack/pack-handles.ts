import type { PackIndex } from './impact/pack-index.ts';
import { openIndex } from './open-index.ts';

/** What open packs of a thread may take, and how many there are. */
interface HandleBounds {
  readonly handles: number;
  /** Of memory, beside the pages of SQLite. One pack may take more by itself. */
  readonly bytes: number;
}

/** Open packs of one thread, by path; those that were not asked for the longest are closed when there are too many, or they take too much. */
export class PackHandles {
  readonly #open = new Map<string, PackIndex>();
  readonly #most: HandleBounds;

  constructor(most: HandleBounds) {
    this.#most = most;
  }

  /** The open pack, good until another is asked for. @throws {ForeignPack} {@link CorruptPack} */
  get(path: string): PackIndex {
    const known = this.#open.get(path);
    this.#open.delete(path);
    const pack = known ?? openIndex(path);
    this.#open.set(path, pack);
    while (this.#isTooMuch()) this.#closeOldest();
    return pack;
  }

  close(path: string): void {
    this.#open.get(path)?.close();
    this.#open.delete(path);
  }

  get size(): number {
    return this.#open.size;
  }

  /** What they take grows as they are asked: it is added up anew. */
  #isTooMuch(): boolean {
    if (this.#open.size > this.#most.handles) return true;
    let bytes = 0;
    for (const pack of this.#open.values()) bytes += pack.bytes;
    return bytes > this.#most.bytes && this.#open.size > 1;
  }

  #closeOldest(): void {
    const [oldest] = this.#open.keys();
    if (oldest !== undefined) this.close(oldest);
  }
}
