/** `npm run bench:search`: how fast searches are, beside SQLite's FTS5, Xapian and MiniSearch, of the same documents and queries; see bench/README.md. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadavg } from 'node:os';
import { describeMachine } from '../machine.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type CostLine, costPlot } from './cost-plot.ts';
import { typedQueries } from './corpus/typed-queries.ts';
import { type Corpus, writeCorpus } from './corpus/write-corpus.ts';
import { FTS_SNIPPETS, type KnownEngine, PEERS, XAPIAN, sitepack } from './engines/known-engines.ts';
import { type EngineTimes, type Measured, measureEngines } from './measure-engines.ts';
import { readSearchOptions } from './search-options.ts';

const SEED = 1;
/** Documents of which queries are drawn: those of the smallest index, so that they have answers in each. */
const DRAWN_FROM = 10_000;
const RESULTS = path.join(import.meta.dirname, '../results/search.json');
const PLOT = path.join(import.meta.dirname, '../../docs/images/search-cost.svg');

const options = readSearchOptions(process.argv.slice(2));
const start_ms = performance.now();
await using folder = await temporaryFolder('search');
const most = Math.max(options.documents, ...options.sizes);
progress(`writing ${most} documents from ${options.manuals.join(', ')}`);
const corpus = await writeCorpus({
  folders: options.manuals,
  documents: most,
  first: Math.min(DRAWN_FROM, ...options.sizes, options.documents),
  file: path.join(folder.path, 'corpus.jsonl'),
});
const queries = typedQueries(corpus.first, options.queries, SEED);
const machine = describeMachine();
print(
  `${machine.cpu}, ${machine.cores} cores, ${machine.memory_mb} MB, Node ${machine.node}, load before ${machine.load_before}`,
);
print(about(corpus));

const table = await measured([...options.shards.map(sitepack), ...PEERS], options.documents);
printTable(table);
const plot = await costs();
await writeResults();
print(`\n${RESULTS}, ${PLOT}, in ${Math.round((performance.now() - start_ms) / 1000)} s`);

/** Engines at one size, in a folder that goes with it. */
async function measured(engines: readonly KnownEngine[], documents: number): Promise<Measured> {
  const at = path.join(folder.path, String(documents));
  await mkdir(at, { recursive: true });
  const asked = { corpus: { file: corpus.file, documents }, queries, rounds: options.rounds, folder: at };
  try {
    return await measureEngines(engines, { ...asked, progress });
  } finally {
    await rm(at, { recursive: true });
  }
}

/** What a query costs on the average, by the size of the index. */
async function costs(): Promise<Record<string, readonly EngineTimes[]>> {
  const bySize: Record<string, readonly EngineTimes[]> = {};
  for (const documents of options.sizes.toSorted((a, b) => a - b)) {
    const { times } = await measured([sitepack(1), FTS_SNIPPETS, XAPIAN], documents);
    bySize[documents] = times;
    for (const one of times) print(`${String(documents).padStart(9)} ${row(one)}`);
  }
  const names = [...new Set(Object.values(bySize).flatMap((times) => times.map(({ name }) => name)))];
  const lines = names.map((name): CostLine => {
    const points = Object.entries(bySize).flatMap(([documents, times]) =>
      times.filter((one) => one.name === name).map(({ one }) => [Number(documents), 1000 / one] as const),
    );
    return { name, points };
  });
  if (lines.length > 0) {
    await mkdir(path.dirname(PLOT), { recursive: true });
    await writeFile(PLOT, costPlot(lines, `ms per query, mean of ${queries.length}, one thread`));
  }
  return bySize;
}

async function writeResults(): Promise<void> {
  const { first: _, file: __, ...what } = corpus;
  const results = {
    date: new Date().toISOString(),
    machine,
    load_after: loadavg()[0],
    options,
    corpus: what,
  };
  await mkdir(path.dirname(RESULTS), { recursive: true });
  await writeFile(RESULTS, `${JSON.stringify({ ...results, table, sizes: plot }, rounded, 2)}\n`);
}

function printTable({ times, skipped }: Measured): void {
  print(`\n${' '.repeat(46)}    p50     p95     p99 ms    q/s, two threads   docs/s built     MB`);
  for (const one of times) print(row(one));
  for (const reason of skipped) print(`not measured: ${reason}`);
  for (const { name, built } of times)
    if (built.figures !== undefined)
      print(
        `${name}: ${Object.entries(built.figures)
          .map(([what, value]) => `${what} ${Math.round(value).toLocaleString('en-US')}`)
          .join(', ')}`,
      );
  print('');
}

function row({ name, p50, p95, p99, one, two, documents_per_s, built }: EngineTimes): string {
  const ms = [p50, p95, p99].map((value) => value.toFixed(2).padStart(8)).join('');
  const rates = [one, two].map((value) => Math.round(value).toString().padStart(8)).join('');
  return `${name.padEnd(44)}${ms}   ${rates}${Math.round(documents_per_s).toString().padStart(18)}${(built.bytes / 2 ** 20).toFixed(0).padStart(10)}`;
}

function about({ documents, real, chars }: Corpus): string {
  const made = documents - real;
  const of = made === 0 ? '' : `, ${made} of them made of the sentences and words of the others`;
  return `${documents} documents${of}, ${(chars / 2 ** 20).toFixed(0)} MB of text; ${queries.length} queries, the best of ${options.rounds} rounds counts`;
}

/** Four digits are more than any of these measurements has. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
