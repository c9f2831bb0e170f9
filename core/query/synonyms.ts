import { z } from 'zod';
import { wordsOf } from '../pack/words/plain-text.ts';
import { parseQuery } from './parse-query.ts';
import { keysIn, keysOf } from './units.ts';

/** Of what stands between two commas. */
const MOST_CHARS = 200;
/** Words on one line. */
const MOST_MEANINGS = 50;

/** What some words of a query may be called otherwise. */
export const synonymSchema = z.object({
  /** As people write it; several words follow each other. */
  of: z.string().max(MOST_CHARS),
  /** Each a word, or words that follow each other. */
  means: z.array(z.string().max(MOST_CHARS)).max(MOST_MEANINGS),
});
export type Synonym = z.infer<typeof synonymSchema>;

/** Synonyms of one query, at most. */
export const MAX_SYNONYMS = 32;

/**
 * Reads a line of synonyms: `tv, television` for each other, `laptop => computer, notebook` one way.
 * @returns undefined for what is none: with less than two sides, or a side without a word.
 */
export function synonymsOf(line: string): Synonym[] | undefined {
  const [left = '', right, ...more] = line.split('=>').map(partsOf);
  if (more.length > 0 || left === '' || right === '') return undefined;
  if (right !== undefined) return left.map((of) => ({ of, means: right.filter((other) => other !== of) }));
  if (left.length < 2) return undefined;
  return left.map((of) => ({ of, means: left.filter((other) => other !== of) }));
}

/** What stands between commas; empty where there is too much, or something without a word. */
function partsOf(side: string): string[] | '' {
  const parts = side.split(',').map((part) => part.trim());
  const isGood =
    parts.length <= MOST_MEANINGS &&
    parts.every((part) => part.length <= MOST_CHARS && wordsOf(part).length > 0);
  return isGood ? parts : '';
}

/** Synonyms of an index, by which those of queries are found. */
export class Synonyms {
  /** By what they are of, as {@link keysOf} tells it. */
  readonly #known = new Map<string, Synonym>();
  #longest = 0;

  /** @param lines that {@link synonymsOf} reads. */
  constructor(lines: readonly string[]) {
    for (const { of, means } of lines.flatMap((line) => synonymsOf(line) ?? [])) {
      const keys = keysOf(of);
      const key = keys.join(' ');
      const known = this.#known.get(key);
      this.#known.set(key, {
        of,
        means: [...new Set([...(known?.means ?? []), ...means])].slice(0, MOST_MEANINGS),
      });
      this.#longest = Math.max(this.#longest, keys.length);
    }
  }

  /** Those of what a query asks for, one thing behind the other; of nothing that is meant as it stands. */
  in(query: string): Synonym[] {
    const keys = keysIn(parseQuery(query));
    const found = new Set<Synonym>();
    for (let from = 0; from < keys.length; from += 1)
      for (let length = 1; length <= this.#longest && from + length <= keys.length; length += 1) {
        const synonym = this.#known.get(keys.slice(from, from + length).join(' '));
        if (synonym !== undefined && found.size < MAX_SYNONYMS) found.add(synonym);
      }
    return [...found];
  }
}
