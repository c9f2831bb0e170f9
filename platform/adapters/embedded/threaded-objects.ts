import { StoreError } from '#adapters/shared/store-errors.ts';
import { checkKey } from '#ports/object-key.ts';
import { type ListPage, type ObjectInfo, type ObjectStore, ObjectTooLarge } from '#ports/object-store.ts';
import type { StoreThread } from './store-thread.ts';

/** What the threads of all object stores answer alike. */
type SharedCalls = {
  get(input: { key: string; max_bytes: number }): Uint8Array | undefined;
  head(key: string): ObjectInfo | undefined;
  list(input: { prefix: string; after: string; limit: number }): ListPage;
  delete(keys: readonly string[]): void;
};

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
/** Objects of one page of a listing, as S3 has it. */
const MAX_LIST = 1_000;
/** Keys that go to the thread in one operation. */
const MAX_DELETE = 500;

/** The part of an object store that only asks its thread, whatever the objects lie in. */
export class ThreadedObjects implements Pick<ObjectStore, 'get' | 'head' | 'list' | 'delete'> {
  readonly #thread: Pick<StoreThread<SharedCalls>, 'call'>;

  constructor(thread: Pick<StoreThread<SharedCalls>, 'call'>) {
    this.#thread = thread;
  }

  async get(key: string, options: { max_bytes?: number } = {}): Promise<Uint8Array | undefined> {
    checkKey(key);
    const max_bytes = options.max_bytes ?? DEFAULT_MAX_BYTES;
    try {
      return await this.#thread.call('get', { key, max_bytes });
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'object_too_large') throw error;
      throw new ObjectTooLarge(key, Number(error.message), max_bytes);
    }
  }

  async head(key: string): Promise<ObjectInfo | undefined> {
    checkKey(key);
    return await this.#thread.call('head', key);
  }

  async list(prefix: string, options: { after?: string; limit?: number } = {}): Promise<ListPage> {
    const limit = Math.max(1, Math.min(options.limit ?? MAX_LIST, MAX_LIST));
    return await this.#thread.call('list', { prefix, after: options.after ?? '', limit });
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) checkKey(key);
    for (let at = 0; at < keys.length; at += MAX_DELETE) {
      await this.#thread.call('delete', keys.slice(at, at + MAX_DELETE));
    }
  }
}
