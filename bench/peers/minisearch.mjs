/** MiniSearch as it comes: any of the words, an index in memory. How it is spoken with, bench/search/engines/protocol.ts has. */
import { createReadStream, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import MiniSearch from 'minisearch';

const HITS = 10;
const OPTIONS = { fields: ['title', 'body'], storeFields: ['title'] };
const [command, ...rest] = process.argv.slice(2);
const fileIn = (folder) => path.join(folder, 'minisearch.json');
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

async function build([corpus, documents, folder]) {
  const index = new MiniSearch(OPTIONS);
  let left = Number(documents);
  let build_ms = 0;
  for await (const line of createInterface({ input: createReadStream(corpus) })) {
    if (left === 0) break;
    left -= 1;
    const part = JSON.parse(line);
    const start_ms = performance.now();
    index.add(part);
    build_ms += performance.now() - start_ms;
  }
  writeFileSync(fileIn(folder), JSON.stringify(index));
  say({ build_ms, bytes: statSync(fileIn(folder)).size });
}

async function ask([folder, file]) {
  const index = MiniSearch.loadJSON(readFileSync(fileIn(folder), 'utf8'), OPTIONS);
  const queries = JSON.parse(readFileSync(file, 'utf8'));
  const answer = (query) => index.search(query).slice(0, HITS);
  for (const query of queries) answer(query);
  say([]);
  for await (const _ of createInterface({ input: process.stdin }))
    say(
      queries.map((query) => {
        const start_ms = performance.now();
        answer(query);
        return performance.now() - start_ms;
      }),
    );
}

await (command === 'build' ? build(rest) : ask(rest));
