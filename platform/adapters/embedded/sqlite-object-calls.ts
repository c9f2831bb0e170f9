import type { ListPage, ObjectInfo } from '#ports/object-store.ts';

/** What {@link SqliteObjectStore} asks of its thread. */
export type SqliteObjectCalls = {
  /** False: an object has the key already. */
  put(input: { key: string; body: Uint8Array; if_absent: boolean; now_ms: number }): boolean;
  get(input: { key: string; max_bytes: number }): Uint8Array | undefined;
  head(key: string): ObjectInfo | undefined;
  list(input: { prefix: string; after: string; limit: number }): ListPage;
  delete(keys: readonly string[]): void;
};
