import { CANARIES } from '../canaries/canaries.ts';
import type { Outcome } from '../outcome.ts';
import { runSeed } from '../run.ts';
import type { Result, Task } from './task.ts';

/** Makes a run. One in which the simulation itself fails is a result as well: the other seeds go on. */
export async function runTask(task: Task): Promise<Result> {
  try {
    return { outcome: await outcomeOf(task) };
  } catch (error) {
    process.stderr.write(
      `seed ${task.seed}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return { seed: task.seed, failure: String(error) };
  }
}

function outcomeOf({ seed, without, only, canary: name }: Task): Promise<Outcome> {
  const canary = CANARIES.find((canary) => canary.name === name);
  if (name !== undefined && canary === undefined) throw new TypeError(`there is no canary "${name}"`);
  return runSeed({
    seed,
    filter: {
      ...(without === undefined ? {} : { without: new Set(without) }),
      ...(only === undefined ? {} : { only: new Set(only) }),
    },
    ...(canary === undefined ? {} : { canary }),
  });
}
