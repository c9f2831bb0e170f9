import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { percentile } from '../statistics.ts';
import { type KnownEngine, whyNot } from './engines/known-engines.ts';
import type { Built } from './engines/protocol.ts';
import { AskingEngine, buildEngine } from './engines/run-engine.ts';

export interface EngineTimes {
  readonly name: string;
  /** Of one query after the other, ms. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Queries in a second, of one thread and of two that share them. */
  readonly one: number;
  readonly two: number;
  readonly documents_per_s: number;
  readonly built: Built;
}

export interface Measured {
  readonly times: readonly EngineTimes[];
  /** What was not measured, and why. */
  readonly skipped: readonly string[];
}

/**
 * Builds an index for each engine, opens all of them, and asks them in turns; of each the best round counts, for whatever else the machine
 * does only makes things slower.
 */
export async function measureEngines(
  engines: readonly KnownEngine[],
  asked: {
    readonly corpus: { readonly file: string; readonly documents: number };
    readonly queries: readonly string[];
    readonly rounds: number;
    readonly folder: string;
    readonly progress: (text: string) => void;
  },
): Promise<Measured> {
  const { corpus, queries, rounds, folder, progress } = asked;
  const skipped = engines.flatMap((engine) => {
    const reason = whyNot(engine, corpus.documents);
    return reason === undefined ? [] : [`${engine.name}: ${reason}`];
  });
  const measured = engines.filter((engine) => whyNot(engine, corpus.documents) === undefined);
  const built = new Map<string, Built>();
  for (const engine of measured) {
    if (built.has(engine.built_as)) continue;
    const target = path.join(folder, engine.built_as);
    await mkdir(target, { recursive: true });
    progress(`${corpus.documents} documents: building for ${engine.name}`);
    built.set(engine.built_as, await buildEngine(engine, corpus, target));
  }
  const halves = [0, 1].map((half) => queries.filter((_, n) => n % 2 === half));
  const files = await Promise.all(
    [queries, ...halves].map(async (some, n) => {
      const file = path.join(folder, `queries-${n}.json`);
      await writeFile(file, JSON.stringify(some));
      return file;
    }),
  );
  const times: EngineTimes[] = [];
  for (const engine of measured) {
    progress(`${corpus.documents} documents: asking ${engine.name}`);
    const target = path.join(folder, engine.built_as);
    const [whole = '', ...half] = files;
    const one = await best(engine, target, [whole], rounds);
    const two = await best(engine, target, half, rounds);
    const its = built.get(engine.built_as);
    if (its === undefined) throw new Error(`nothing was built for ${engine.name}`);
    times.push({
      name: engine.name,
      p50: percentile(one.times, 50),
      p95: percentile(one.times, 95),
      p99: percentile(one.times, 99),
      one: (queries.length * 1000) / one.took_ms,
      two: (queries.length * 1000) / two.took_ms,
      documents_per_s: (corpus.documents * 1000) / its.build_ms,
      built: its,
    });
  }
  return { times, skipped };
}

/** The shortest of some rounds, in which each process asks the queries of its file at the same time as the others. */
async function best(
  engine: KnownEngine,
  folder: string,
  files: readonly string[],
  rounds: number,
): Promise<{ times: number[]; took_ms: number }> {
  await using stack = new AsyncDisposableStack();
  const open = await Promise.all(files.map((file) => AskingEngine.open(engine, folder, file)));
  for (const one of open) stack.use(one);
  let shortest: { times: number[]; took_ms: number } = { times: [], took_ms: Infinity };
  for (let round = 0; round < rounds; round += 1) {
    const all = await Promise.all(open.map((one) => one.ask()));
    const took_ms = Math.max(...all.map((times) => times.reduce((sum, time) => sum + time, 0)));
    if (took_ms < shortest.took_ms) shortest = { times: all.flat(), took_ms };
  }
  return shortest;
}
