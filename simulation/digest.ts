import { type Hash, createHash } from 'node:crypto';
import type { WorldEvent } from './kernel/event.ts';

/** Text that is hashed in one go. */
const BLOCK_CHARACTERS = 65_536;

/** A hash over everything that happens, in order: two runs with the same one were the same run. */
export class Digest {
  readonly #hash: Hash = createHash('sha256');
  /** Where the disks of this run lie: another place for every run, and no part of it. */
  readonly #folder: string;
  /** Whole events that are not hashed yet. */
  #block = '';
  events = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  add(event: WorldEvent): void {
    if (event.type === 'log') return;
    this.events += 1;
    this.#block += `${textOf(event)}\n`;
    if (this.#block.length >= BLOCK_CHARACTERS) this.#hashBlock();
  }

  end(): string {
    this.#hashBlock();
    return this.#hash.digest('hex');
  }

  #hashBlock(): void {
    this.#hash.update(this.#block.replaceAll(this.#folder, ''));
    this.#block = '';
  }
}

/** As JSON. The bytes of an object, which no other event has, are told by their hash. */
function textOf(event: WorldEvent): string {
  if (event.type !== 'object_put') return JSON.stringify(event);
  return JSON.stringify({ ...event, bytes: createHash('sha256').update(event.bytes).digest('hex') });
}
