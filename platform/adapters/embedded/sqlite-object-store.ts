import path from 'node:path';
import type { Clock } from '#ports/clock.ts';
import { checkKey } from '#ports/object-key.ts';
import {
  type ListPage,
  type ObjectInfo,
  ObjectMissing,
  type ObjectStore,
  ObjectTooLarge,
  type PutOptions,
} from '#ports/object-store.ts';
import type { SqliteObjectCalls } from './sqlite-object-calls.ts';
import { StoreThread } from './store-thread.ts';
import { ThreadedObjects } from './threaded-objects.ts';

export interface SqliteObjectStoreOptions {
  /** The data folder; the objects lie in `objects.sqlite` in it. */
  readonly data: string;
  readonly clock: Clock;
}

/** An object is one value of SQLite, and in memory as a whole while it is put or read. */
const MAX_OBJECT_BYTES = 128 * 1024 * 1024;
const CHUNK_BYTES = 262_144;

/**
 * Many small objects in one SQLite file, for any number of processes of one machine: what is put while the last commit
 * is synced shares the next one. A file of its own costs an object a new inode and two syncs, which is most of what a
 * page costs a crawl (docs/adr/0010). A put is acknowledged when it is on the disk.
 */
export class SqliteObjectStore implements ObjectStore, AsyncDisposable {
  readonly #clock: Clock;
  readonly #thread: StoreThread<SqliteObjectCalls>;
  readonly #objects: ThreadedObjects;

  constructor({ data, clock }: SqliteObjectStoreOptions) {
    const file = path.resolve(data, 'objects.sqlite');
    const entry = new URL('./sqlite-object-thread.ts', import.meta.url);
    this.#clock = clock;
    this.#thread = new StoreThread({ entry, data: { file }, where: file });
    this.#objects = new ThreadedObjects(this.#thread);
  }

  /** @throws {ObjectTooLarge} above 128 MiB. */
  async put(
    key: string,
    body: Uint8Array | AsyncIterable<Uint8Array>,
    options: PutOptions = {},
  ): Promise<number> {
    checkKey(key);
    const bytes = await gather(key, body, options.signal);
    options.signal?.throwIfAborted();
    await this.#put(key, bytes, false);
    return bytes.length;
  }

  async putIfAbsent(key: string, body: Uint8Array): Promise<boolean> {
    checkKey(key);
    return this.#put(key, await gather(key, body, undefined), true);
  }

  get(key: string, options?: { max_bytes?: number }): Promise<Uint8Array | undefined> {
    return this.#objects.get(key, options);
  }

  async *stream(
    key: string,
    { from = 0, to = Infinity }: { from?: number; to?: number } = {},
  ): AsyncGenerator<Uint8Array> {
    const body = await this.get(key, { max_bytes: MAX_OBJECT_BYTES });
    if (body === undefined) throw new ObjectMissing(key);
    const end = Math.min(to, body.length);
    for (let at = from; at < end; at += CHUNK_BYTES) yield body.subarray(at, Math.min(at + CHUNK_BYTES, end));
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

  /** Finishes what was asked for before. */
  close(): Promise<void> {
    return this.#thread.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #put(key: string, body: Uint8Array, if_absent: boolean): Promise<boolean> {
    return await this.#thread.call('put', { key, body, if_absent, now_ms: this.#clock.now() });
  }
}

/** The whole body in memory of its own: to clone a part of a larger buffer would clone all of it. */
async function gather(
  key: string,
  body: Uint8Array | AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  if (body instanceof Uint8Array && body.length === body.buffer.byteLength && body.length <= MAX_OBJECT_BYTES)
    return body;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body instanceof Uint8Array ? [body] : body) {
    signal?.throwIfAborted();
    bytes += chunk.length;
    if (bytes > MAX_OBJECT_BYTES) throw new ObjectTooLarge(key, bytes, MAX_OBJECT_BYTES);
    chunks.push(chunk);
  }
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
