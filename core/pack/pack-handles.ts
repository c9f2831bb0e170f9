import { PackIndex } from './impact/pack-index.ts';
import { openPack } from './open.ts';

/** Open packs of one thread, by path; the one that was not asked for the longest is closed when there are too many. */
export class PackHandles {
  readonly #open = new Map<string, PackIndex>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  /** The open pack, good until another is asked for. @throws {ForeignPack} {@link CorruptPack} */
  get(path: string): PackIndex {
    const known = this.#open.get(path);
    this.#open.delete(path);
    const pack = known ?? new PackIndex(openPack(path));
    this.#open.set(path, pack);
    if (this.#open.size > this.#max) this.#closeOldest();
    return pack;
  }

  close(path: string): void {
    this.#open.get(path)?.close();
    this.#open.delete(path);
  }

  get size(): number {
    return this.#open.size;
  }

  #closeOldest(): void {
    const [oldest] = this.#open.keys();
    if (oldest !== undefined) this.close(oldest);
  }
}
