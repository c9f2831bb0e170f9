import { z } from 'zod';
import type { Statistics } from '#ports/question.ts';
import { type Unit, endsInForms } from './units.ts';

/** What of a whole index it takes to weigh the words of a query: sums over its shards. */
export const statisticsSchema: z.ZodType<Statistics> = z.object({
  /** Documents of the index. */
  documents: z.int().min(0),
  /** Weighted words of all of them. */
  length: z.int().min(0),
  /** By whose rules words of its documents are stemmed, in the order of their names. */
  languages: z.array(z.string()),
  /** Documents that have what {@link COUNTED} calls so. */
  words: z.record(z.string(), z.int().min(0)),
});

/** By what documents are counted. Each has a sign in it: a word alone may be the name of something that every object has. */
export const COUNTED = {
  word: (word: string): string => `=${word}`,
  /** A word, or another form of it. */
  forms: (word: string): string => `~${word}`,
  /** Words that begin so: of each of them, added up. */
  beginning: (letters: string): string => `${letters}*`,
};

/** Documents that have a unit of a query, as far as they are counted: of words that should follow each other those of the rarest. */
export function documentsWith(unit: Unit, { words }: Pick<Statistics, 'words'>): number {
  const countOf = (key: string): number => words[key] ?? 0;
  if (unit.kind === 'word') return countOf((unit.exact ? COUNTED.word : COUNTED.forms)(unit.word));
  if (unit.kind === 'prefix') return countOf(COUNTED.beginning(unit.letters));
  if (unit.kind === 'name' && unit.goes_on) return countOf(COUNTED.beginning(unit.name));
  const parts = unit.words.map(COUNTED.word);
  if (unit.kind === 'name') {
    const whole = countOf(COUNTED.word(unit.name));
    return whole > 0 || unit.exact ? whole : Math.min(...parts.map(countOf));
  }
  const last = unit.words.at(-1) ?? '';
  if (unit.goes_on) parts.splice(-1, 1, COUNTED.beginning(last));
  else if (endsInForms(unit)) parts.splice(-1, 1, COUNTED.forms(last));
  return Math.min(...parts.map(countOf));
}

/** Of several shards together. */
export function sumStatistics(all: readonly Statistics[]): Statistics {
  const words: Record<string, number> = {};
  for (const one of all)
    for (const [word, documents] of Object.entries(one.words)) words[word] = (words[word] ?? 0) + documents;
  return {
    documents: all.reduce((sum, { documents }) => sum + documents, 0),
    length: all.reduce((sum, { length }) => sum + length, 0),
    languages: [...new Set(all.flatMap(({ languages }) => languages))].toSorted(),
    words,
  };
}
