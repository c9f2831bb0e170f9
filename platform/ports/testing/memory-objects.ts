import { type ListPage, type ObjectInfo, ObjectMissing, type ObjectStore } from '../object-store.ts';

/** An object store in memory whose reads can be held up, made to fail and damaged. */
export class MemoryObjects implements ObjectStore {
  readonly #objects = new Map<string, Uint8Array>();
  /** Keys in the order in which they were streamed. */
  readonly streamed: string[] = [];
  /** Awaited before every read; throw to fail. */
  before: () => Promise<void> = () => Promise.resolve();
  /** Awaited between the two halves of a stream. */
  halfway: () => Promise<void> = () => Promise.resolve();
  /** What a stream gives in place of the object; called once per stream. */
  damage: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes;

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

  async *stream(key: string): AsyncGenerator<Uint8Array> {
    this.streamed.push(key);
    const stored = await this.get(key);
    if (stored === undefined) throw new ObjectMissing(key);
    const bytes = this.damage(stored);
    const half = Math.ceil(bytes.length / 2);
    yield bytes.subarray(0, half);
    await this.halfway();
    yield bytes.subarray(half);
  }

  async head(key: string): Promise<ObjectInfo | undefined> {
    const bytes = await this.get(key);
    return bytes === undefined ? undefined : { key, bytes: bytes.length, modified_ms: 0 };
  }

  async list(prefix: string): Promise<ListPage> {
    const keys = [...this.#objects.keys()].filter((key) => key.startsWith(prefix)).toSorted();
    return {
      objects: keys.map((key) => ({ key, bytes: this.#objects.get(key)?.length ?? 0, modified_ms: 0 })),
    };
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#objects.delete(key);
  }
}
