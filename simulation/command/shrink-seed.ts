import type { Canary } from '../canaries/canary.ts';
import type { FaultFilter } from '../kernel/fault.ts';
import type { Outcome } from '../outcome.ts';
import { shrunkLines } from '../report/outcome-text.ts';
import { shrink } from '../report/shrink.ts';
import { runTask } from './run-task.ts';
import { taskOf } from './task.ts';

/** Shrinks a run that violated an invariant under a filter. @returns what to tell of it. */
export async function shrinkSeed(
  failing: Outcome,
  filter: FaultFilter,
  canary: Canary | undefined,
): Promise<readonly string[]> {
  const { seed } = failing;
  const run = async (fewer: FaultFilter): Promise<Outcome | undefined> => {
    const result = await runTask(taskOf(seed, fewer, canary?.name));
    return 'outcome' in result ? result.outcome : undefined;
  };
  return shrunkLines(await shrink(failing, run, filter), { seed, canary: canary?.name });
}
