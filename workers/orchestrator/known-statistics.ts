import { type Course, versionsOf } from './course.ts';
import type { Statistics } from '#ports/question.ts';

/** Queries of which the statistics are kept: pages of one query, and what many ask. */
const MOST_QUERIES = 1000;

/** How many documents of indexes have the words of queries, as their shards told. A version never changes, so this is never wrong. */
export class KnownStatistics {
  readonly #known = new Map<string, Statistics>();

  get(course: Course): Statistics | undefined {
    return this.#known.get(keyOf(course));
  }

  keep(course: Course, statistics: Statistics): void {
    this.#known.set(keyOf(course), statistics);
    if (this.#known.size > MOST_QUERIES) this.#known.delete(this.#known.keys().next().value ?? '');
  }
}

/** Words are counted with what they may be called otherwise; how they are weighed does not matter. */
function keyOf(course: Course): string {
  const { query } = course.request;
  const synonyms = course.targets.map(({ tuned }) => tuned(query).tuning?.synonyms ?? []);
  return JSON.stringify([versionsOf(course), synonyms, query]);
}
