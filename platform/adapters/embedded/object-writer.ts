import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { errorCode } from '#adapters/shared/error-code.ts';
import type { PutInput } from './object-calls.ts';
import { isMissing, unlessMissing } from './object-listing.ts';
import { filePath } from './object-path.ts';
import { syncFolder } from './open-database.ts';
import type { PartialFiles } from './partial-files.ts';

/** A delete in another process may take an empty folder away again before the object is in it; more is no accident. */
const MAX_TRIES = 20;
/** Folders known to be durable; when there are more, they are synced once more. */
const MAX_KNOWN = 10_000;

/** An object whose bytes lie in a partial file. */
export interface Written {
  readonly partial: string;
  readonly fd: number | undefined;
  readonly put: PutInput;
}

/**
 * Puts objects in their places in steps, so that a group of puts shares what can be shared: write all, sync each,
 * rename each, sync each folder once.
 */
export class ObjectWriter {
  readonly #root: string;
  readonly #partials: PartialFiles;
  readonly #known = new Set<string>();
  /** Folders whose names have changed since the last {@link syncFolders}. */
  readonly #changed = new Set<string>();

  constructor(root: string, partials: PartialFiles) {
    this.#root = root;
    this.#partials = partials;
  }

  write(put: PutInput): Written {
    if (!(put.body instanceof Uint8Array)) return { partial: put.body.partial, fd: undefined, put };
    const partial = this.#partials.next();
    const fd = openSync(partial, 'wx', 0o644);
    try {
      for (let at = 0; at < put.body.length;) at += writeSync(fd, put.body, at);
    } catch (error) {
      this.discard({ partial, fd, put });
      throw error;
    }
    return { partial, fd, put };
  }

  /** Makes the bytes durable. All of a group before the first is renamed: a rename would make each sync commit it too. */
  sync({ fd }: Written): void {
    if (fd !== undefined) fsyncSync(fd);
  }

  /** @returns false when it was to be absent and is not. The name is durable after {@link syncFolders}. */
  place(written: Written): boolean {
    const target = filePath(this.#root, written.put.key);
    const folder = path.dirname(target);
    for (let tries = 1; ; tries++) {
      try {
        this.#makeFolder(folder);
        const isPlaced = moved(written, target);
        if (isPlaced) this.#changed.add(folder);
        return isPlaced;
      } catch (error) {
        // Another process has taken away a folder on the way there.
        if (!isMissing(error) || tries === MAX_TRIES) throw error;
        this.#known.delete(folder);
      }
    }
  }

  /** Closes the partial file and takes it away, if its name is still there. */
  discard({ partial, fd }: Written): void {
    if (fd !== undefined) closeSync(fd);
    rmSync(partial, { force: true });
  }

  /** Deletes an object, and the folders that are empty then. */
  delete(key: string): void {
    const target = filePath(this.#root, key);
    const deleted = unlessMissing(() => (unlinkSync(target), true)) ?? false;
    if (!deleted) return;
    let folder = path.dirname(target);
    while (folder !== this.#root && removeIfEmpty(folder)) {
      this.#changed.delete(folder);
      this.#known.delete(folder);
      folder = path.dirname(folder);
    }
    this.#changed.add(folder);
  }

  syncFolders(): void {
    const folders = [...this.#changed];
    this.#changed.clear();
    try {
      // A folder that was removed in the meantime has nothing to lose.
      for (const folder of folders) unlessMissing(() => syncFolder(folder));
    } catch (error) {
      this.#known.clear();
      throw error;
    }
  }

  /** Makes a folder; every one on the way to it is synced, since another process may have made it a moment ago. */
  #makeFolder(folder: string): void {
    if (this.#known.has(folder)) return;
    mkdirSync(folder, { recursive: true });
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    for (let at = folder; at !== this.#root && !this.#known.has(at); at = path.dirname(at)) {
      this.#known.add(at);
      this.#changed.add(path.dirname(at));
    }
  }
}

/** @returns false when it was to be absent and is not. */
function moved({ partial, put }: Written, target: string): boolean {
  if (!put.if_absent) {
    renameSync(partial, target);
    return true;
  }
  try {
    linkSync(partial, target);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function removeIfEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOENT') return false;
    throw error;
  }
}
