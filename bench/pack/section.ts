import type { Bench } from '../bench.ts';
import { type SectionResult, sectionResult } from '../figure.ts';
import { runJob } from '../run-job.ts';
import type { PackInput } from './pack-input.ts';

const CHANGES = [1, 10, 100];
const TIMEOUT_MS = 120_000;

/** Packs of the manual's documents, full and incremental. */
export async function packSection(bench: Bench): Promise<SectionResult> {
  const input: PackInput = { folder: await bench.manual(), rounds: bench.options.rounds, changes: CHANGES };
  const script = new URL('./measure-pack.ts', import.meta.url);
  return runJob({ script, input, result: sectionResult, timeout_ms: TIMEOUT_MS, signal: bench.signal });
}
