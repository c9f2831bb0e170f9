/** `npm run bench:quality`: how good answers are, beside those of plain FTS5, where they are known. */
import { parseArgs } from 'node:util';
import { temporaryFolder } from '../temporary-folder.ts';
import { type Collection, readCollections } from './collection.ts';
import { readManual } from './manual.ts';
import { type Judgments, ndcg, recall, reciprocalRank } from './metrics.ts';
import { plainFts } from './plain-fts.ts';
import { searchedPack } from './searched-pack.ts';

const { values } = parseArgs({
  options: {
    collections: { type: 'string', default: '../shared/data/ir' },
    manual: { type: 'string', default: '/usr/share/doc/python3.11/html' },
    known: { type: 'string', default: '../shared/data/known/python.jsonl' },
  },
});

const METRICS = { 'nDCG@10': ndcg, 'MRR@10': reciprocalRank, 'recall@100': recall };
type Engine = (query: string) => string[];

const collections = [
  ...(await readCollections(values.collections)),
  ...(await readManual(values.manual, values.known)),
];
print(['', 'queries', ...Object.keys(METRICS).flatMap((name) => [name, 'FTS5', 'better'])]);
const engines = new Map<Collection['documents'], readonly [Engine, Engine]>();
for (const collection of collections) {
  const { name, documents, queries } = collection;
  const [sitepack, plain] = engines.get(documents) ?? [await packed(documents), plainFts(documents)];
  engines.set(documents, [sitepack, plain]);
  const figures = Object.values(METRICS).flatMap((metric) => {
    const [ours, theirs] = [sitepack, plain].map((engine) => mean(queries, engine, metric));
    return [
      figure(ours ?? 0),
      figure(theirs ?? 0),
      `${(((ours ?? 0) / (theirs ?? 1) - 1) * 100).toFixed(0)} %`,
    ];
  });
  print([name, String(queries.length), ...figures]);
}

async function packed(documents: Collection['documents']): Promise<Engine> {
  await using folder = await temporaryFolder('quality');
  // The file is open by then, and stays so when its folder is gone.
  return searchedPack(documents, folder.path);
}

function mean(
  queries: Collection['queries'],
  engine: Engine,
  metric: (ids: readonly string[], judgments: Judgments) => number,
): number {
  const sum = queries.reduce((all, { text, judgments }) => all + metric(engine(text), judgments), 0);
  return sum / queries.length;
}

function figure(value: number): string {
  return value.toFixed(3);
}

function print([name = '', ...columns]: readonly string[]): void {
  process.stdout.write(`${name.padEnd(28)}${columns.map((column) => column.padStart(11)).join('')}\n`);
}
