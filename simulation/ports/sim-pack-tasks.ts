import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { type PackTasks, tasks } from '#core/pack/tasks.ts';
import type { TaskMap } from '#ports/compute.ts';
import type { Life } from '../kernel/life.ts';
import { SimClock } from './sim-clock.ts';
import { DiskFull, type SimDisk } from './sim-disk.ts';

/** A pack is assembled in one file, and compacted into another, before it has its name. */
const BUILD_COPIES = 2;

/** What a thread leaves that dies in the middle of a task. */
export type Leaving<Tasks extends TaskMap> = {
  readonly [Name in keyof Tasks]?: (input: Parameters<Tasks[Name]>[0]) => void;
};

/**
 * The tasks of packs as the threads of one life do them, each at one moment: the real ones, but for compression in one
 * piece. What they write lies on the life's disk, and may not fit there.
 */
export function packTasksOn(disk: SimDisk, life: Life): PackTasks {
  const writes = new Writes(disk, life);
  return {
    ...tasks,
    stage_documents: (changes) => writes.database(changes.path, () => tasks.stage_documents(changes)),
    stage_anchors: (request) => writes.database(request.path, () => tasks.stage_anchors(request)),
    put_links: (request) => writes.database(request.path, () => tasks.put_links(request)),
    put_aliases: (request) => writes.database(request.path, () => tasks.put_aliases(request)),
    note_documents: (request) => writes.database(request.path, () => tasks.note_documents(request)),
    gather_anchors: (request) => writes.database(request.path, () => tasks.gather_anchors(request)),
    unknown_sources: (request) => writes.database(request.path, () => tasks.unknown_sources(request)),
    note_fingerprints: (request) => writes.database(request.path, () => tasks.note_fingerprints(request)),
    put_pages: (request) => writes.database(request.path, () => tasks.put_pages(request)),
    compare_with_live: (request) => writes.database(request.path, () => tasks.compare_with_live(request)),
    leave_out_held: (request) => writes.database(request.path, () => tasks.leave_out_held(request)),
    keep_packed: (request) => writes.database(request.path, () => tasks.keep_packed(request)),
    build_pack: (parts) => writes.database(parts.out, () => tasks.build_pack(parts), BUILD_COPIES),
    compress_pack: ({ path, out }) => {
      const bytes = zstdCompressSync(readFileSync(path));
      writes.file(out, bytes);
      return Promise.resolve({ compressed_bytes: bytes.length });
    },
  };
}

/** Files cut off where the thread was. */
export function leftOn(disk: SimDisk, life: Life): Leaving<PackTasks> {
  const writes = new Writes(disk, life);
  return {
    stage_documents: ({ path }) => {
      if (existsSync(path)) writes.half(path, path);
    },
    // Of the file with links nothing is left half done: its journal takes that back.
    stage_anchors: ({ path }) => {
      if (existsSync(path)) writes.half(path, path);
    },
    note_fingerprints: ({ path }) => {
      if (existsSync(path)) writes.half(path, path);
    },
    put_pages: ({ path }) => {
      if (existsSync(path)) writes.half(path, path);
    },
    build_pack: ({ staging, base, out }) => {
      const source = staging ?? base;
      if (source !== undefined) writes.half(source, `${out}.assembling`);
    },
    compress_pack: ({ path, out }) => writes.half(path, out),
  };
}

class Writes {
  readonly #disk: SimDisk;
  readonly #life: Life;

  constructor(disk: SimDisk, life: Life) {
    this.#disk = disk;
    this.#life = life;
  }

  /** SQLite takes back what it has no room for. @param copies that there are at a time. */
  database<Result>(path: string, write: () => Result, copies = 1): Result {
    const room = this.#disk.roomIn(dirname(path), this.#life);
    const before = existsSync(path) ? readFileSync(path) : undefined;
    if (room === 0) throw full();
    const result = this.#noting(path, write);
    const more = readFileSync(path).length - (before?.length ?? 0);
    if (more * copies > room) {
      if (before === undefined) rmSync(path);
      else writeFileSync(path, before);
      throw full();
    }
    this.#wrote(path);
    return result;
  }

  /** What fails may have made the file. */
  #noting<Result>(path: string, write: () => Result): Result {
    this.#disk.noteChange(path);
    try {
      return write();
    } catch (error) {
      if (existsSync(path)) this.#wrote(path);
      throw error;
    }
  }

  /** A stream has written what there was room for when it fails. */
  file(path: string, bytes: Uint8Array): void {
    const room = this.#disk.roomIn(dirname(path), this.#life);
    writeFileSync(path, bytes.subarray(0, room));
    this.#wrote(path);
    if (bytes.length > room) throw new DiskFull();
  }

  /** The first half of a file, or of what was to become one of about its length. */
  half(source: string, path: string): void {
    const bytes = readFileSync(source);
    writeFileSync(path, bytes.subarray(0, bytes.length / 2));
    this.#wrote(path);
  }

  #wrote(path: string): void {
    this.#disk.noteChange(path);
    this.#disk.noteUse(path, new SimClock(this.#life).now());
    this.#disk.tell(dirname(path), this.#life);
  }
}

function full(): Error {
  return new Database.SqliteError('database or disk is full', 'SQLITE_FULL');
}
