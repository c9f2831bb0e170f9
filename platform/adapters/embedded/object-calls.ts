import type { ListPage, ObjectInfo } from '#ports/object-store.ts';

export interface PutInput {
  readonly key: string;
  /** The bytes, or a file in the folder for partial objects that has them and is on the disk. */
  readonly body: Uint8Array | { readonly partial: string };
  readonly if_absent: boolean;
}

/** What {@link FileObjectStore} asks of its thread. */
export type ObjectCalls = {
  /** False: an object has the key already. */
  put(input: PutInput): boolean;
  get(input: { key: string; max_bytes: number }): Uint8Array | undefined;
  head(key: string): ObjectInfo | undefined;
  list(input: { prefix: string; after: string; limit: number }): ListPage;
  delete(keys: readonly string[]): void;
  /** A new path for a partial object. */
  partial(): string;
};
