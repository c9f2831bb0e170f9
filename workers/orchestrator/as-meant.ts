import { doubtfulWords, meantQueries } from '#core/query/corrections.ts';
import { readQuery } from '#core/query/tuning.ts';
import type { Course } from './course.ts';
import type { Round, Shards } from './shards.ts';

/** What is searched for, and what was found. */
export interface Meant {
  readonly course: Course;
  readonly round: Round;
  readonly did_you_mean: string | null;
}

/**
 * Searches by the words that are meant where no document has some of those that are asked for. Where little is found, and much by
 * words that are written nearly so, that is told.
 */
export async function asMeant(shards: Pick<Shards, 'search' | 'near'>, asked: Course): Promise<Meant> {
  const found = await shards.search(asked);
  const itself = { course: asked, round: found.round, did_you_mean: null };
  const { query, verbatim } = asked.request;
  if (verbatim === true) return itself;
  const isLittle = allIn(found.round) < LITTLE;
  const tuned = asked.targets[0]?.tuned(query) ?? { query };
  const doubtful = doubtfulWords(readQuery(tuned).clauses, found.statistics, isLittle);
  if (doubtful.size === 0) return itself;
  const near = await shards.near(asked, [...doubtful.keys()]);
  const { corrected, perhaps } = meantQueries(query, doubtful, near);
  const course = corrected === undefined ? asked : withQuery(asked, corrected);
  const { round } = corrected === undefined ? found : await shards.search(course);
  if (perhaps === undefined) return { course, round, did_you_mean: null };
  const other = await shards.search(withQuery(asked, perhaps, 0));
  const isMuchMore = allIn(other.round) >= MUCH_MORE * Math.max(1, allIn(round));
  return { course, round, did_you_mean: isMuchMore ? perhaps : null };
}

/** @param limit hits that are asked for; none where only their number matters. */
function withQuery(course: Course, query: string, limit?: number): Course {
  const page = limit === undefined ? {} : { limit, offset: 0, facets: [] };
  return { ...course, request: { ...course.request, ...page, query } };
}

/** Documents that have all that is asked for. */
function allIn(round: Round): number {
  return round.reduce((sum, outcome) => sum + (outcome.answered ? outcome.answer.all : 0), 0);
}

/** Documents with all words of a query, fewer than which may be what was not meant. */
const LITTLE = 10;
/** So many times as much is found by a query that is proposed in place of another. */
const MUCH_MORE = 10;
