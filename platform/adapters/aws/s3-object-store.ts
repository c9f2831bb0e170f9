import {
  DeleteObjectsCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
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
import { openObject, readObject } from './s3-download.ts';
import { explained, S3Error } from './s3-errors.ts';
import { PART_BYTES, partsOf, viewsOf } from './s3-parts.ts';
import type { S3Place } from './s3-place.ts';
import { uploadInParts } from './s3-upload.ts';
import { awsErrorName } from './aws-errors.ts';

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
/** S3's bounds. */
const MAX_LIST = 1_000;
const MAX_DELETE = 1_000;
/** Tries of a conditional put while others write the same key: S3 answers 409 until one of them is through. */
const CONFLICT_TRIES = 5;
const CONFLICT_WAIT_MS = 50;
/** Times that an object is read anew because it was written over in between. */
const REREADS = 3;
/** For people who open the bucket; Sitepack goes by the keys. */
const CONTENT_TYPES: readonly (readonly [ending: string, type: string])[] = [
  ['.json', 'application/json'],
  ['.zst', 'application/zstd'],
];

/**
 * Objects in a bucket of S3. A body of up to one part (8 MiB) is one request; a larger one, or a stream that turns out
 * to be, goes in parts, of which at most five (40 MiB) are in memory.
 */
export class S3ObjectStore implements ObjectStore, AsyncDisposable {
  readonly #place: S3Place;
  readonly #clock: Clock;
  readonly #puts = new Set<Promise<unknown>>();

  /** @param options the client stays its opener's, who closes it after this. */
  constructor({ clock, ...place }: S3Place & { readonly clock: Clock }) {
    this.#place = place;
    this.#clock = clock;
  }

  async put(
    key: string,
    body: Uint8Array | AsyncIterable<Uint8Array>,
    options: PutOptions = {},
  ): Promise<number> {
    checkKey(key);
    options.signal?.throwIfAborted();
    const putting = this.#put(key, body, options.signal);
    this.#puts.add(putting);
    try {
      return await putting;
    } finally {
      this.#puts.delete(putting);
    }
  }

  /** `false` can also mean that this very object came through at an attempt whose answer was lost. */
  async putIfAbsent(key: string, body: Uint8Array): Promise<boolean> {
    checkKey(key);
    for (let tries = 1; ; tries++) {
      try {
        await this.#putWhole(key, body, undefined, '*');
        return true;
      } catch (error) {
        const name = awsErrorName(error);
        if (name === 'PreconditionFailed') return false;
        if (name !== 'ConditionalRequestConflict' || tries === CONFLICT_TRIES) throw error;
        await this.#clock.sleep(CONFLICT_WAIT_MS * tries);
      }
    }
  }

  async get(key: string, options: { max_bytes?: number } = {}): Promise<Uint8Array | undefined> {
    checkKey(key);
    const max_bytes = options.max_bytes ?? DEFAULT_MAX_BYTES;
    for (let tries = 0; ; tries++) {
      try {
        return await this.#getOnce(key, max_bytes);
      } catch (error) {
        const changed = error instanceof S3Error && error.code === 'object_changed';
        if (!changed || tries === REREADS) throw error;
      }
    }
  }

  /**
   * Reads the object as it was when the first chunk was asked for. @throws {S3Error} if it must be taken up again and
   * has changed.
   */
  async *stream(key: string, range: { from?: number; to?: number } = {}): AsyncGenerator<Uint8Array> {
    checkKey(key);
    const { from = 0, to } = range;
    // HTTP has no empty ranges.
    if (to !== undefined && to <= from) {
      if ((await this.head(key)) === undefined) throw new ObjectMissing(key);
      return;
    }
    const opened = await openObject(this.#place, key, { from, to });
    if (opened === undefined) throw new ObjectMissing(key);
    yield* readObject(this.#place, key, opened, from);
  }

  /** Of an object in a bucket that is not there it says `undefined` too: S3 does not tell the two apart here. */
  async head(key: string): Promise<ObjectInfo | undefined> {
    checkKey(key);
    const { client, bucket } = this.#place;
    try {
      const head = await explained(bucket, client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })));
      return infoOf(key, head.ContentLength, head.LastModified);
    } catch (error) {
      if (awsErrorName(error) === 'NotFound') return undefined;
      throw error;
    }
  }

  async list(prefix: string, options: { after?: string; limit?: number } = {}): Promise<ListPage> {
    const { client, bucket } = this.#place;
    const { after = '' } = options;
    const page = await explained(
      bucket,
      client.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix,
          MaxKeys: Math.max(1, Math.min(options.limit ?? MAX_LIST, MAX_LIST)),
          ...(after === '' ? {} : { StartAfter: after }),
        }),
      ),
    );
    const objects = (page.Contents ?? []).map(({ Key = '', Size, LastModified }) =>
      infoOf(Key, Size, LastModified),
    );
    const last = objects.at(-1);
    return page.IsTruncated === true && last !== undefined ? { objects, next: last.key } : { objects };
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) checkKey(key);
    const { client, bucket } = this.#place;
    for (let at = 0; at < keys.length; at += MAX_DELETE) {
      const Objects = keys.slice(at, at + MAX_DELETE).map((Key) => ({ Key }));
      const { Errors = [] } = await explained(
        bucket,
        client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } })),
      );
      const [first] = Errors;
      if (first !== undefined)
        throw new S3Error(
          'delete_failed',
          `${Errors.length} object(s) of bucket "${bucket}" were not deleted; the first is "${first.Key ?? ''}": ` +
            `${first.Code ?? ''} ${first.Message ?? ''}`,
        );
    }
  }

  /** Waits for the puts under way, so that none is left half. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#puts);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #put(
    key: string,
    body: Uint8Array | AsyncIterable<Uint8Array>,
    signal: AbortSignal | undefined,
  ): Promise<number> {
    if (body instanceof Uint8Array && body.length <= PART_BYTES) return this.#putWhole(key, body, signal);
    const parts = body instanceof Uint8Array ? viewsOf(body) : partsOf(body, signal);
    try {
      const first = (await parts.next()).value ?? new Uint8Array();
      if (first.length < PART_BYTES) return await this.#putWhole(key, first, signal);
      const all = chain(first, parts);
      return await uploadInParts(this.#place, { key, ContentType: contentType(key) }, all, signal);
    } finally {
      // Closes the body, should it not have been read to its end.
      await parts.return(undefined);
    }
  }

  async #putWhole(
    key: string,
    body: Uint8Array,
    abortSignal: AbortSignal | undefined,
    IfNoneMatch?: '*',
  ): Promise<number> {
    const { client, bucket } = this.#place;
    const put = { Bucket: bucket, Key: key, Body: body, ContentType: contentType(key), IfNoneMatch };
    await explained(
      bucket,
      client.send(new PutObjectCommand(put), abortSignal === undefined ? {} : { abortSignal }),
    );
    return body.length;
  }

  async #getOnce(key: string, max_bytes: number): Promise<Uint8Array | undefined> {
    const opened = await openObject(this.#place, key, { from: 0 });
    if (opened === undefined) return undefined;
    if (opened.bytes > max_bytes) {
      opened.body.destroy();
      throw new ObjectTooLarge(key, opened.bytes, max_bytes);
    }
    const body = new Uint8Array(opened.bytes);
    let at = 0;
    for await (const chunk of readObject(this.#place, key, opened, 0)) {
      body.set(chunk, at);
      at += chunk.length;
    }
    return body;
  }
}

function infoOf(key: string, bytes: number | undefined, modified: Date | undefined): ObjectInfo {
  if (bytes === undefined || modified === undefined)
    throw new S3Error('no_answer', `S3 told no size or no time of "${key}"`);
  return { key, bytes, modified_ms: modified.getTime() };
}

function contentType(key: string): string | undefined {
  return CONTENT_TYPES.find(([ending]) => key.endsWith(ending))?.[1];
}

async function* chain<Item>(first: Item, rest: AsyncIterable<Item>): AsyncGenerator<Item> {
  yield first;
  yield* rest;
}
