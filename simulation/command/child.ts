import { type ChildProcess, fork } from 'node:child_process';
import { type Result, type Task, resultSchema } from './task.ts';

const ENTRY = new URL('task-child.ts', import.meta.url);
const STDERR = 2;
/** Runs make much that is not needed for long: with more room for it, a run takes 5 % less time. */
const YOUNG = '--max-semi-space-size=64';

/** A process ended that had a run to make. */
export class ChildLost extends Error {
  override readonly name = 'ChildLost';
  readonly code = 'child_lost';
}

/** A process that makes runs, one at a time. */
export class Child implements Disposable {
  readonly #process: ChildProcess;

  constructor() {
    // What a run should print by mistake is not among our own lines.
    this.#process = fork(ENTRY, { stdio: ['ignore', STDERR, 'inherit', 'ipc'], execArgv: [YOUNG] });
  }

  /** @throws {ChildLost} */
  run(task: Task): Promise<Result> {
    return new Promise((resolve, reject) => {
      const done = (): void => {
        this.#process.off('message', answer).off('exit', exit).off('error', reject);
      };
      const answer = (message: unknown): void => {
        done();
        resolve(resultSchema.parse(message));
      };
      const exit = (code: number | null, signal: string | null): void => {
        done();
        reject(
          new ChildLost(`the process that ran seed ${task.seed} ended (${signal ?? code ?? 'unknown'})`),
        );
      };
      this.#process.on('message', answer).on('exit', exit).on('error', reject);
      this.#process.send(task);
    });
  }

  [Symbol.dispose](): void {
    if (this.#process.connected) this.#process.disconnect();
  }
}
