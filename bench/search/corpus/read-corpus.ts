import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { type Part, partSchema } from './part.ts';

const READ_BYTES = 2 ** 20;
const BATCH = 1000;

/** The first documents of a corpus, some at a time, decoded. */
export function* readCorpus(path: string, most: number): Generator<Part[]> {
  let batch: Part[] = [];
  let left = most;
  for (const line of linesOf(path)) {
    if (left === 0) break;
    left -= 1;
    if (batch.push(partSchema.parse(JSON.parse(line))) < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function* linesOf(path: string): Generator<string> {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(READ_BYTES);
    const decoder = new StringDecoder();
    let rest = '';
    for (let read = readSync(file, bytes); read > 0; read = readSync(file, bytes)) {
      const lines = (rest + decoder.write(bytes.subarray(0, read))).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } finally {
    closeSync(file);
  }
}
