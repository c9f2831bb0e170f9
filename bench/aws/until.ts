import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Between two looks: at most so much is added to a time that is taken. Shorter, and the looks slow down what is looked at.
 */
const LOOK_MS = 25;

/** Resolves when something holds. @throws when the signal aborts before. */
export async function until(holds: () => Promise<boolean> | boolean, signal: AbortSignal): Promise<void> {
  while (!(await holds())) await sleep(LOOK_MS, undefined, { signal });
}
