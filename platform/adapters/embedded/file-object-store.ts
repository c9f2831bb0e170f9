import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { explain } from '#adapters/shared/store-errors.ts';
import { checkKey } from '#ports/object-key.ts';
import {
  type ListPage,
  type ObjectInfo,
  ObjectMissing,
  type ObjectStore,
  type PutOptions,
} from '#ports/object-store.ts';
import type { ObjectCalls } from './object-calls.ts';
import { isMissing } from './object-listing.ts';
import { filePath } from './object-path.ts';
import { StoreThread } from './store-thread.ts';
import { ThreadedObjects } from './threaded-objects.ts';

/** Bodies up to this go to the thread whole; larger ones are written here, chunk by chunk, and only placed by it. */
const MAX_INLINE_BYTES = 262_144;
const CHUNK_BYTES = 262_144;

/**
 * Objects as files under one folder, for any number of processes of one machine. Writes go to a partial file that is
 * synced and then renamed (or linked, where none may be there), so that nobody sees half of one, and are acknowledged
 * when the folder is synced as well.
 */
export class FileObjectStore implements ObjectStore, AsyncDisposable {
  readonly #root: string;
  readonly #thread: StoreThread<ObjectCalls>;
  readonly #objects: ThreadedObjects;

  /** @param options `data`: the data folder; objects lie in `objects`, what is being written in `partial`. */
  constructor(options: { readonly data: string }) {
    this.#root = path.resolve(options.data, 'objects');
    this.#thread = new StoreThread({
      entry: new URL('./object-thread.ts', import.meta.url),
      data: { root: this.#root, partial_root: path.resolve(options.data, 'partial') },
      where: this.#root,
    });
    this.#objects = new ThreadedObjects(this.#thread);
  }

  async put(
    key: string,
    body: Uint8Array | AsyncIterable<Uint8Array>,
    options: PutOptions = {},
  ): Promise<number> {
    checkKey(key);
    options.signal?.throwIfAborted();
    if (body instanceof Uint8Array && body.length <= MAX_INLINE_BYTES) {
      await this.#thread.call('put', { key, body: ownBytes(body), if_absent: false });
      return body.length;
    }
    const { bytes } = await this.#putLarge(
      key,
      body instanceof Uint8Array ? [body] : body,
      false,
      options.signal,
    );
    return bytes;
  }

  async putIfAbsent(key: string, body: Uint8Array): Promise<boolean> {
    checkKey(key);
    if (body.length > MAX_INLINE_BYTES) return (await this.#putLarge(key, [body], true, undefined)).placed;
    return await this.#thread.call('put', { key, body: ownBytes(body), if_absent: true });
  }

  get(key: string, options?: { max_bytes?: number }): Promise<Uint8Array | undefined> {
    return this.#objects.get(key, options);
  }

  /** Reads the object as it was when the first chunk was asked for, whatever becomes of it. */
  async *stream(key: string, range: { from?: number; to?: number } = {}): AsyncGenerator<Uint8Array> {
    checkKey(key);
    const file = await open(filePath(this.#root, key), 'r').catch((error: unknown) => {
      throw isMissing(error) ? new ObjectMissing(key) : explain(error, this.#root);
    });
    try {
      const to = range.to ?? Infinity;
      let at = range.from ?? 0;
      while (at < to) {
        const chunk = new Uint8Array(Math.min(CHUNK_BYTES, to - at));
        const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
        if (bytesRead === 0) return;
        at += bytesRead;
        yield chunk.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
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

  async #putLarge(
    key: string,
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    if_absent: boolean,
    signal: AbortSignal | undefined,
  ): Promise<{ bytes: number; placed: boolean }> {
    const partial = await this.#thread.call('partial', undefined);
    try {
      const bytes = await this.#writePartial(partial, chunks, signal);
      signal?.throwIfAborted();
      const placed = await this.#thread.call('put', { key, body: { partial }, if_absent });
      return { bytes, placed };
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  async #writePartial(
    partial: string,
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    signal: AbortSignal | undefined,
  ): Promise<number> {
    const file = await open(partial, 'wx', 0o644);
    try {
      let bytes = 0;
      for await (const chunk of chunks) {
        signal?.throwIfAborted();
        for (let at = 0; at < chunk.length;) {
          at += (
            await file
              .write(chunk, at, chunk.length - at, bytes + at)
              .catch((error: unknown) => this.#fail(error))
          ).bytesWritten;
        }
        bytes += chunk.length;
      }
      await file.sync().catch((error: unknown) => this.#fail(error));
      return bytes;
    } finally {
      await file.close();
    }
  }

  #fail(error: unknown): never {
    throw explain(error, this.#root);
  }
}

/** A copy that has its memory for itself: what is cloned to a thread is all the memory under a view. */
function ownBytes(body: Uint8Array): Uint8Array {
  return Uint8Array.prototype.slice.call(body);
}
