import { checkKey } from '#ports/object-key.ts';
import type { ListPage, ObjectInfo, ObjectStore, PutOptions } from '#ports/object-store.ts';

/** Keys that begin with `prefix` lie in `store`. */
export interface Route {
  readonly prefix: string;
  readonly store: ObjectStore;
}

const MAX_LIST = 1_000;

/** One object store over several: a key's prefix says where its object lies, so that each lies in one place only. */
export class RoutedObjectStore implements ObjectStore {
  readonly #routes: readonly Route[];
  readonly #rest: ObjectStore;

  /** @param rest where everything else lies. */
  constructor(routes: readonly Route[], rest: ObjectStore) {
    this.#routes = routes;
    this.#rest = rest;
  }

  put(key: string, body: Uint8Array | AsyncIterable<Uint8Array>, options?: PutOptions): Promise<number> {
    return this.#of(key).put(key, body, options);
  }

  putIfAbsent(key: string, body: Uint8Array): Promise<boolean> {
    return this.#of(key).putIfAbsent(key, body);
  }

  get(key: string, options?: { max_bytes?: number }): Promise<Uint8Array | undefined> {
    return this.#of(key).get(key, options);
  }

  stream(key: string, range?: { from?: number; to?: number }): AsyncIterable<Uint8Array> {
    return this.#of(key).stream(key, range);
  }

  head(key: string): Promise<ObjectInfo | undefined> {
    return this.#of(key).head(key);
  }

  /** A prefix above a route's is listed from all stores, merged in the order of the keys. */
  async list(prefix: string, options: { after?: string; limit?: number } = {}): Promise<ListPage> {
    const route = this.#routes.find((one) => prefix.startsWith(one.prefix));
    if (route !== undefined) return route.store.list(prefix, options);
    const limit = Math.max(1, Math.min(options.limit ?? MAX_LIST, MAX_LIST));
    const below = this.#routes.filter((one) => one.prefix.startsWith(prefix));
    const pages = await Promise.all([
      this.#rest.list(prefix, options),
      ...below.map((one) => one.store.list(one.prefix, options)),
    ]);
    const objects = pages.flatMap((page) => page.objects).sort((a, b) => (a.key < b.key ? -1 : 1));
    const last = objects[limit - 1];
    const more = objects.length > limit || pages.some((page) => page.next !== undefined);
    return more && last !== undefined ? { objects: objects.slice(0, limit), next: last.key } : { objects };
  }

  async delete(keys: readonly string[]): Promise<void> {
    // Before one of the stores deletes its own.
    for (const key of keys) checkKey(key);
    const groups = Map.groupBy(keys, (key) => this.#of(key));
    await Promise.all([...groups].map(([store, mine]) => store.delete(mine)));
  }

  #of(key: string): ObjectStore {
    return this.#routes.find((one) => key.startsWith(one.prefix))?.store ?? this.#rest;
  }
}
