import type { WorldEvent } from '../kernel/event.ts';

/** The objects of some kinds as they stand at the event last heard, known from the events alone. */
export class StoredObjects {
  readonly #prefixes: readonly string[];
  readonly #objects = new Map<string, Uint8Array>();

  /** @param prefixes of the keys that are followed, such as `packs/`. */
  constructor(...prefixes: readonly string[]) {
    this.#prefixes = prefixes;
  }

  on(event: WorldEvent): void {
    if (event.type === 'object_put' && this.#prefixes.some((prefix) => event.key.startsWith(prefix)))
      this.#objects.set(event.key, event.bytes);
    if (event.type === 'object_deleted') this.#objects.delete(event.key);
  }

  get(key: string): Uint8Array | undefined {
    return this.#objects.get(key);
  }
}
