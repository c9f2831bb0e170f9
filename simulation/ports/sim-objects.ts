import {
  type ListPage,
  type ObjectInfo,
  ObjectMissing,
  type ObjectStore,
  type PutOptions,
} from '#ports/object-store.ts';
import type { Life } from '../kernel/life.ts';
import type { FaultKind } from '../kernel/fault.ts';

/** Objects as one life reaches them. Downloads may end too early, arrive damaged, or not be found for a moment. */
export class SimObjects implements ObjectStore {
  readonly #life: Life;
  readonly #objects: ObjectStore;

  constructor(life: Life, objects: ObjectStore) {
    this.#life = life;
    this.#objects = objects;
  }

  async put(
    key: string,
    body: Uint8Array | AsyncIterable<Uint8Array>,
    options: PutOptions = {},
  ): Promise<number> {
    const bytes = body instanceof Uint8Array ? body : Buffer.concat(await Array.fromAsync(body));
    options.signal?.throwIfAborted();
    this.#conflict(key);
    const written = await this.#call('put', key, true, async () => {
      const count = await this.#objects.put(key, bytes);
      this.#life.laws.emit(this.#life.process, { type: 'object_put', key, bytes });
      return count;
    });
    this.#conflict(key);
    return written;
  }

  async putIfAbsent(key: string, body: Uint8Array): Promise<boolean> {
    this.#conflict(key);
    const put = await this.#call('putIfAbsent', key, true, async () => {
      const isNew = await this.#objects.putIfAbsent(key, body);
      if (isNew) this.#life.laws.emit(this.#life.process, { type: 'object_put', key, bytes: body });
      return isNew;
    });
    this.#conflict(key);
    return put;
  }

  async get(key: string, options?: { max_bytes?: number }): Promise<Uint8Array | undefined> {
    const bytes = await this.#call('get', key, false, () => this.#objects.get(key, options));
    if (bytes === undefined || this.#happens('missing_download', key)) return undefined;
    return this.#damaged(key, bytes);
  }

  async *stream(key: string, range: { from?: number; to?: number } = {}): AsyncGenerator<Uint8Array> {
    if (this.#happens('missing_download', key)) throw new ObjectMissing(key);
    let at = range.from ?? 0;
    const whole = await this.#call('stream', key, false, async () =>
      Buffer.concat(await Array.fromAsync(this.#objects.stream(key, range))),
    );
    const bytes = this.#damaged(key, whole);
    for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
      const chunk = bytes.subarray(from, from + CHUNK_BYTES);
      at += chunk.length;
      yield await this.#call('chunk', `${key} ${at}`, false, () => chunk);
    }
  }

  head(key: string): Promise<ObjectInfo | undefined> {
    return this.#call('head', key, false, () => this.#objects.head(key));
  }

  list(prefix: string, options?: { after?: string; limit?: number }): Promise<ListPage> {
    return this.#call('list', prefix, false, () => this.#objects.list(prefix, options));
  }

  delete(keys: readonly string[]): Promise<void> {
    return this.#call('delete', keys.join(' '), true, async () => {
      const there = await Promise.all(keys.map((key) => this.#objects.head(key)));
      await this.#objects.delete(keys);
      for (const [n, key] of keys.entries())
        if (there[n] !== undefined) this.#life.laws.emit(this.#life.process, { type: 'object_deleted', key });
    });
  }

  #call<Result>(
    operation: string,
    about: string,
    changes: boolean,
    apply: () => Promise<Result> | Result,
  ): Promise<Result> {
    const what = { service: 'objects', operation, about, apply, changes } as const;
    return this.#life.call(isManifest(operation, about) ? { ...what, under_lease: 'leased' } : what);
  }

  #happens(kind: FaultKind, key: string): boolean {
    return this.#life.laws.faults.happens(kind, `${this.#life.process} ${key}`, 0.3);
  }

  /** What S3 says when two write at once: before a write was done, or after. */
  #conflict(key: string): void {
    if (!this.#happens('conflict', key)) return;
    const status = this.#life.laws.faults.chance('conflict').pick([409, 412, 503]);
    throw new Error(`objects.put "${key}": status ${status}`);
  }

  #damaged(key: string, bytes: Uint8Array): Uint8Array {
    const { faults } = this.#life.laws;
    if (bytes.length > 0 && this.#happens('torn_download', key))
      return bytes.slice(0, faults.chance('torn_download').whole(bytes.length));
    if (bytes.length === 0 || !this.#happens('corrupt_download', key)) return bytes;
    const damaged = Uint8Array.from(bytes);
    const at = faults.chance('corrupt_download').whole(bytes.length);
    damaged[at] = (damaged[at] ?? 0) ^ (1 << faults.chance('corrupt_download').whole(8));
    return damaged;
  }
}

/** The last thing before a head moves. */
function isManifest(operation: string, key: string): boolean {
  return operation === 'put' && key.startsWith('manifests/');
}

/** Small, so that a pack comes in several pieces and a crash can fall between them. */
const CHUNK_BYTES = 16_384;
