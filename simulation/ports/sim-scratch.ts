import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { HeldNames } from '#adapters/shared/held-names.ts';
import { untilAborted } from '#adapters/shared/until-aborted.ts';
import type { Scratch, ScratchFile, ScratchFolder } from '#ports/scratch.ts';
import type { Life } from '../kernel/life.ts';
import { SimClock } from './sim-clock.ts';
import { DiskFull, type SimDisk } from './sim-disk.ts';

/** Scratch folders of one life, on real files that are read and written at one moment each. */
export class SimScratch implements Scratch {
  readonly #life: Life;
  readonly #disk: SimDisk;

  constructor(life: Life, disk: SimDisk) {
    this.#life = life;
    this.#disk = disk;
    life.onDeath.push((powerLoss) => {
      if (powerLoss) disk.losePower(life);
    });
  }

  async claim(purpose: string): Promise<ScratchFolder> {
    const path = join(this.#disk.root, purpose);
    mkdirSync(path, { recursive: true });
    return new SimFolder(this.#life, this.#disk, path);
  }
}

class SimFolder implements ScratchFolder {
  readonly path: string;
  readonly #life: Life;
  readonly #disk: SimDisk;
  readonly #clock: SimClock;
  readonly #held = new HeldNames();

  constructor(life: Life, disk: SimDisk, path: string) {
    this.#life = life;
    this.#disk = disk;
    this.#clock = new SimClock(life);
    this.path = path;
  }

  freeBytes(): Promise<number> {
    return this.#call('freeBytes', '', () => this.#disk.freeIn(this.path, this.#life));
  }

  list(): Promise<ScratchFile[]> {
    return this.#call('list', '', () =>
      readdirSync(this.path)
        .sort()
        .map((name) => {
          const file = this.#file(name);
          return { name, bytes: statSync(file).size, used_ms: this.#disk.usedAt(file) };
        }),
    );
  }

  touch(name: string, used_ms: number): Promise<boolean> {
    return this.#call('touch', name, () => {
      if (!existsSync(this.#file(name))) return false;
      this.#disk.noteUse(this.#file(name), used_ms);
      return true;
    });
  }

  rename(from: string, to: string): Promise<void> {
    return this.#call('rename', `${from} ${to}`, () => {
      renameSync(this.#file(from), this.#file(to));
      this.#disk.noteRename(this.#file(from), this.#file(to));
    });
  }

  remove(name: string): Promise<void> {
    return this.#call('remove', name, () => {
      rmSync(this.#file(name), { recursive: true, force: true });
      this.#disk.noteRemoval(this.#file(name));
      this.#disk.tell(this.path, this.#life);
    });
  }

  hold(name: string): Disposable {
    return this.#held.hold(name);
  }

  isHeld(name: string): boolean {
    return this.#held.has(name);
  }

  async *read(name: string): AsyncGenerator<Uint8Array> {
    const bytes = await this.#call('read', name, () => readFileSync(this.#file(name)));
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES)
      yield await this.#call('read on', name, () => bytes.subarray(at, at + CHUNK_BYTES));
  }

  async write(
    name: string,
    chunks: AsyncIterable<Uint8Array>,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<void> {
    signal?.throwIfAborted();
    await this.#call('open', name, () => {
      writeFileSync(this.#file(name), '');
      this.#disk.noteChange(this.#file(name));
      this.#disk.noteUse(this.#file(name), this.#clock.now());
      this.#disk.unsynced.add(this.#file(name));
    });
    for await (const chunk of signal === undefined ? chunks : untilAborted(chunks, signal))
      await this.#call('write', name, () => this.#append(name, chunk));
    signal?.throwIfAborted();
    await this.#call('sync', name, () => void this.#disk.unsynced.delete(this.#file(name)));
  }

  async release(): Promise<void> {}

  #append(name: string, chunk: Uint8Array): void {
    if (this.#disk.roomIn(this.path, this.#life) < chunk.length) throw new DiskFull();
    appendFileSync(this.#file(name), chunk);
    this.#disk.noteChange(this.#file(name));
    this.#disk.noteUse(this.#file(name), this.#clock.now());
    this.#disk.tell(this.path, this.#life);
  }

  #call<Result>(operation: string, about: string, apply: () => Result): Promise<Result> {
    return this.#life.call({ service: 'disk', operation, about, apply, sure: true });
  }

  #file(name: string): string {
    return join(this.path, name);
  }
}

/** Small, so that a crash can fall between two pieces of one pack. */
const CHUNK_BYTES = 16_384;
