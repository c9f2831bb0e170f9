import { pick, seededRandom } from '../../seeded-random.ts';
import type { Part } from './part.ts';

const MOST_WORDS = 5;
const WORD = /[\p{L}\p{N}]+/gu;

/**
 * Queries as people type them, the same for the same parts and seed: half of them are the beginnings of headings, of one to five words; a
 * quarter are words of one part, and a quarter are pairs of words of any two. Words are drawn as often as they come, so that common
 * ones are in most queries.
 */
export function typedQueries(parts: readonly Part[], count: number, seed: number): string[] {
  const random = seededRandom(seed);
  const bodies = parts.map(({ body }) => body.match(WORD) ?? []).filter((words) => words.length > 0);
  const titles = parts.map(({ title }) => title.match(WORD) ?? []).filter((words) => words.length > 0);
  const some = (): number => 1 + Math.floor(random() * MOST_WORDS);
  const queries = new Set<string>();
  while (queries.size < count) {
    const kind = queries.size % 4;
    const body = pick(bodies, random);
    const words =
      kind < 2
        ? pick(titles, random).slice(0, some())
        : kind === 2
          ? Array.from({ length: some() }, () => pick(body, random))
          : [pick(body, random), pick(pick(bodies, random), random)];
    queries.add(words.join(' ').toLowerCase());
  }
  return [...queries];
}
