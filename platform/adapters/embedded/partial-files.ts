import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { type ClaimedFolder, claimFolder, tryClaim } from '#adapters/shared/claimed-folder.ts';

/** A folder of this process for objects that are being written, and a name for each. */
export class PartialFiles {
  readonly #folder: ClaimedFolder;
  #count = 0;

  /** Takes a folder, and empties it and those of processes that are gone. */
  constructor(root: string) {
    this.#folder = claimFolder(root);
    empty(this.#folder.path);
    for (const name of readdirSync(root)) {
      if (!/^\d+$/.test(name) || path.join(root, name) === this.#folder.path) continue;
      const orphan = tryClaim(root, Number(name));
      if (orphan === undefined) continue;
      empty(orphan.path);
      orphan.release();
    }
  }

  next(): string {
    return path.join(this.#folder.path, String(++this.#count));
  }

  close(): void {
    empty(this.#folder.path);
    this.#folder.release();
  }
}

function empty(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { recursive: true, force: true });
}
