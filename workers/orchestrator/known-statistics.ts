import type { Statistics } from '#core/query/statistics.ts';
import type { TunedQuery } from '#core/query/tuning.ts';

/** Queries of which the statistics are kept: pages of one query, and what many ask. */
const MOST_QUERIES = 1000;

/** How many documents of an index have the words of queries, as its shards told. A version never changes, so this is never wrong. */
export class KnownStatistics {
  readonly #known = new Map<string, Statistics>();

  get(index: string, version: number, query: TunedQuery): Statistics | undefined {
    return this.#known.get(keyOf(index, version, query));
  }

  keep(index: string, version: number, query: TunedQuery, statistics: Statistics): void {
    this.#known.set(keyOf(index, version, query), statistics);
    if (this.#known.size > MOST_QUERIES) this.#known.delete(this.#known.keys().next().value ?? '');
  }
}

function keyOf(index: string, version: number, { query, tuning }: TunedQuery): string {
  const { synonyms = [] } = tuning ?? {};
  return `${index} ${version} ${synonyms.length === 0 ? '' : JSON.stringify(synonyms)} ${query}`;
}
