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
import { compareBytes } from './byte-order.ts';
import { SortedList } from './sorted-list.ts';

interface Stored {
  readonly bytes: Uint8Array;
  readonly modified_ms: number;
}

const CHUNK_BYTES = 262_144;
const DEFAULT_MAX_BYTES = 64 * 2 ** 20;
const MAX_LIST = 1_000;

/** Objects in memory. A call takes effect before it returns its promise; a put in chunks, when its last one came. */
export class MemoryObjects implements ObjectStore {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #objects = new Map<string, Stored>();
  readonly #keys = new SortedList(compareBytes);

  constructor({ clock }: { readonly clock: Pick<Clock, 'now'> }) {
    this.#clock = clock;
  }

  async put(
    key: string,
    body: Uint8Array | AsyncIterable<Uint8Array>,
    { signal }: PutOptions = {},
  ): Promise<number> {
    checkKey(key);
    signal?.throwIfAborted();
    if (body instanceof Uint8Array) return this.#write(key, body);
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) {
      signal?.throwIfAborted();
      chunks.push(Uint8Array.from(chunk));
    }
    signal?.throwIfAborted();
    return this.#write(key, Buffer.concat(chunks));
  }

  async putIfAbsent(key: string, body: Uint8Array): Promise<boolean> {
    if (this.#read(key) !== undefined) return false;
    this.#write(key, body);
    return true;
  }

  async get(key: string, options: { max_bytes?: number } = {}): Promise<Uint8Array | undefined> {
    const stored = this.#read(key);
    if (stored === undefined) return undefined;
    const { max_bytes = DEFAULT_MAX_BYTES } = options;
    if (stored.bytes.length > max_bytes) throw new ObjectTooLarge(key, stored.bytes.length, max_bytes);
    return Uint8Array.from(stored.bytes);
  }

  /** Reads the object as it was when the first chunk was asked for, whatever becomes of it. */
  async *stream(key: string, range: { from?: number; to?: number } = {}): AsyncGenerator<Uint8Array> {
    const stored = this.#read(key);
    if (stored === undefined) throw new ObjectMissing(key);
    const end = Math.min(range.to ?? Infinity, stored.bytes.length);
    for (let at = range.from ?? 0; at < end; at += CHUNK_BYTES)
      yield stored.bytes.slice(at, Math.min(at + CHUNK_BYTES, end));
  }

  async head(key: string): Promise<ObjectInfo | undefined> {
    const stored = this.#read(key);
    return stored === undefined ? undefined : infoOf(key, stored);
  }

  async list(prefix: string, options: { after?: string; limit?: number } = {}): Promise<ListPage> {
    const { after = '', limit = MAX_LIST } = options;
    const most = Math.max(1, Math.min(limit, MAX_LIST));
    const isBefore = (key: string): boolean =>
      compareBytes(key, prefix) < 0 || (after !== '' && compareBytes(key, after) <= 0);
    const isBehind = (key: string): boolean => compareBytes(key, prefix) > 0 && !key.startsWith(prefix);
    const keys = this.#keys
      .between(isBefore, isBehind)
      .take(most + 1)
      .toArray();
    const objects = keys.slice(0, most).flatMap((key) => {
      const stored = this.#objects.get(key);
      return stored === undefined ? [] : [infoOf(key, stored)];
    });
    const last = keys[most - 1];
    return keys.length > most && last !== undefined ? { objects, next: last } : { objects };
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) checkKey(key);
    for (const key of keys) {
      this.#objects.delete(key);
      this.#keys.delete(key);
    }
  }

  #read(key: string): Stored | undefined {
    checkKey(key);
    return this.#objects.get(key);
  }

  #write(key: string, bytes: Uint8Array): number {
    this.#objects.set(key, { bytes: Uint8Array.from(bytes), modified_ms: Math.floor(this.#clock.now()) });
    this.#keys.add(key);
    return bytes.length;
  }
}

function infoOf(key: string, { bytes, modified_ms }: Stored): ObjectInfo {
  return { key, bytes: bytes.length, modified_ms };
}
