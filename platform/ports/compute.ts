/**
 * Work that would hold up the event loop, done elsewhere. A task is a named function of plain data; which names there
 * are is declared by `Tasks`, in the file that implements them (core/pack/tasks.ts).
 */
export interface Compute<Tasks extends TaskMap> {
  /**
   * Runs one task on a free thread, waiting for one if all are busy.
   * @throws {ComputeTimeout} after `timeout_ms`; the thread that would not end is replaced.
   * @throws {ComputeBusy} at once when too many tasks wait already.
   */
  run<Name extends keyof Tasks & string>(
    name: Name,
    input: Parameters<Tasks[Name]>[0],
    options?: { timeout_ms?: number; signal?: AbortSignal },
  ): Promise<Awaited<ReturnType<Tasks[Name]>>>;
  /** Runs a task on every thread, for what each thread keeps to itself (open files). */
  broadcast<Name extends keyof Tasks & string>(name: Name, input: Parameters<Tasks[Name]>[0]): Promise<void>;
  close(): Promise<void>;
}

// Method parameters are bivariant, so any function of one argument fits.
export interface TaskMap {
  [name: string]: { bivarianceHack(input: unknown): unknown }['bivarianceHack'];
}

export class ComputeTimeout extends Error {
  override readonly name = 'ComputeTimeout';
  readonly code = 'compute_timeout';
  constructor(task: string, timeout_ms: number) {
    super(`task "${task}" was not done after ${timeout_ms} ms`);
  }
}

export class ComputeBusy extends Error {
  override readonly name = 'ComputeBusy';
  readonly code = 'compute_busy';
  constructor(waiting: number) {
    super(`${waiting} tasks wait for a thread already; try again later`);
  }
}
