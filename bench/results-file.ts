import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SectionResult } from './figure.ts';
import type { Machine } from './machine.ts';
import type { BenchOptions } from './options.ts';

export interface Results {
  readonly date: string;
  readonly machine: Machine;
  readonly options: BenchOptions;
  readonly elapsed_s: number;
  readonly targets_met: boolean;
  readonly sections: Readonly<Record<string, SectionResult>>;
}

const FOLDER = path.join(import.meta.dirname, 'results');

/** Writes bench/results/latest.json; a quick run, whose figures mean nothing, writes quick.json. @returns the path. */
export async function writeResults(results: Results): Promise<string> {
  const file = path.join(FOLDER, results.options.quick ? 'quick.json' : 'latest.json');
  await mkdir(FOLDER, { recursive: true });
  const partial = `${file}.${process.pid}.partial`;
  await writeFile(partial, `${JSON.stringify(results, rounded, 2)}\n`);
  await rename(partial, file);
  return file;
}

/** Four digits are more than any of these measurements has. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}
