import { join } from 'node:path';
import { z } from 'zod';
import type { ScratchFolder } from '#ports/scratch.ts';
import type { HeldPack, Holder } from './served-packs.ts';

/**
 * The packs in a searcher's folder. `<sha256>.sqlite` is a pack that was checked; `<sha256>.json` beside it says for
 * whom it is held and is written first, so that a pack without it is one of which nobody knows. What has
 * `.part` in its name was being written.
 */
export class PackFiles {
  readonly #folder: ScratchFolder;

  constructor(folder: ScratchFolder) {
    this.#folder = folder;
  }

  path(pack: string): string {
    return join(this.#folder.path, packName(pack));
  }

  partPath(pack: string): string {
    return join(this.#folder.path, this.partName(pack));
  }

  partName(pack: string): string {
    return `${packName(pack)}.part`;
  }

  /** Makes the `.part` of a pack, checked by now, the pack itself. */
  async keep(pack: string, holders: readonly Holder[]): Promise<void> {
    await this.writeHolders(pack, holders);
    await this.#folder.rename(this.partName(pack), packName(pack));
  }

  async writeHolders(pack: string, holders: readonly Holder[]): Promise<void> {
    const name = holdersName(pack);
    await this.#folder.write(`${name}.part`, only(JSON.stringify({ holders })));
    await this.#folder.rename(`${name}.part`, name);
  }

  async removePart(pack: string): Promise<void> {
    await this.#folder.remove(this.partName(pack));
  }

  async remove(pack: string): Promise<void> {
    await this.#folder.remove(packName(pack));
    await this.#folder.remove(holdersName(pack));
  }

  /** Deletes what a process that died left unfinished. @returns the packs that lie here, not checked yet. */
  async tidy(): Promise<HeldPack[]> {
    const files = await this.#folder.list();
    const names = new Set(files.map(({ name }) => name).filter((name) => OURS.test(name)));
    const held: HeldPack[] = [];
    for (const name of names) {
      const pack = name.slice(0, 64);
      const whole = names.has(packName(pack)) && names.has(holdersName(pack));
      const holders = name === holdersName(pack) && whole ? await this.#readHolders(pack) : [];
      held.push(...holders.map(({ index, shard }) => ({ index, shard, pack })));
      if (name.includes('.part')) await this.#folder.remove(name);
      else if (!whole || (name.endsWith('.json') && holders.length === 0)) await this.remove(pack);
    }
    return held;
  }

  /** None when the file is not one of ours any more: the pack is fetched anew then. */
  async #readHolders(pack: string): Promise<Holder[]> {
    const chunks = await Array.fromAsync(this.#folder.read(holdersName(pack)));
    try {
      const parsed = holdersFile.safeParse(JSON.parse(Buffer.concat(chunks).toString()));
      return parsed.success ? parsed.data.holders : [];
    } catch (error) {
      if (error instanceof SyntaxError) return [];
      throw error;
    }
  }
}

function packName(pack: string): string {
  return `${pack}.sqlite`;
}

function holdersName(pack: string): string {
  return `${pack}.json`;
}

async function* only(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const holdersFile = z.object({ holders: z.array(z.object({ index: z.string(), shard: z.string() })) });

/** Other files in the folder are none of our business. */
const OURS = /^[0-9a-f]{64}\.(?:sqlite|json)(?:\.part.*)?$/;
