import { open } from 'node:fs/promises';
import { seededRandom } from '../../seeded-random.ts';
import { madeParts } from './made-parts.ts';
import { manualParts } from './manual-parts.ts';
import type { Part } from './part.ts';

export interface Corpus {
  /** A part a line, in JSON. */
  readonly file: string;
  readonly documents: number;
  /** Of them, those that are from manuals; the others are made. */
  readonly real: number;
  /** UTF-16 units of all titles and bodies. */
  readonly chars: number;
  /** The first of them. */
  readonly first: readonly Part[];
}

const SEED = 1;
/** Parts of manuals, at most: they are held while others are made of them. */
const MOST_REAL = 200_000;
const LINES_AT_ONCE = 1000;

/**
 * Writes so many documents: parts of manuals in an order drawn by a seed, so that the first ones of them are a sample of all, and
 * behind these parts that are made.
 */
export async function writeCorpus(input: {
  readonly folders: readonly string[];
  readonly documents: number;
  /** How many of the first ones are given back. */
  readonly first: number;
  readonly file: string;
}): Promise<Corpus> {
  const real: Part[] = [];
  for await (const part of manualParts(input.folders)) {
    real.push(part);
    if (real.length === MOST_REAL) break;
  }
  shuffle(real, SEED);
  const first: Part[] = [];
  await using file = await open(input.file, 'w');
  let chars = 0;
  let documents = 0;
  let written = '';
  for (const part of partsOf(real)) {
    if (documents === input.documents) break;
    documents += 1;
    if (first.length < input.first) first.push(part);
    chars += part.title.length + part.body.length;
    written += `${JSON.stringify(part)}\n`;
    if (documents % LINES_AT_ONCE !== 0) continue;
    await file.write(written);
    written = '';
  }
  await file.write(written);
  return { file: input.file, documents, real: Math.min(real.length, documents), chars, first };
}

function* partsOf(real: readonly Part[]): Generator<Part> {
  yield* real;
  if (real.length > 0) yield* madeParts(real, SEED);
}

/** Durstenfeld: Algorithm 235, Random permutation (1964). */
function shuffle(parts: Part[], seed: number): void {
  const random = seededRandom(seed);
  for (let last = parts.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const [a, b] = [parts[last], parts[other]];
    if (a !== undefined && b !== undefined) [parts[last], parts[other]] = [b, a];
  }
}
