/** `npm run bench`: measures Sitepack against raw loops and peers, see README.md. */
import { BadOptions, type BenchOptions, USAGE, readOptions } from './options.ts';
import type { SectionResult } from './figure.ts';
import { describeMachine } from './machine.ts';
import { openBench } from './open-bench.ts';
import { writeResults } from './results-file.ts';
import { sectionText } from './results-table.ts';
import { sections } from './sections.ts';

/** The whole of it; a full run takes some three minutes. */
const TIMEOUT_MS = 360_000;

/** @returns the exit code: 0 when everything was measured, whatever came out. */
async function main(args: readonly string[]): Promise<number> {
  let options: BenchOptions;
  try {
    options = readOptions(args);
  } catch (error) {
    if (!(error instanceof BadOptions)) throw error;
    process.stderr.write(`${error.message}\n${USAGE}\n`);
    return 2;
  }
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
  process.once('SIGTERM', () => interrupted.abort(new Error('terminated')));
  await measure(options, AbortSignal.any([interrupted.signal, AbortSignal.timeout(TIMEOUT_MS)]));
  return 0;
}

async function measure(options: BenchOptions, signal: AbortSignal): Promise<void> {
  const machine = describeMachine();
  const start_ms = performance.now();
  process.stdout.write(`${machine.cpu}, ${machine.cores} cores, ${machine.memory_mb} MB, Node ${machine.node}\n`);
  const measured: Record<string, SectionResult> = {};
  await using bench = openBench(options, signal);
  for (const name of options.only) {
    signal.throwIfAborted();
    const result = await sections[name](bench);
    measured[name] = result;
    process.stdout.write(`\n${sectionText(name, result)}\n`);
  }
  const elapsed_s = (performance.now() - start_ms) / 1000;
  const targets = Object.values(measured).flatMap(({ ratios }) => ratios.flatMap(({ target }) => target ?? []));
  const missed = targets.filter(({ met }) => !met).length;
  const date = new Date().toISOString();
  const file = await writeResults({ date, machine, options, elapsed_s, targets_met: missed === 0, sections: measured });
  process.stdout.write(`\n${targets.length - missed} of ${targets.length} targets met, in ${Math.round(elapsed_s)} s; ${file}\n`);
}

process.exitCode = await main(process.argv.slice(2));
