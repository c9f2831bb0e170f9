import type { ObjectStore } from '../object-store.ts';

/** A body by its length and the byte that it is full of: the bodies of a run are told apart by these. */
export interface Body {
  readonly bytes: number;
  readonly fill: number;
}

/** A call of {@link ObjectStore} as data, so that one and the same goes to the model and to what is tested. */
export type ObjectOperation =
  | { readonly type: 'put'; readonly key: string; readonly body: Body }
  /** A body in chunks of these lengths; after them it breaks off, is aborted, or ends. */
  | {
      readonly type: 'putChunks';
      readonly key: string;
      readonly fill: number;
      readonly chunks: readonly number[];
      readonly end: 'ends' | 'breaks off' | 'is aborted';
    }
  | { readonly type: 'putIfAbsent'; readonly key: string; readonly body: Body }
  | { readonly type: 'get'; readonly key: string; readonly max_bytes?: number }
  | {
      readonly type: 'stream';
      readonly key: string;
      readonly range: { readonly from?: number; readonly to?: number };
    }
  | { readonly type: 'head'; readonly key: string }
  | { readonly type: 'delete'; readonly keys: readonly string[] }
  | {
      readonly type: 'list';
      readonly prefix: string;
      readonly options: { readonly after?: string; readonly limit?: number };
    };

/** Performs an operation below `place`, which begins all keys. @returns what it answers, times left out. */
export async function performOnObjects(
  store: ObjectStore,
  place: string,
  operation: ObjectOperation,
): Promise<unknown> {
  switch (operation.type) {
    case 'put':
      return await store.put(place + operation.key, bytesOf(operation.body));
    case 'putChunks':
      return await putChunks(store, place, operation);
    case 'putIfAbsent':
      return await store.putIfAbsent(place + operation.key, bytesOf(operation.body));
    case 'get': {
      const { key, max_bytes } = operation;
      const body = await store.get(place + key, max_bytes === undefined ? {} : { max_bytes });
      return body === undefined ? undefined : told(body);
    }
    case 'stream':
      return told(Buffer.concat(await Array.fromAsync(store.stream(place + operation.key, operation.range))));
    case 'head': {
      const info = await store.head(place + operation.key);
      return info === undefined ? undefined : { key: info.key, bytes: info.bytes };
    }
    case 'delete':
      return await store.delete(operation.keys.map((key) => place + key));
    case 'list':
    default: {
      const { prefix, options } = operation;
      const { after, limit } = options;
      const page = await store.list(place + prefix, {
        ...(limit === undefined ? {} : { limit }),
        ...(after === undefined ? {} : { after: place + after }),
      });
      return { objects: page.objects.map(({ key, bytes }) => ({ key, bytes })), next: page.next };
    }
  }
}

/** Keys that an operation may write or reads. */
export function objectKeysOf(operation: ObjectOperation): readonly string[] {
  if (operation.type === 'list') return [];
  return operation.type === 'delete' ? operation.keys : [operation.key];
}

async function putChunks(
  store: ObjectStore,
  place: string,
  { key, fill, chunks, end }: Extract<ObjectOperation, { type: 'putChunks' }>,
): Promise<number> {
  const stop = new AbortController();
  const body = async function* (): AsyncGenerator<Uint8Array> {
    for (const bytes of chunks) yield bytesOf({ bytes, fill });
    if (end === 'breaks off') throw new BodyBroken('the body broke off');
    if (end === 'is aborted') stop.abort();
    yield bytesOf({ bytes: 1, fill });
  };
  return await store.put(place + key, body(), { signal: stop.signal });
}

class BodyBroken extends Error {
  override readonly name = 'BodyBroken';
}

/** A view in the middle of a larger memory: nothing of what lies around it may be written. */
function bytesOf({ bytes, fill }: Body): Uint8Array {
  return Buffer.alloc(bytes + 2, fill)
    .fill(0xff, 0, 1)
    .fill(0xff, bytes + 1)
    .subarray(1, bytes + 1);
}

/** What is compared of bytes that all are the same: any other byte among them is told. */
function told(body: Uint8Array): { readonly bytes: number; readonly fills: readonly number[] } {
  return { bytes: body.length, fills: [...new Set(body)] };
}
