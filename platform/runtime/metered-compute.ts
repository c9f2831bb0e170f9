import type { Compute, TaskMap } from '#ports/compute.ts';
import type { Metering } from './metered-call.ts';

/** Threads whose tasks are measured. */
export function meteredCompute<Tasks extends TaskMap>(
  compute: Compute<Tasks>,
  metering: Metering,
): Compute<Tasks> {
  return {
    run: (name, input, options) => meteredTask(metering, name, () => compute.run(name, input, options)),
    broadcast: (name, input) => compute.broadcast(name, input),
    close: () => compute.close(),
  };
}

async function meteredTask<Result>(
  { metrics, clock }: Metering,
  task: string,
  run: () => Promise<Result>,
): Promise<Result> {
  const begun_ms = clock.monotonic();
  let outcome = 'error';
  try {
    const result = await run();
    outcome = 'ok';
    return result;
  } finally {
    metrics.observe('tasks', { task, outcome }, (clock.monotonic() - begun_ms) / 1000);
  }
}
