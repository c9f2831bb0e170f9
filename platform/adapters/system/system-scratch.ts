import path from 'node:path';
import { claimFolder } from '#adapters/shared/claimed-folder.ts';
import type { Scratch, ScratchFolder } from '#ports/scratch.ts';
import { SystemScratchFolder } from './scratch-folder.ts';

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
    return new SystemScratchFolder(claimFolder(path.join(this.#root, purpose)), this.#budget_bytes);
  }
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
