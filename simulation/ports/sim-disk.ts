import {
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Life } from '../kernel/life.ts';
import type { PlannedDisk } from '../plan.ts';

/** The disk of a machine: its folders outlive the processes on it. They are real ones; their times are virtual. */
export class SimDisk {
  readonly root: string;
  readonly #planned: PlannedDisk;
  /** What other programs have of each folder's room, and until when (virtual ms). */
  #others = { bytes: 0, until_ms: 0 };
  /** Files that were written and never forced to the disk: what a power loss takes. */
  readonly unsynced = new Set<string>();
  /** Bytes in each folder, for as long as nothing in it changes. */
  readonly #bytes = new Map<string, number>();
  /** When a file was written, or used since (Unix ms by the clock of the machine), by path. */
  readonly #used = new Map<string, number>();

  constructor(root: string, planned: PlannedDisk) {
    this.root = root;
    this.#planned = planned;
  }

  /** Bytes that a folder has left, as its process is told. */
  freeIn(folder: string, life: Life): number {
    return Math.max(
      0,
      Math.min(this.roomIn(folder, life), this.#planned.budget_bytes - this.#bytesIn(folder)),
    );
  }

  /** Bytes that can be written into a folder before the disk says ENOSPC. It knows nothing of a budget. */
  roomIn(folder: string, life: Life): number {
    const { faults, timeline } = life.laws;
    const free = this.#planned.bytes - this.#bytesIn(folder);
    if (faults.happens('disk_full', life.process)) this.#fill(free, life);
    const isShared = this.#others.until_ms > timeline.now_ms;
    return Math.max(0, isShared ? free - this.#others.bytes : free);
  }

  /** Other programs have tidied up. */
  mend(): void {
    this.#others = { bytes: 0, until_ms: 0 };
  }

  /** Something was written into a file, or it is another one. */
  noteChange(path: string): void {
    this.#bytes.delete(dirname(path));
  }

  noteUse(path: string, used_ms: number): void {
    this.#used.set(path, used_ms);
  }

  noteRename(from: string, to: string): void {
    this.noteChange(to);
    const used_ms = this.#used.get(from);
    this.#used.delete(from);
    if (used_ms !== undefined) this.#used.set(to, used_ms);
    this.unsynced.delete(to);
    if (this.unsynced.delete(from)) this.unsynced.add(to);
  }

  noteRemoval(path: string): void {
    this.noteChange(path);
    this.#used.delete(path);
    this.unsynced.delete(path);
  }

  usedAt(path: string): number {
    const used_ms = this.#used.get(path);
    if (used_ms === undefined) throw new TypeError(`nobody noted when ${path} was written`);
    return used_ms;
  }

  /** Tells those who watch what lies in a folder now. */
  tell(folder: string, life: Life): void {
    life.laws.emit(life.process, {
      type: 'disk',
      folder: folder.slice(this.root.length + 1),
      used_bytes: this.#bytesIn(folder),
      most_bytes: Math.min(this.#planned.bytes, this.#planned.budget_bytes),
    });
  }

  /** What was not forced to the disk is lost, cut, or there. */
  losePower(life: Life): void {
    const chance = life.laws.faults.chance('power_loss');
    this.#bytes.clear();
    for (const path of [...this.unsynced].sort()) {
      this.unsynced.delete(path);
      if (!existsSync(path)) continue;
      const fate = chance.float();
      const bytes = statSync(path).size;
      if (fate < 0.3) rmSync(path);
      else if (fate < 0.6) truncateSync(path, chance.whole(bytes + 1));
      else if (fate < 0.8) zeroEnd(path, chance.whole(bytes + 1));
    }
  }

  #bytesIn(folder: string): number {
    let bytes = this.#bytes.get(folder);
    if (bytes !== undefined) return bytes;
    bytes = 0;
    for (const name of readdirSync(folder)) bytes += statSync(join(folder, name)).size;
    this.#bytes.set(folder, bytes);
    return bytes;
  }

  /** Others take all that is free, or leave what a pack or two need. */
  #fill(free: number, { laws }: Life): void {
    const chance = laws.faults.chance('disk_full');
    const left = chance.chance(0.5) ? 0 : chance.whole(LEFT_BYTES);
    const until_ms = laws.timeline.now_ms + chance.float() ** 2 * 60_000;
    this.#others = { bytes: Math.max(0, free - left), until_ms };
  }
}

const LEFT_BYTES = 300_000;

/** What a full disk says to whoever writes. */
export class DiskFull extends Error {
  readonly code = 'ENOSPC';
  constructor() {
    super('ENOSPC: no space left on device, write');
  }
}

/** A file system may know the length of a file before it has its bytes. */
function zeroEnd(path: string, from: number): void {
  const bytes = readFileSync(path);
  bytes.fill(0, from);
  writeFileSync(path, bytes);
}
