import type { TunedQuery } from '../query/tuning.ts';
import type { Statistics } from '#ports/question.ts';
import { openIndex } from './open-index.ts';
import { type PackHits, searchPack, statisticsOf } from './search.ts';

export interface CountPackRequest {
  /** A pack file. */
  readonly path: string;
  readonly queries: readonly TunedQuery[];
}

/**
 * What one pack has to tell of queries before all of its index are asked, in their order.
 * @throws {ForeignPack} {@link CorruptPack}
 */
export function countPack({ path, queries }: CountPackRequest): Statistics[] {
  const pack = openIndex(path);
  try {
    return queries.map((query) => statisticsOf(pack, query));
  } finally {
    pack.close();
  }
}

export interface AskPackRequest {
  /** A pack file. */
  readonly path: string;
  readonly questions: readonly (TunedQuery & {
    readonly limit: number;
    /** Of all packs of the index. */
    readonly statistics: Statistics;
  })[];
}

/**
 * Asks one pack many questions, in their order. Takes as long as so many searches: in a thread.
 * @throws {ForeignPack} {@link CorruptPack}
 */
export function askPack({ path, questions }: AskPackRequest): PackHits[] {
  const pack = openIndex(path);
  try {
    return questions.map((question) => searchPack(pack, { ...question, details_from: question.limit }));
  } finally {
    pack.close();
  }
}
