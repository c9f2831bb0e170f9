import { readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { HeldPack, Holder } from './served-packs.ts';

/**
 * The packs in a searcher's folder. `<sha256>.sqlite` is a pack that was checked; `<sha256>.json` beside it says for
 * whom it is held and is written first, so that a pack without it is one of which nobody knows. Whatever ends in
 * `.part` was being written.
 */
export class PackFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  path(pack: string): string {
    return join(this.#folder, `${pack}.sqlite`);
  }

  partPath(pack: string): string {
    return `${this.path(pack)}.part`;
  }

  /** Makes the `.part` of a pack, checked by now, the pack itself. */
  async keep(pack: string, holders: readonly Holder[]): Promise<void> {
    await this.writeHolders(pack, holders);
    await rename(this.partPath(pack), this.path(pack));
  }

  async writeHolders(pack: string, holders: readonly Holder[]): Promise<void> {
    const path = this.#holdersPath(pack);
    await writeFile(`${path}.part`, JSON.stringify({ holders }));
    await rename(`${path}.part`, path);
  }

  async removePart(pack: string): Promise<void> {
    await rm(this.partPath(pack), { force: true });
  }

  async remove(pack: string): Promise<void> {
    await rm(this.path(pack), { force: true });
    await rm(this.#holdersPath(pack), { force: true });
  }

  /** Deletes what a process that died left unfinished. @returns the packs that lie here, not checked yet. */
  async tidy(): Promise<HeldPack[]> {
    const names = new Set((await readdir(this.#folder)).filter((name) => OURS.test(name)));
    const held: HeldPack[] = [];
    for (const name of names) {
      const pack = name.slice(0, 64);
      const whole = names.has(`${pack}.sqlite`) && names.has(`${pack}.json`);
      const holders = name === `${pack}.json` && whole ? await this.#readHolders(pack) : [];
      held.push(...holders.map(({ index, shard }) => ({ index, shard, pack })));
      if (name.endsWith('.part')) await rm(join(this.#folder, name), { force: true });
      else if (!whole || (name.endsWith('.json') && holders.length === 0)) await this.remove(pack);
    }
    return held;
  }

  #holdersPath(pack: string): string {
    return join(this.#folder, `${pack}.json`);
  }

  /** None when the file is not one of ours any more: the pack is fetched anew then. */
  async #readHolders(pack: string): Promise<Holder[]> {
    const text = await readFile(this.#holdersPath(pack), 'utf8');
    try {
      const parsed = holdersFile.safeParse(JSON.parse(text));
      return parsed.success ? parsed.data.holders : [];
    } catch (error) {
      if (error instanceof SyntaxError) return [];
      throw error;
    }
  }
}

const holdersFile = z.object({ holders: z.array(z.object({ index: z.string(), shard: z.string() })) });

/** Other files in the folder are none of our business. */
const OURS = /^[0-9a-f]{64}\.(?:sqlite|json)(?:\.part)?$/;
