import { Child } from './child.ts';
import { runTask } from './run-task.ts';
import type { Result, Task } from './task.ts';

/** Runs of one process: what a world leaves behind of its dead processes should not gather. */
const MOST_RUNS = 200;

/**
 * Makes runs, and gives their results in the order of the tasks, however many processes are at it. With one job it is
 * this process that runs them.
 * @throws {ChildLost} when a process ended in the middle of a run.
 */
export async function* runTasks(tasks: readonly Task[], jobs: number): AsyncGenerator<Result> {
  if (jobs === 1) for (const task of tasks) yield await runTask(task);
  else yield* inChildren(tasks, Math.min(jobs, tasks.length));
}

async function* inChildren(tasks: readonly Task[], jobs: number): AsyncGenerator<Result> {
  using children = new DisposableStack();
  // Results that are there before their turn.
  const early = new Map<number, Result>();
  const ahead = tasks.entries();
  let failure: unknown;
  let news = Promise.withResolvers<void>();
  const tell = (): void => {
    news.resolve();
    news = Promise.withResolvers();
  };
  const work = async (): Promise<void> => {
    let child = children.use(new Child());
    let runs = 0;
    // All children take from the one iterator, each the next task.
    for (const [n, task] of ahead) {
      if (runs === MOST_RUNS) {
        child[Symbol.dispose]();
        child = children.use(new Child());
        runs = 0;
      }
      runs += 1;
      early.set(n, await child.run(task));
      tell();
    }
  };
  for (let n = 0; n < jobs; n += 1) {
    work().catch((error: unknown) => {
      failure ??= error;
      tell();
    });
  }
  for (const n of tasks.keys()) {
    while (!early.has(n)) {
      if (failure !== undefined) throw failure;
      await news.promise;
    }
    const result = early.get(n);
    early.delete(n);
    if (result !== undefined) yield result;
  }
}
