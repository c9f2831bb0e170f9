/** `npm run bench`: measures Sitepack against raw loops and peers, see README.md. */
import { inspect } from 'node:util';
import type { SectionResult } from './figure.ts';
import { describeMachine } from './machine.ts';
import { openBench } from './open-bench.ts';
import { BadOptions, type BenchOptions, USAGE, readOptions } from './options.ts';
import { writeResults } from './results-file.ts';
import { sectionText } from './results-table.ts';
import { JobFailed } from './run-job.ts';
import { sections } from './sections.ts';

/** The whole of it; a full run takes some five minutes. */
const TIMEOUT_MS = 600_000;

/** @returns the exit code: 0 when everything was measured, whatever came out; 1 when a section failed; 2 for wrong usage. */
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
  const signal = AbortSignal.any([interrupted.signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const machine = describeMachine();
  const start_ms = performance.now();
  process.stdout.write(
    `${machine.cpu}, ${machine.cores} cores, ${machine.memory_mb} MB, Node ${machine.node}\n`,
  );
  const measured = await measure(options, signal);
  const elapsed_s = (performance.now() - start_ms) / 1000;
  if (Object.keys(measured).length < options.only.length) {
    process.stderr.write('\nnot everything was measured; the results of before are left as they are\n');
    return 1;
  }
  const targets = Object.values(measured).flatMap(({ ratios }) =>
    ratios.flatMap(({ target }) => target ?? []),
  );
  const met = targets.filter((target) => target.met).length;
  const date = new Date().toISOString();
  const file = await writeResults({
    date,
    machine,
    options,
    elapsed_s,
    targets_met: met === targets.length,
    sections: measured,
  });
  process.stdout.write(`\n${met} of ${targets.length} targets met, in ${Math.round(elapsed_s)} s; ${file}\n`);
  return 0;
}

/** Measures section by section; one that fails is told of, and is not in the result. */
async function measure(options: BenchOptions, signal: AbortSignal): Promise<Record<string, SectionResult>> {
  const measured: Record<string, SectionResult> = {};
  await using bench = openBench(options, signal);
  for (const name of options.only) {
    try {
      signal.throwIfAborted();
      const result = await sections[name](bench);
      measured[name] = result;
      process.stdout.write(`\n${sectionText(name, result)}\n`);
    } catch (error) {
      const reason = error instanceof JobFailed ? error.message : inspect(error);
      process.stderr.write(`\n${name} could not be measured: ${reason}\n`);
    }
  }
  return measured;
}

process.exitCode = await main(process.argv.slice(2));
