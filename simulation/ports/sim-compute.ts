import { readFileSync, writeFileSync } from 'node:fs';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { tasks as packTasks } from '#core/pack/tasks.ts';
import { type Compute, ComputeTimeout, type TaskMap } from '#ports/compute.ts';
import { NotZstd, type Unzstd } from '#ports/unzstd.ts';
import type { Life } from '../kernel/life.ts';
import type { Seeded } from '../kernel/seeded.ts';

/** The tasks of packs, each done at one moment: the real ones, but for compression in one piece. */
export const wholePackTasks = {
  ...packTasks,
  async compress_pack({ path, out }: { readonly path: string; readonly out: string }) {
    const bytes = zstdCompressSync(readFileSync(path));
    writeFileSync(out, bytes);
    return { compressed_bytes: bytes.length };
  },
} satisfies typeof packTasks;

/** Decompresses in one piece. */
export const wholeUnzstd: Unzstd = async function* unzstd(source) {
  const bytes = Buffer.concat(await Array.fromAsync(source));
  let whole: Buffer;
  try {
    // Without its end frame the decoder would wait for more, and the rest is lost.
    whole = zstdDecompressSync(bytes);
  } catch (cause) {
    throw new NotZstd({ cause });
  }
  for (let at = 0; at < whole.length; at += CHUNK_BYTES) yield whole.subarray(at, at + CHUNK_BYTES);
};

const CHUNK_BYTES = 16_384;

/** Threads of one life: each task is done at one moment, some time after it was asked for. */
export class SimCompute<Tasks extends TaskMap> implements Compute<Tasks> {
  readonly #life: Life;
  readonly #tasks: Tasks;
  readonly #chance: Seeded;
  readonly #open = new Set<string>();

  constructor(life: Life, tasks: Tasks, chance: Seeded) {
    this.#life = life;
    this.#tasks = tasks;
    this.#chance = chance;
    life.onDeath.push(() => this.#closeAll());
  }

  async run<Name extends keyof Tasks & string>(
    name: Name,
    input: Parameters<Tasks[Name]>[0],
    { timeout_ms = Infinity, signal }: { timeout_ms?: number; signal?: AbortSignal } = {},
  ): Promise<Awaited<ReturnType<Tasks[Name]>>> {
    signal?.throwIfAborted();
    const task = this.#tasks[name];
    if (task === undefined) throw new TypeError(`there is no task "${name}"`);
    const takes_ms = 1 + this.#chance.float() ** 3 * 200;
    if (takes_ms > timeout_ms) throw new ComputeTimeout(name, timeout_ms);
    this.#note(input);
    const done = await this.#life.call({
      service: 'compute',
      operation: name,
      about: '',
      takes_ms,
      sure: true,
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- TypeScript does not tell the tasks' results apart
      apply: () => task(structuredClone(input)) as Promise<Awaited<ReturnType<Tasks[Name]>>>,
    });
    signal?.throwIfAborted();
    return done;
  }

  async broadcast<Name extends keyof Tasks & string>(
    name: Name,
    input: Parameters<Tasks[Name]>[0],
  ): Promise<void> {
    await this.run(name, input);
  }

  async close(): Promise<void> {
    this.#closeAll();
  }

  #note(input: unknown): void {
    if (typeof input === 'object' && input !== null && 'path' in input && typeof input.path === 'string')
      this.#open.add(input.path);
  }

  /** Files that a thread has open are closed by its end. */
  #closeAll(): void {
    for (const path of this.#open) packTasks.close_pack({ path });
    this.#open.clear();
  }
}
