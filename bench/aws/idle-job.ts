/** Sitepack with a process for each role, as an installation has them, and nothing to do: counts what each asks of AWS. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ROLES, type WorkerRole } from '#runtime/worker.ts';
import { type BenchProcess, benchConfig, startProcess } from '../product/sitepack.ts';
import { serveJob } from '../serve-job.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type IdleResult, ON_AWS, idleInput } from './aws-job.ts';
import { searchedVersion } from './searched.ts';
import { until } from './until.ts';
import { type Usage, readUsage, since } from './usage.ts';

const TIMEOUT_MS = 120_000;
/** After what there was to do: for polls to grow long. */
const SETTLE_MS = 3000;

await serveJob(idleInput, async ({ index, window_ms }): Promise<IdleResult> => {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  await using opened = new AsyncDisposableStack();
  const data = opened.use(await temporaryFolder('data'));
  const processes: { role: WorkerRole; process: BenchProcess }[] = [];
  // A stop waits for polls to end: all of them at once.
  opened.defer(async () => {
    await Promise.all(processes.map(({ process }) => process[Symbol.asyncDispose]()));
  });
  for (const role of ROLES)
    processes.push({ role, process: await startProcess(benchConfig(data.path, ON_AWS), [role]) });
  const api = processes.flatMap(({ process }) => process.running.address ?? [])[0];
  if (api === undefined) throw new Error('no process has the API');
  await until(async () => (await searchedVersion(api, index, signal)) > 0, signal);
  await sleep(SETTLE_MS, undefined, { signal });
  const read = () => Promise.all(processes.map(({ process }) => usedBy(process)));
  const before = await read();
  await sleep(window_ms, undefined, { signal });
  const after = await read();
  return processes.map(({ role }, n) => ({ role, used: since(before[n] ?? [], after[n] ?? []) }));
});

async function usedBy({ platform }: BenchProcess): Promise<Usage> {
  return readUsage((await platform.metrics.text()).body);
}
