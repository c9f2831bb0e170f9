/**
 * Local disk that belongs to one process: packs being built or served. Nothing in it is the only copy of anything.
 */
export interface Scratch {
  /**
   * A folder that no other living process uses, its files kept from the last process that had it. It is given back
   * when the process ends, however it ends, or by `release`.
   */
  claim(purpose: string): Promise<ScratchFolder>;
}

/** Files by name, all in one folder. */
export interface ScratchFolder {
  /** Absolute path: tasks in threads read and write files here by themselves. */
  readonly path: string;
  /** Bytes that may still be written here: what the disk has, and what is left of the budget if one is set. */
  freeBytes(): Promise<number>;
  /** What lies here, sorted by name. */
  list(): Promise<ScratchFile[]>;
  /** Notes that a file was used at a time. @returns false when there is no such file. */
  touch(name: string, used_ms: number): Promise<boolean>;
  /** Gives a file another name, in place of the file that has it if one does. @throws when there is no such file. */
  rename(from: string, to: string): Promise<void>;
  /** Deletes a file, or a folder with what is in it; does nothing when there is none. */
  remove(name: string): Promise<void>;
  /** Says that a file of this name is in use, whether it is there yet or not, until that is disposed of. */
  hold(name: string): Disposable;
  /** Whether somebody holds it: whoever makes room leaves it. */
  isHeld(name: string): boolean;
  /** Bytes of a file, in chunks. @throws when there is no such file. */
  read(name: string): AsyncIterable<Uint8Array>;
  /**
   * Writes a file anew, chunk by chunk. Resolves when it is on the disk for good: a power loss takes nothing of it any
   * more. What breaks off leaves a part of it.
   * @throws what the chunks throw, the signal's reason, and the disk's own errors.
   */
  write(name: string, chunks: AsyncIterable<Uint8Array>, options?: { signal?: AbortSignal }): Promise<void>;
  release(): Promise<void>;
}

export interface ScratchFile {
  readonly name: string;
  readonly bytes: number;
  /** When it was written, or used since (Unix ms). */
  readonly used_ms: number;
}
