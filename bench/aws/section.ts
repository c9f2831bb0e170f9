import type { z } from 'zod';
import type { Bench } from '../bench.ts';
import type { SectionResult } from '../figure.ts';
import { type Job, runJob } from '../run-job.ts';
import { INDEX, crawlResult, idleResult } from './aws-job.ts';
import { startBenchEmulators } from './bench-emulators.ts';
import { type AwsRound, describeAws } from './describe-aws.ts';

const TIMEOUT_MS = 100_000;
/** Each takes ten times as long as one on files; the counts are the same in all of them. */
const MOST_ROUNDS = 2;
/** Ten heartbeats of a process, and 15 of a poll; extrapolated from there. */
const IDLE_MS = 30_000;
const QUICK_IDLE_MS = 3000;

/**
 * Crawls the manual twice on emulators of AWS, and twice on files: how fast, and what is asked of AWS for it. Then lets a
 * system of six processes be idle.
 */
export async function awsSection(bench: Bench): Promise<SectionResult> {
  const { url } = await bench.served();
  const window_ms = bench.options.quick ? QUICK_IDLE_MS : IDLE_MS;
  const job = <Result>(
    script: string,
    result: z.ZodType<Result>,
    given: Pick<Job<Result>, 'input' | 'env'>,
  ): Promise<Result> =>
    runJob({
      script: new URL(script, import.meta.url),
      result,
      timeout_ms: TIMEOUT_MS,
      signal: bench.signal,
      ...given,
    });
  const rounds: AwsRound[] = [];
  const most = Math.min(bench.options.rounds, MOST_ROUNDS);
  for (;;) {
    const embedded = await job('./crawl-job.ts', crawlResult, { input: { url, backend: 'embedded' } });
    await using emulators = await startBenchEmulators();
    const { env } = emulators;
    const aws = await job('./crawl-job.ts', crawlResult, { input: { url, backend: 'aws' }, env });
    rounds.push({ embedded, aws, emulators_cpu_ms: await emulators.cpu() });
    if (rounds.length < most) continue;
    // On what the last crawl left behind: an index that is served.
    const idle = await job('./idle-job.ts', idleResult, { input: { index: INDEX, window_ms }, env });
    return describeAws({ rounds, idle, window_ms });
  }
}
