import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Scratch, ScratchFile, ScratchFolder } from '#ports/scratch.ts';
import type { Life } from '../kernel/life.ts';

/** The disk of a machine: its folders outlive the processes on it. */
export class SimDisk {
  readonly root: string;
  /** What fits into each folder. */
  readonly most_bytes: number;
  /** The disk is full until then (virtual ms). */
  full_until_ms = 0;
  /** Files that were written and never forced to the disk: what a power loss takes. */
  readonly unsynced = new Set<string>();

  constructor(root: string, most_bytes: number) {
    this.root = root;
    this.most_bytes = most_bytes;
  }

  /** There is room again. */
  mend(): void {
    this.full_until_ms = 0;
  }

  bytesIn(folder: string): number {
    let bytes = 0;
    for (const name of readdirSync(folder)) bytes += statSync(join(folder, name)).size;
    return bytes;
  }
}

class DiskFull extends Error {
  override readonly name = 'DiskFull';
  readonly code = 'ENOSPC';
  constructor() {
    super('ENOSPC: no space left on device');
  }
}

/** Scratch folders of one life, on real files that are read and written at one moment each. */
export class SimScratch implements Scratch {
  readonly #life: Life;
  readonly #disk: SimDisk;

  constructor(life: Life, disk: SimDisk) {
    this.#life = life;
    this.#disk = disk;
    life.onDeath.push((powerLoss) => {
      if (powerLoss) this.#losePower();
    });
  }

  async claim(purpose: string): Promise<ScratchFolder> {
    const path = join(this.#disk.root, purpose);
    mkdirSync(path, { recursive: true });
    return new SimFolder(this.#life, this.#disk, path);
  }

  /** What was not forced to the disk is lost, cut, or there. */
  #losePower(): void {
    const chance = this.#life.laws.faults.chance('power_loss');
    for (const path of [...this.#disk.unsynced].sort()) {
      this.#disk.unsynced.delete(path);
      if (!existsSync(path)) continue;
      const fate = chance.float();
      const bytes = statSync(path).size;
      if (fate < 0.3) rmSync(path);
      else if (fate < 0.6) truncateSync(path, chance.whole(bytes + 1));
      else if (fate < 0.8) zeroEnd(path, chance.whole(bytes + 1));
    }
  }
}

/** A file system may know the length of a file before it has its bytes. */
function zeroEnd(path: string, from: number): void {
  const bytes = readFileSync(path);
  bytes.fill(0, from);
  writeFileSync(path, bytes);
}

class SimFolder implements ScratchFolder {
  readonly path: string;
  readonly #life: Life;
  readonly #disk: SimDisk;

  constructor(life: Life, disk: SimDisk, path: string) {
    this.#life = life;
    this.#disk = disk;
    this.path = path;
  }

  freeBytes(): Promise<number> {
    return this.#call('freeBytes', '', () => this.#free());
  }

  list(): Promise<ScratchFile[]> {
    return this.#call('list', '', () =>
      readdirSync(this.path)
        .sort()
        .map((name) => {
          const { size, mtimeMs } = statSync(join(this.path, name));
          return { name, bytes: size, used_ms: Math.round(mtimeMs) };
        }),
    );
  }

  touch(name: string, used_ms: number): Promise<boolean> {
    return this.#call('touch', name, () => {
      if (!existsSync(this.#file(name))) return false;
      utimesSync(this.#file(name), new Date(used_ms), new Date(used_ms));
      return true;
    });
  }

  rename(from: string, to: string): Promise<void> {
    return this.#call('rename', `${from} ${to}`, () => {
      const [source, target] = [this.#file(from), this.#file(to)];
      renameSync(source, target);
      this.#disk.unsynced.delete(target);
      if (this.#disk.unsynced.delete(source)) this.#disk.unsynced.add(target);
    });
  }

  remove(name: string): Promise<void> {
    return this.#call('remove', name, () => {
      rmSync(this.#file(name), { recursive: true, force: true });
      this.#disk.unsynced.delete(this.#file(name));
      this.#tell();
    });
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
      this.#disk.unsynced.add(this.#file(name));
    });
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      await this.#call('write', name, () => this.#append(name, chunk));
    }
    signal?.throwIfAborted();
    await this.#call('sync', name, () => void this.#disk.unsynced.delete(this.#file(name)));
  }

  async release(): Promise<void> {}

  #append(name: string, chunk: Uint8Array): void {
    if (this.#free() < chunk.length) throw new DiskFull();
    appendFileSync(this.#file(name), chunk);
    this.#tell();
  }

  #free(): number {
    const { laws } = this.#life;
    const { faults, timeline } = laws;
    if (faults.happens('disk_full', this.#life.process))
      this.#disk.full_until_ms = timeline.now_ms + faults.chance('disk_full').float() ** 2 * 60_000;
    if (this.#disk.full_until_ms > timeline.now_ms) return 0;
    return Math.max(0, this.#disk.most_bytes - this.#disk.bytesIn(this.path));
  }

  #tell(): void {
    this.#life.laws.emit(this.#life.process, {
      type: 'disk',
      folder: this.path.slice(this.#disk.root.length + 1),
      used_bytes: this.#disk.bytesIn(this.path),
      most_bytes: this.#disk.most_bytes,
    });
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
