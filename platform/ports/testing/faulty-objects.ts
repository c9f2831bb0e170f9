import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { type ObjectInfo, ObjectMissing } from '../object-store.ts';

/** An object store in memory whose reads can be held up, made to fail and damaged. */
export class FaultyObjects extends MemoryObjects {
  /** Keys in the order in which they were streamed. */
  readonly streamed: string[] = [];
  /** Awaited before every read; throw to fail. */
  before: () => Promise<void> = () => Promise.resolve();
  /** Awaited between the two halves of a stream. */
  halfway: () => Promise<void> = () => Promise.resolve();
  /** What a stream gives in place of the object; called once per stream. */
  damage: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes;

  constructor() {
    super({ clock: { now: () => 0 } });
  }

  override async get(key: string, options?: { max_bytes?: number }): Promise<Uint8Array | undefined> {
    await this.before();
    return super.get(key, options);
  }

  override async *stream(key: string): AsyncGenerator<Uint8Array> {
    this.streamed.push(key);
    const stored = await this.get(key);
    if (stored === undefined) throw new ObjectMissing(key);
    const bytes = this.damage(stored);
    const half = Math.ceil(bytes.length / 2);
    yield bytes.subarray(0, half);
    await this.halfway();
    yield bytes.subarray(half);
  }

  override async head(key: string): Promise<ObjectInfo | undefined> {
    await this.before();
    return super.head(key);
  }
}
