import type { Bench } from '../bench.ts';
import { type SectionResult, sectionResult } from '../figure.ts';
import { runJob } from '../run-job.ts';

const TIMEOUT_MS = 180_000;
const DURATION_MS = 1500;
const QUICK_MS = 100;

/** Reads pages and files of the other kinds, without network, queues and stores. */
export async function readSection(bench: Bench): Promise<SectionResult> {
  const { rounds, quick } = bench.options;
  const input = { folder: await bench.manual(), rounds, duration_ms: quick ? QUICK_MS : DURATION_MS };
  const script = new URL('./measure-read.ts', import.meta.url);
  return runJob({ script, input, result: sectionResult, timeout_ms: TIMEOUT_MS, signal: bench.signal });
}
