import { readdir, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { claimFolder } from '#adapters/shared/claimed-folder.ts';
import { errorCode } from '#adapters/shared/error-code.ts';
import type { Scratch, ScratchFolder } from '#ports/scratch.ts';

export interface SystemScratchOptions {
  /** The data folder; scratch folders lie in `scratch/<purpose>/<n>` under it. */
  readonly data: string;
  /** What may lie in one folder; absent or 0 means what the disk has. */
  readonly budget_mb?: number;
}

/** Local disk of this machine. */
export class SystemScratch implements Scratch {
  readonly #root: string;
  readonly #budget_bytes: number;

  constructor(options: SystemScratchOptions) {
    this.#root = path.resolve(options.data, 'scratch');
    const budget_mb = options.budget_mb ?? 0;
    this.#budget_bytes = budget_mb === 0 ? Infinity : budget_mb * 2 ** 20;
  }

  /** @throws {BadPurpose} when the purpose cannot name a folder. */
  async claim(purpose: string): Promise<ScratchFolder> {
    if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(purpose)) throw new BadPurpose(purpose);
    const claimed = claimFolder(path.join(this.#root, purpose));
    return {
      path: claimed.path,
      freeBytes: async () => {
        const disk = await statfs(claimed.path);
        const free = disk.bavail * disk.bsize;
        if (this.#budget_bytes === Infinity) return free;
        return Math.max(0, Math.min(free, this.#budget_bytes - (await folderBytes(claimed.path))));
      },
      release: async () => claimed.release(),
    };
  }
}

/** Bytes of the files in a folder and the folders in it. */
async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) bytes += await folderBytes(file);
    else bytes += (await stat(file).catch(absent))?.size ?? 0;
  }
  return bytes;
}

/** A file may be deleted between the listing and the look at it. */
function absent(error: unknown): undefined {
  if (errorCode(error) === 'ENOENT') return undefined;
  throw error;
}

export class BadPurpose extends Error {
  override readonly name = 'BadPurpose';
  readonly code = 'bad_purpose';
  constructor(purpose: string) {
    super(
      `"${purpose}" cannot name a scratch folder; use lower-case letters, digits and hyphens, 63 at most`,
    );
  }
}
