import { Worker } from 'node:worker_threads';
import { asError } from '#adapters/shared/error-code.ts';
import { type TaskAnswer, TaskError, type TaskRequest } from './compute-protocol.ts';

const ENTRY = new URL('./compute-thread.ts', import.meta.url);

/** One thread of a pool: runs one task at a time, and is started by the first. */
export class PoolThread {
  readonly #module: URL;
  #worker: Worker | undefined;
  #settle: { resolve: (value: unknown) => void; reject: (error: Error) => void } | undefined;

  constructor(module: URL) {
    this.#module = module;
  }

  /** Runs a task; the one before must be done. */
  run(request: TaskRequest): Promise<unknown> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      // An idle thread must not keep the process alive; a busy one must.
      worker.ref();
      try {
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
        worker.postMessage(request);
      } catch (error) {
        this.#finish(({ reject }) => reject(asError(error)));
      }
    });
  }

  /** Ends the thread, whatever it does; its task rejects with `reason`. The next task starts a new one. */
  async stop(reason: Error): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#finish(({ reject }) => reject(reason));
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(ENTRY, { workerData: { module: this.#module.href }, name: 'sitepack-compute' });
    worker.on('message', (answer: TaskAnswer) => {
      if (worker !== this.#worker) return;
      worker.unref();
      this.#finish(({ resolve, reject }) => {
        if ('error' in answer) reject(new TaskError(answer.error));
        else resolve(answer.value);
      });
    });
    worker.on('error', (error: Error) => this.#ended(worker, error));
    worker.on('exit', (code) => this.#ended(worker, new Error(`a compute thread ended with code ${code}`)));
    return worker;
  }

  #ended(worker: Worker, error: Error): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    this.#finish(({ reject }) => reject(error));
  }

  #finish(
    settle: (waiting: { resolve: (value: unknown) => void; reject: (error: Error) => void }) => void,
  ): void {
    const waiting = this.#settle;
    this.#settle = undefined;
    if (waiting !== undefined) settle(waiting);
  }
}
