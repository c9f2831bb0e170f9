import { fork } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { endProcess } from '../end-process.ts';

const started = z.tuple([z.object({ env: z.record(z.string(), z.string()) })]).rest(z.unknown());
const taken = z.tuple([z.object({ cpu_ms: z.number() })]).rest(z.unknown());
const ANSWER_MS = 15_000;

/** SQS, S3 and DynamoDB as emulators have them, in a process of their own until it is disposed of. */
export interface BenchEmulators extends AsyncDisposable {
  /** Variables by which a process takes them for AWS. */
  readonly env: Readonly<Record<string, string>>;
  /** Time of a core that they took so far, in ms. */
  cpu(): Promise<number>;
}

/** Starts emulators that count the units of DynamoDB by its rules. */
export async function startBenchEmulators(): Promise<BenchEmulators> {
  const child = fork(new URL('./serve-emulators.ts', import.meta.url), { execArgv: [] });
  const answer = (): Promise<unknown> => once(child, 'message', { signal: AbortSignal.timeout(ANSWER_MS) });
  try {
    const [{ env }] = started.parse(await answer());
    return {
      env,
      async cpu() {
        const told = answer();
        child.send('cpu');
        const [{ cpu_ms }] = taken.parse(await told);
        return cpu_ms;
      },
      [Symbol.asyncDispose]: () => endProcess(child),
    };
  } catch (error) {
    await endProcess(child);
    throw error;
  }
}
