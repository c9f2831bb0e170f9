import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { endProcess } from './end-process.ts';
import { jobAnswer } from './serve-job.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface Job<Result> {
  /** Its entry. */
  readonly script: URL;
  readonly input: unknown;
  readonly result: z.ZodType<Result>;
  /** It is ended then. */
  readonly timeout_ms: number;
  readonly signal: AbortSignal;
  readonly node_options?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A process that has answered has nothing left but to exit. */
const EXIT_MS = 5000;

/** A job that came to nothing. */
export class JobFailed extends Error {
  override readonly name = 'JobFailed';
  readonly code = 'job_failed';
}

/**
 * Runs a job in a fresh process: nothing is warm, and nothing is left of the one before.
 * @throws {JobFailed} when it fails, takes too long, or ends without a word.
 */
export async function runJob<Result>(job: Job<Result>): Promise<Result> {
  const name = fileURLToPath(job.script);
  // What the job leaves behind when it is ended lies in here, and goes with it.
  await using folder = await temporaryFolder('job');
  const signal = AbortSignal.any([job.signal, AbortSignal.timeout(job.timeout_ms)]);
  const child = fork(job.script, [JSON.stringify(job.input)], {
    execArgv: [...(job.node_options ?? [])],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, TMPDIR: folder.path, ...job.env },
    serialization: 'advanced',
  });
  let patience_ms = 0;
  try {
    const answer = jobAnswer.parse(await answerOf(child, name, signal));
    patience_ms = EXIT_MS;
    if ('error' in answer) throw new JobFailed(`${name} failed: ${answer.error}`);
    return job.result.parse(answer.value);
  } finally {
    await endProcess(child, patience_ms);
  }
}

function answerOf(child: ChildProcess, name: string, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(new JobFailed(`${name} was ended before it was done`, { cause: signal.reason }));
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    child.once('message', resolve);
    child.once('error', reject);
    child.once('exit', (code, by) =>
      reject(new JobFailed(`${name} ended without a result (${by ?? code ?? 'unknown'})`)),
    );
  });
}
