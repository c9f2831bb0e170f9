export interface ObjectInfo {
  readonly key: string;
  readonly bytes: number;
  /** Unix ms of the last write. */
  readonly modified_ms: number;
}

export interface ListPage {
  readonly objects: readonly ObjectInfo[];
  /** Pass it as `after` for the next page; absent on the last. */
  readonly next?: string;
}

/**
 * Objects of bytes under keys, modelled on S3: whole-object writes, read-after-write consistent, listed in the byte
 * order of their keys.
 *
 * Keys are lower case, `[a-z0-9._~%+=,@-]` and `/` between segments, at most {@link MAX_KEY_BYTES} bytes; no segment
 * is empty, `.` or `..`. A put resolves only when the object is durable, and nobody ever sees half of it.
 */
export interface ObjectStore {
  /**
   * Writes an object, over an older one if there is one.
   * @returns the bytes written.
   */
  put(key: string, body: Uint8Array | AsyncIterable<Uint8Array>, options?: PutOptions): Promise<number>;
  /** Writes it only if no object has the key; `false` when one has. */
  putIfAbsent(key: string, body: Uint8Array): Promise<boolean>;
  /**
   * The whole object; `undefined` when there is none. Refuses above `max_bytes` (default 64 MiB) by {@link ObjectTooLarge}.
   */
  get(key: string, options?: { max_bytes?: number }): Promise<Uint8Array | undefined>;
  /** The object in chunks, from byte `from` (0) up to but without byte `to`. @throws {ObjectMissing} */
  stream(key: string, range?: { from?: number; to?: number }): AsyncIterable<Uint8Array>;
  head(key: string): Promise<ObjectInfo | undefined>;
  /**
   * One page of the objects whose keys begin with `prefix`, in byte order, after the key `after`; at most `limit` (1000).
   */
  list(prefix: string, options?: { after?: string; limit?: number }): Promise<ListPage>;
  /** Deletes; keys without an object are passed over. */
  delete(keys: readonly string[]): Promise<void>;
}

export interface PutOptions {
  readonly signal?: AbortSignal;
}

/** Every object of a prefix, page by page. */
export async function* listAll(store: ObjectStore, prefix: string): AsyncGenerator<ObjectInfo> {
  let after: string | undefined;
  do {
    const page: ListPage = await store.list(prefix, after === undefined ? {} : { after });
    yield* page.objects;
    after = page.next;
  } while (after !== undefined);
}

/** S3's bound. */
export const MAX_KEY_BYTES = 1024;

export class ObjectMissing extends Error {
  override readonly name = 'ObjectMissing';
  readonly code = 'object_missing';
  readonly key: string;
  constructor(key: string) {
    super(`there is no object "${key}"`);
    this.key = key;
  }
}

export class ObjectTooLarge extends Error {
  override readonly name = 'ObjectTooLarge';
  readonly code = 'object_too_large';
  constructor(key: string, bytes: number, max_bytes: number) {
    super(`object "${key}" has ${bytes} bytes, more than the ${max_bytes} that may be read at once`);
  }
}

export class BadKey extends Error {
  override readonly name = 'BadKey';
  readonly code = 'bad_key';
  constructor(key: string, why: string) {
    super(`"${key}" cannot be a key: ${why}`);
  }
}
