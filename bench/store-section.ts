import type { Section } from './bench.ts';
import { sectionResult } from './figure.ts';
import { runJob } from './run-job.ts';
import type { StoresInput } from './stores-input.ts';

const DURATION_MS = 500;
const QUICK_DURATION_MS = 50;
const TIMEOUT_MS = 120_000;

/** A section that one process measures from start to end. */
export function storeSection(script: URL): Section {
  return ({ options, signal }) => {
    const duration_ms = options.quick ? QUICK_DURATION_MS : DURATION_MS;
    const input: StoresInput = { rounds: options.rounds, duration_ms };
    return runJob({ script, input, result: sectionResult, timeout_ms: TIMEOUT_MS, signal });
  };
}
