import type { ListPage, ObjectInfo, ObjectStore, PutOptions } from '#ports/object-store.ts';
import type { Recorder } from './recorder.ts';
import type { Participant } from './recorded-diagram.ts';

/** The object store as one worker sees it. Drawn are objects that are written and those that are found. */
export class RecordedObjects implements ObjectStore {
  readonly #objects: ObjectStore;
  readonly #recorder: Recorder;
  readonly #who: Participant;

  constructor(objects: ObjectStore, recorder: Recorder, who: Participant) {
    this.#objects = objects;
    this.#recorder = recorder;
    this.#who = who;
  }

  put(key: string, body: Uint8Array | AsyncIterable<Uint8Array>, options?: PutOptions): Promise<number> {
    this.#stored(key);
    return this.#objects.put(key, body, options);
  }

  async putIfAbsent(key: string, body: Uint8Array): Promise<boolean> {
    const put = await this.#objects.putIfAbsent(key, body);
    if (put) this.#stored(key);
    return put;
  }

  async get(key: string, options?: { max_bytes?: number }): Promise<Uint8Array | undefined> {
    const body = await this.#objects.get(key, options);
    if (body !== undefined) this.#fetched(key);
    return body;
  }

  async *stream(key: string, range?: { from?: number; to?: number }): AsyncGenerator<Uint8Array> {
    this.#fetched(key);
    yield* this.#objects.stream(key, range);
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

  #stored(key: string): void {
    this.#recorder.arrow(this.#who, 'S3', `Store ${this.#recorder.vocabulary.key(key)}`);
  }

  #fetched(key: string): void {
    this.#recorder.arrow('S3', this.#who, `Fetch ${this.#recorder.vocabulary.key(key)}`, '<<->>');
  }
}
