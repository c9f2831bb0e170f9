import { asError } from '#adapters/shared/error-code.ts';
import { TaskError, toFault } from '#adapters/system/compute-protocol.ts';
import { PoolClosed, abortReason } from '#adapters/system/thread-pool.ts';
import { tasks as packTasks } from '#core/pack/tasks.ts';
import { type Compute, ComputeTimeout, type TaskMap } from '#ports/compute.ts';
import type { Life } from '../kernel/life.ts';
import type { Seeded } from '../kernel/seeded.ts';
import type { Leaving } from './sim-pack-tasks.ts';

interface SimComputeOptions<Tasks extends TaskMap> {
  readonly tasks: Tasks;
  readonly chance: Seeded;
  /** What tasks leave that are not done to their end. */
  readonly leaving?: Leaving<Tasks>;
}

type Answer<Tasks extends TaskMap, Name extends keyof Tasks> = Awaited<ReturnType<Tasks[Name]>>;

/**
 * Threads of one life, of which one is always free: each task is done at one moment, and its answer comes some time
 * later. What goes there and back are copies, and what goes wrong are the errors of a thread pool.
 */
export class SimCompute<Tasks extends TaskMap> implements Compute<Tasks> {
  readonly #life: Life;
  readonly #tasks: Tasks;
  readonly #chance: Seeded;
  readonly #leaving: Leaving<Tasks>;
  readonly #open = new Set<string>();
  /** Ends the waiting for a task that is not done. */
  readonly #waiting = new Set<(error: Error) => void>();
  #closed = false;

  constructor(life: Life, { tasks, chance, leaving = {} }: SimComputeOptions<Tasks>) {
    this.#life = life;
    this.#tasks = tasks;
    this.#chance = chance;
    this.#leaving = leaving;
    life.onDeath.push(() => this.#closeFiles());
  }

  async run<Name extends keyof Tasks & string>(
    name: Name,
    input: Parameters<Tasks[Name]>[0],
    { timeout_ms = Infinity, signal }: { timeout_ms?: number; signal?: AbortSignal } = {},
  ): Promise<Answer<Tasks, Name>> {
    if (this.#closed) throw new PoolClosed();
    if (signal?.aborted === true) throw abortReason(signal);
    const sent = structuredClone(input);
    const { promise, resolve, reject } = Promise.withResolvers<Answer<Tasks, Name>>();
    const abort = (): void => reject(abortReason(signal));
    const expire = (): void => reject(new ComputeTimeout(name, timeout_ms));
    const deafen = this.#life.onAbort(signal, abort);
    this.#waiting.add(reject);
    const cancel = this.#after(timeout_ms, expire);
    this.#work(name, sent, timeout_ms).then(resolve, (error: unknown) => reject(asError(error)));
    try {
      return await promise;
    } finally {
      cancel();
      this.#waiting.delete(reject);
      deafen();
    }
  }

  async broadcast<Name extends keyof Tasks & string>(
    name: Name,
    input: Parameters<Tasks[Name]>[0],
  ): Promise<void> {
    await this.run(name, input);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const end of this.#waiting) end(new PoolClosed());
    this.#closeFiles();
  }

  #after(timeout_ms: number, run: () => void): () => void {
    if (timeout_ms === Infinity) return () => undefined;
    const { laws, rate } = this.#life;
    return laws.timeline.after(timeout_ms / rate, () => this.#life.hear(run));
  }

  #work<Name extends keyof Tasks & string>(
    name: Name,
    input: Parameters<Tasks[Name]>[0],
    timeout_ms: number,
  ): Promise<Answer<Tasks, Name>> {
    this.#note(input);
    return this.#life.call({
      service: 'compute',
      operation: name,
      about: '',
      takes_ms: this.#takes(name, timeout_ms),
      sure: true,
      apply: () => this.#do(name, input),
    });
  }

  #takes(name: string, timeout_ms: number): number {
    const { faults } = this.#life.laws;
    const takes_ms = 1 + this.#chance.float() ** 3 * 200;
    if (!faults.happens('thread_slow', `${this.#life.process} ${name}`, 0.3)) return takes_ms;
    const slow = faults.chance('thread_slow').float();
    return takes_ms + (timeout_ms === Infinity ? slow ** 2 * 60_000 : timeout_ms * (1 + slow));
  }

  async #do<Name extends keyof Tasks & string>(
    name: Name,
    input: Parameters<Tasks[Name]>[0],
  ): Promise<Answer<Tasks, Name>> {
    const { faults } = this.#life.laws;
    const lost = faults.happens('thread_lost', `${this.#life.process} ${name}`, 0.3);
    const fate = lost ? faults.chance('thread_lost').pick(['at once', 'by half', 'done'] as const) : 'well';
    if (fate === 'at once') throw this.#loss();
    if (fate === 'by half') {
      this.#leaving[name]?.(input);
      throw this.#loss();
    }
    const result = await this.#result(name, input);
    if (fate === 'done') throw this.#loss();
    return result;
  }

  async #result<Name extends keyof Tasks & string>(
    name: Name,
    input: Parameters<Tasks[Name]>[0],
  ): Promise<Answer<Tasks, Name>> {
    try {
      const task = this.#tasks[name];
      if (task === undefined) throw new TypeError(`there is no task "${name}"`);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- TypeScript does not tell the tasks' results apart
      return structuredClone(await task(input)) as Answer<Tasks, Name>;
    } catch (error) {
      throw new TaskError(toFault(error));
    }
  }

  /** As Node tells it when a thread ran out of memory, or ended; the next task starts a new one. */
  #loss(): Error {
    this.#closeFiles();
    if (this.#life.laws.faults.chance('thread_lost').chance(0.5))
      return new Error('a compute thread ended with code 1');
    const message = 'Worker terminated due to reaching memory limit: JS heap out of memory';
    return Object.assign(new Error(message), { code: 'ERR_WORKER_OUT_OF_MEMORY' });
  }

  #note(input: unknown): void {
    if (typeof input === 'object' && input !== null && 'path' in input && typeof input.path === 'string')
      this.#open.add(input.path);
  }

  /** Files that a thread has open are closed by its end. */
  #closeFiles(): void {
    for (const path of this.#open) packTasks.close_pack({ path });
    this.#open.clear();
  }
}
