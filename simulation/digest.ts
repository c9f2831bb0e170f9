import { type Hash, createHash } from 'node:crypto';
import type { WorldEvent } from './kernel/event.ts';

/** A hash over everything that happens, in order: two runs with the same one were the same run. */
export class Digest {
  readonly #hash: Hash = createHash('sha256');
  /** Where the disks of this run lie: another place for every run, and no part of it. */
  readonly #folder: string;
  events = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  add(event: WorldEvent): void {
    if (event.type === 'log') return;
    this.events += 1;
    const text = JSON.stringify(event, (_, value: unknown) =>
      value instanceof Uint8Array ? createHash('sha256').update(value).digest('hex') : value,
    );
    this.#hash.update(text.replaceAll(this.#folder, ''));
    this.#hash.update('\n');
  }

  end(): string {
    return this.#hash.digest('hex');
  }
}
