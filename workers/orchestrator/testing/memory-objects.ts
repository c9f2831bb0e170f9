import type { ListPage, ObjectInfo, ObjectStore } from '#ports/object-store.ts';
import { ObjectMissing } from '#ports/object-store.ts';

/** Objects in memory, for tests that read manifests. */
export class MemoryObjects implements ObjectStore {
  readonly #objects = new Map<string, Uint8Array>();
  /** Awaited before every read; throw to fail. */
  before: () => Promise<void> = () => Promise.resolve();

  async put(key: string, body: Uint8Array | AsyncIterable<Uint8Array>): Promise<number> {
    const bytes = body instanceof Uint8Array ? body : Buffer.concat(await Array.fromAsync(body));
    this.#objects.set(key, bytes);
    return bytes.length;
  }

  async putIfAbsent(key: string, body: Uint8Array): Promise<boolean> {
    if (this.#objects.has(key)) return false;
    this.#objects.set(key, body);
    return true;
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    await this.before();
    return this.#objects.get(key);
  }

  async *stream(key: string): AsyncIterable<Uint8Array> {
    const bytes = await this.get(key);
    if (bytes === undefined) throw new ObjectMissing(key);
    yield bytes;
  }

  async head(key: string): Promise<ObjectInfo | undefined> {
    const bytes = await this.get(key);
    return bytes === undefined ? undefined : { key, bytes: bytes.length, modified_ms: 0 };
  }

  async list(prefix: string): Promise<ListPage> {
    const keys = [...this.#objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    return {
      objects: keys.map((key) => ({ key, bytes: this.#objects.get(key)?.length ?? 0, modified_ms: 0 })),
    };
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#objects.delete(key);
  }
}
