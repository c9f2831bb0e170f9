import type { Compute, TaskMap } from '#ports/compute.ts';

/** Runs tasks where it is called: for tests and the simulation, where threads would bring chance in. */
export class InlineCompute<Tasks extends TaskMap> implements Compute<Tasks> {
  readonly #tasks: Tasks;

  constructor(tasks: Tasks) {
    this.#tasks = tasks;
  }

  /** `timeout_ms` has no effect: what runs in place cannot be interrupted. */
  async run<Name extends keyof Tasks & string>(
    name: Name,
    input: Parameters<Tasks[Name]>[0],
    options: { timeout_ms?: number; signal?: AbortSignal } = {},
  ): Promise<Awaited<ReturnType<Tasks[Name]>>> {
    options.signal?.throwIfAborted();
    const task = this.#tasks[name];
    if (task === undefined) throw new TypeError(`there is no task "${name}"`);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- TypeScript does not tell the tasks' results apart
    return (await task(structuredClone(input))) as Awaited<ReturnType<Tasks[Name]>>;
  }

  async broadcast<Name extends keyof Tasks & string>(
    name: Name,
    input: Parameters<Tasks[Name]>[0],
  ): Promise<void> {
    await this.run(name, input);
  }

  async close(): Promise<void> {}
}
