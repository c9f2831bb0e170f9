import type { ListPage, ObjectInfo, ObjectStore, PutOptions } from '#ports/object-store.ts';

type Body = Uint8Array | AsyncIterable<Uint8Array>;

/** A store in which a test may put something else than it was given, or refuse to, by throwing. */
export class MeddlingStore implements ObjectStore {
  readonly #objects: ObjectStore;
  readonly #meddle: (key: string, body: Body) => Body;

  constructor(objects: ObjectStore, meddle: (key: string, body: Body) => Body) {
    this.#objects = objects;
    this.#meddle = meddle;
  }

  async put(key: string, body: Body, options?: PutOptions): Promise<number> {
    return this.#objects.put(key, this.#meddle(key, body), options);
  }

  putIfAbsent(key: string, body: Uint8Array): Promise<boolean> {
    return this.#objects.putIfAbsent(key, body);
  }

  get(key: string, options?: { max_bytes?: number }): Promise<Uint8Array | undefined> {
    return this.#objects.get(key, options);
  }

  stream(key: string, range?: { from?: number; to?: number }): AsyncIterable<Uint8Array> {
    return this.#objects.stream(key, range);
  }

  head(key: string): Promise<ObjectInfo | undefined> {
    return this.#objects.head(key);
  }

  list(prefix: string, options?: { after?: string; limit?: number }): Promise<ListPage> {
    return this.#objects.list(prefix, options);
  }

  delete(keys: readonly string[]): Promise<void> {
    return this.#objects.delete(keys);
  }
}
