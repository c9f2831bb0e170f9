import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { readCorpus } from '../corpus/read-corpus.ts';
import type { Part } from '../corpus/part.ts';
import { type Built, queriesSchema } from './protocol.ts';

export interface Engine {
  /** Writes an index of documents into a folder. What comes in batches was decoded before. */
  readonly build: (batches: Iterable<readonly Part[]>, folder: string) => Built;
  /** Opens it. @returns what answers a query with its best ten. */
  readonly open: (folder: string) => (query: string) => unknown;
}

/**
 * The side of an engine that runs in a process of its own, as protocol.ts has it: `build CORPUS DOCUMENTS FOLDER`, or `ask FOLDER
 * QUERIES`.
 */
export async function serveEngine(engine: Engine, args: readonly string[]): Promise<void> {
  const [command, ...rest] = args;
  if (command === 'build') {
    const [corpus = '', documents = '', folder = ''] = rest;
    say(engine.build(readCorpus(corpus, Number(documents)), folder));
    return;
  }
  const [folder = '', file = ''] = rest;
  const answer = engine.open(folder);
  const queries = queriesSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
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

function say(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Adds up how long some work takes that is done piece by piece. */
export class StopWatch {
  took_ms = 0;

  time<Result>(work: () => Result): Result {
    const start_ms = performance.now();
    const result = work();
    this.took_ms += performance.now() - start_ms;
    return result;
  }
}
