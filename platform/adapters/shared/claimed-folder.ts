import { mkdirSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { errorCode } from './error-code.ts';

/** Folders that may be claimed under one parent at a time; far above the processes of one machine. */
const MAX_CLAIMS = 4096;

/** A folder that belongs to one living process. */
export interface ClaimedFolder {
  /** Absolute path. */
  readonly path: string;
  release(): void;
}

/** Every folder under a parent is claimed. */
export class NoFolderFree extends Error {
  override readonly name = 'NoFolderFree';
  readonly code = 'no_folder_free';
  constructor(parent: string) {
    super(`all ${MAX_CLAIMS} folders in ${parent} are in use by living processes; end some of them`);
  }
}

/**
 * Claims the first folder `<parent>/<n>` that no living process has, with the files that the last one left in it.
 *
 * The claim is an exclusive lock on an SQLite file beside the folder: the system drops it when the process ends, even
 * by kill -9, and SQLite keeps claims of threads of one process apart. A file with a process id in it can do neither.
 * @throws {NoFolderFree}
 */
export function claimFolder(parent: string): ClaimedFolder {
  for (let n = 0; n < MAX_CLAIMS; n++) {
    const folder = tryClaim(parent, n);
    if (folder !== undefined) return folder;
  }
  throw new NoFolderFree(parent);
}

/** Claims `<parent>/<n>`; `undefined` when a living process has it. */
export function tryClaim(parent: string, n: number): ClaimedFolder | undefined {
  const folder = path.resolve(parent, String(n));
  mkdirSync(folder, { recursive: true });
  const lock = new Database(`${folder}.lock`, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (errorCode(error).startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
  return { path: folder, release: () => lock.close() };
}
