import { createReadStream } from 'node:fs';
import { lstat, open, readdir, rename, rm, statfs, utimes } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ClaimedFolder } from '#adapters/shared/claimed-folder.ts';
import { errorCode } from '#adapters/shared/error-code.ts';
import { HeldNames } from '#adapters/shared/held-names.ts';
import { untilAborted } from '#adapters/shared/until-aborted.ts';
import type { ScratchFile, ScratchFolder } from '#ports/scratch.ts';

/** Files are read and written in pieces of this size. */
const PIECE_BYTES = 2 ** 18;

/** A folder on local disk that was claimed. */
export class SystemScratchFolder implements ScratchFolder {
  readonly path: string;
  readonly #claimed: ClaimedFolder;
  readonly #budget_bytes: number;
  readonly #held = new HeldNames();
  /** Removals under way: a file that is going is not there any more. */
  readonly #removing = new Map<string, Promise<void>>();

  /** @param budget_bytes what may lie in it; absent means what the disk has. */
  constructor(claimed: ClaimedFolder, budget_bytes = Infinity) {
    this.path = claimed.path;
    this.#claimed = claimed;
    this.#budget_bytes = budget_bytes;
  }

  async freeBytes(): Promise<number> {
    const disk = await statfs(this.path);
    const free = disk.bavail * disk.bsize;
    if (this.#budget_bytes === Infinity) return free;
    return Math.max(0, Math.min(free, this.#budget_bytes - (await bytesAt(this.path))));
  }

  async list(): Promise<ScratchFile[]> {
    const files: ScratchFile[] = [];
    for (const name of (await readdir(this.path)).sort()) {
      const file = this.#file(name);
      const found = await lstat(file).catch(absent);
      if (found === undefined) continue;
      // A file system may count parts of a millisecond.
      files.push({ name, bytes: await bytesAt(file), used_ms: Math.round(found.mtimeMs) });
    }
    return files;
  }

  /** @throws {BadFileName} as the methods below do. */
  async touch(name: string, used_ms: number): Promise<boolean> {
    await this.#removing.get(name);
    const used = new Date(used_ms);
    const touched = utimes(this.#file(name), used, used).then(() => true);
    return (await touched.catch(absent)) ?? false;
  }

  async rename(from: string, to: string): Promise<void> {
    await rename(this.#file(from), this.#file(to));
  }

  async remove(name: string): Promise<void> {
    const removal = rm(this.#file(name), { recursive: true, force: true });
    this.#removing.set(name, removal);
    try {
      await removal;
    } finally {
      if (this.#removing.get(name) === removal) this.#removing.delete(name);
    }
  }

  hold(name: string): Disposable {
    return this.#held.hold(name);
  }

  isHeld(name: string): boolean {
    return this.#held.has(name);
  }

  async *read(name: string): AsyncGenerator<Uint8Array> {
    // Opened when the first piece is asked for: what nobody reads is never left open.
    yield* createReadStream(this.#file(name), { highWaterMark: PIECE_BYTES });
  }

  async write(
    name: string,
    chunks: AsyncIterable<Uint8Array>,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<void> {
    signal?.throwIfAborted();
    // Opened and closed here and not by the stream: when this settles, nothing comes to be in the folder any more.
    await using file = await open(this.#file(name), 'w');
    // Forced to the disk before it is closed: packs are known by their names, and after a power loss none must be there by half.
    const stream = file.createWriteStream({ highWaterMark: PIECE_BYTES, flush: true });
    try {
      // A pipeline alone waits for a source that stalls, aborted or not.
      if (signal === undefined) await pipeline(chunks, stream);
      else await pipeline(untilAborted(chunks, signal), stream, { signal });
    } catch (error) {
      if (errorCode(error) === 'ABORT_ERR') signal?.throwIfAborted();
      throw error;
    }
  }

  async release(): Promise<void> {
    this.#claimed.release();
  }

  #file(name: string): string {
    if (name === '' || name === '.' || name === '..' || path.basename(name) !== name)
      throw new BadFileName(name);
    return path.join(this.path, name);
  }
}

/** Bytes of a file, or of the files in a folder and the folders in it. */
async function bytesAt(place: string): Promise<number> {
  const found = await lstat(place).catch(absent);
  if (!found?.isDirectory()) return found?.size ?? 0;
  let bytes = 0;
  for (const name of (await readdir(place).catch(absent)) ?? [])
    bytes += await bytesAt(path.join(place, name));
  return bytes;
}

/** A file may be deleted between the listing and the look at it. */
function absent(error: unknown): undefined {
  if (errorCode(error) === 'ENOENT') return undefined;
  throw error;
}

/** A name that could leave the folder. */
export class BadFileName extends Error {
  override readonly name = 'BadFileName';
  readonly code = 'bad_file_name';
  constructor(name: string) {
    super(`"${name}" cannot name a file of a scratch folder; use a name without a path`);
  }
}
