/** `npm run bench:quality`: how good answers are, beside those of plain FTS5, where they are known. */
import { parseArgs } from 'node:util';
import { seededRandom } from '../seeded-random.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type Collection, readCollections } from './collection.ts';
import { readManual } from './manual.ts';
import { missingData } from './missing-data.ts';
import { type Judgments, ndcg, recall, reciprocalRank } from './metrics.ts';
import { plainFts } from './plain-fts.ts';
import { searchedPack } from './searched-pack.ts';

const { values } = parseArgs({
  options: {
    collections: { type: 'string', default: '../shared/data/ir' },
    manual: { type: 'string', default: '/usr/share/doc/python3.11/html' },
    known: { type: 'string', default: '../shared/data/known/python.jsonl' },
    /** Queries of each kind, at most: drawn by a seed where there are more. */
    queries: { type: 'string', default: '1000' },
  },
});

const { queries: _most, ...paths } = values;
const missing = missingData(paths);
if (missing.length > 0) {
  // It is the work of others, and does not come with this.
  process.stderr.write(`Nothing is measured without its data:\n${missing.join('\n')}\n`);
  process.exit(1);
}

const SEED = 1;
const METRICS = { 'nDCG@10': ndcg, 'MRR@10': reciprocalRank, 'recall@100': recall };
type Engine = (query: string) => string[];

const collections = [
  ...(await readCollections(values.collections)),
  ...(await readManual(values.manual, values.known)),
].map((collection) => sampled(collection, Number(values.queries)));
print(['', 'queries', ...Object.keys(METRICS).flatMap((name) => [name, 'FTS5', 'better'])]);
const engines = new Map<Collection['documents'], readonly [Engine, Engine]>();
for (const collection of collections) {
  const { name, documents, queries } = collection;
  const [sitepack, plain] = engines.get(documents) ?? [await packed(documents), plainFts(documents)];
  engines.set(documents, [sitepack, plain]);
  const answers = [sitepack, plain].map((engine) => queries.map(({ text }) => engine(text)));
  const figures = Object.values(METRICS).flatMap((metric) => {
    const [ours = 0, theirs = 0] = answers.map((ids) => mean(queries, ids, metric));
    return [figure(ours), figure(theirs), `${((ours / theirs - 1) * 100).toFixed(0)} %`];
  });
  print([
    name,
    collection.of === queries.length ? `${collection.of}` : `${queries.length}/${collection.of}`,
    ...figures,
  ]);
}

/** As many queries as are wanted, and of how many they are. */
function sampled(collection: Collection, most: number): Collection & { readonly of: number } {
  const { queries } = collection;
  const random = seededRandom(SEED);
  const drawn = queries
    .map((query) => ({ query, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ query }) => query);
  return { ...collection, queries: drawn.slice(0, most), of: queries.length };
}

async function packed(documents: Collection['documents']): Promise<Engine> {
  await using folder = await temporaryFolder('quality');
  // The file is open by then, and stays so when its folder is gone.
  return searchedPack(documents, folder.path);
}

function mean(
  queries: Collection['queries'],
  answers: readonly (readonly string[])[],
  metric: (ids: readonly string[], judgments: Judgments) => number,
): number {
  const sum = queries.reduce((all, { judgments }, n) => all + metric(answers[n] ?? [], judgments), 0);
  return sum / queries.length;
}

function figure(value: number): string {
  return value.toFixed(3);
}

function print([name = '', ...columns]: readonly string[]): void {
  process.stdout.write(`${name.padEnd(28)}${columns.map((column) => column.padStart(11)).join('')}\n`);
}
