import { asError } from '#adapters/shared/error-code.ts';
import { type Compute, ComputeBusy, ComputeTimeout, type TaskMap } from '#ports/compute.ts';
import { PoolThread } from './pool-thread.ts';

export interface ThreadPoolOptions {
  /** A module that exports the tasks as an object called `tasks`; every thread loads it. */
  readonly module: URL;
  readonly threads: number;
  /** Tasks that may wait for a thread; more are refused by {@link ComputeBusy}. */
  readonly max_waiting: number;
}

/** A task on its way. It is settled once; a thread that still works on a settled task is busy until it is done. */
interface Job {
  readonly name: string;
  readonly input: unknown;
  // Methods, so that who waits may know the type of the value.
  resolve(value: unknown): void;
  reject(error: unknown): void;
  /** Set while a thread works on it. */
  slot: Slot | undefined;
}

interface Slot {
  readonly thread: PoolThread;
  busy: boolean;
  /** Jobs for this thread alone; they go before those that any thread may take. */
  readonly own: Job[];
}

export class PoolClosed extends Error {
  override readonly name = 'PoolClosed';
  readonly code = 'pool_closed';
  constructor() {
    super('the thread pool was closed; nothing runs in it any more');
  }
}

/** Runs tasks on threads of this process. Threads start when they are first needed. */
export class ThreadPool<Tasks extends TaskMap> implements Compute<Tasks>, AsyncDisposable {
  readonly #slots: readonly Slot[];
  readonly #max_waiting: number;
  readonly #line: Job[] = [];
  #closed = false;

  constructor(options: ThreadPoolOptions) {
    this.#max_waiting = options.max_waiting;
    this.#slots = Array.from({ length: Math.max(1, options.threads) }, () => ({
      thread: new PoolThread(options.module),
      busy: false,
      own: [],
    }));
  }

  /**
   * @param options `timeout_ms` counts from the call, waiting included; `signal` takes the task out of the line, or gives
   *   up its result when it runs already.
   */
  run<Name extends keyof Tasks & string>(
    name: Name,
    input: Parameters<Tasks[Name]>[0],
    options: { timeout_ms?: number; signal?: AbortSignal } = {},
  ): Promise<Awaited<ReturnType<Tasks[Name]>>> {
    return this.#enqueue<Awaited<ReturnType<Tasks[Name]>>>(this.#line, name, input, options);
  }

  /** Threads not yet started are started; one that is replaced later begins with nothing, which tasks must cope with. */
  async broadcast<Name extends keyof Tasks & string>(
    name: Name,
    input: Parameters<Tasks[Name]>[0],
  ): Promise<void> {
    await Promise.all(this.#slots.map((slot) => this.#enqueue(slot.own, name, input, {})));
  }

  /** Ends every thread; tasks that are not done reject with {@link PoolClosed}. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of [...this.#line.splice(0), ...this.#slots.flatMap((slot) => slot.own.splice(0))]) {
      job.reject(new PoolClosed());
    }
    await Promise.all(this.#slots.map((slot) => slot.thread.stop(new PoolClosed())));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #enqueue<Result>(
    line: Job[],
    name: string,
    input: unknown,
    options: { timeout_ms?: number; signal?: AbortSignal },
  ): Promise<Result> {
    if (this.#closed) return Promise.reject(new PoolClosed());
    if (options.signal?.aborted === true) return Promise.reject(abortReason(options.signal));
    if (this.#isFull(line)) return Promise.reject(new ComputeBusy(line.length));
    return new Promise((resolve, reject) => {
      const settled = (): void => {
        clearTimeout(timer);
        options.signal?.removeEventListener('abort', abort);
      };
      const job: Job = {
        name,
        input,
        slot: undefined,
        resolve: (value: Result) => (settled(), resolve(value)),
        reject: (error) => (settled(), reject(asError(error))),
      };
      const abort = (): void => {
        // A task that runs keeps its timer: a thread that would not end must still be replaced.
        if (job.slot !== undefined) return reject(abortReason(options.signal));
        removeFrom(line, job);
        job.reject(abortReason(options.signal));
      };
      const timer =
        options.timeout_ms === undefined
          ? undefined
          : setTimeout(() => this.#expire(line, job, options.timeout_ms ?? 0), options.timeout_ms);
      options.signal?.addEventListener('abort', abort);
      line.push(job);
      this.#dispatch();
    });
  }

  /** A line in which somebody waits has no free thread. */
  #isFull(line: readonly Job[]): boolean {
    return line.length >= this.#max_waiting && (line.length > 0 || this.#slots.every((slot) => slot.busy));
  }

  #expire(line: Job[], job: Job, timeout_ms: number): void {
    const error = new ComputeTimeout(job.name, timeout_ms);
    if (job.slot === undefined) removeFrom(line, job);
    // The thread starts anew with its next task; nobody waits for this one to end.
    else job.slot.thread.stop(error).catch((error: unknown) => job.reject(error));
    job.reject(error);
  }

  #dispatch(): void {
    for (const slot of this.#slots) {
      if (slot.busy) continue;
      const job = slot.own.shift() ?? this.#line.shift();
      if (job !== undefined) this.#start(slot, job);
    }
  }

  #start(slot: Slot, job: Job): void {
    slot.busy = true;
    job.slot = slot;
    slot.thread
      .run({ name: job.name, input: job.input })
      .then(
        (value) => job.resolve(value),
        (error: unknown) => job.reject(error),
      )
      .finally(() => {
        slot.busy = false;
        job.slot = undefined;
        this.#dispatch();
      })
      .catch((error: unknown) => job.reject(error));
  }
}

function removeFrom(line: Job[], job: Job): void {
  const at = line.indexOf(job);
  if (at >= 0) line.splice(at, 1);
}

/** Why a task was given up: its signal's reason, as an error whatever it is. */
export function abortReason(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new Error('the task was given up', { cause: reason });
}
