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

export interface ScratchFolder {
  /** Absolute path. */
  readonly path: string;
  /** Bytes that may still be written here: what the disk has, and what is left of the budget if one is set. */
  freeBytes(): Promise<number>;
  release(): Promise<void>;
}
