import { doubtfulWords, meantQueries } from '#core/query/corrections.ts';
import { readQuery } from '#core/query/tuning.ts';
import type { Course } from './course.ts';
import { TooManySearches } from './search-errors.ts';
import type { Found, Round, Shards } from './shards.ts';

/** What is searched for, and what was found. */
export interface Meant {
  readonly course: Course;
  readonly round: Round;
  readonly did_you_mean: string | null;
  /** Whether all shards told what decides what is meant: else another search may find that something else is. */
  readonly isCertain: boolean;
}

/**
 * Searches by the words that are meant where no document has some of those that are asked for. Where little is found, and much by
 * words that are written nearly so, that is told. What not all shards have told is taken for nothing.
 */
export async function asMeant(shards: Pick<Shards, 'search' | 'near'>, asked: Course): Promise<Meant> {
  const found = await shards.search(asked);
  const itself = { course: asked, round: found.round, did_you_mean: null, isCertain: true };
  const { query, verbatim } = asked.request;
  if (verbatim === true || !isWhole(found.round) || hasPinned(asked)) return itself;
  const doubtful = doubtfulIn(asked, found);
  if (doubtful.size === 0) return itself;
  const near = await shards.near(asked, [...doubtful.keys()]);
  if (near === undefined) return { ...itself, isCertain: false };
  const { corrected, perhaps } = meantQueries(query, doubtful, near);
  const course = corrected === undefined ? asked : withQuery(asked, corrected);
  const { round } = corrected === undefined ? found : await shards.search(course);
  if (perhaps === undefined) return { ...itself, course, round };
  const other = await allOf(shards, withQuery(asked, perhaps, 0));
  const isMuchMore = other !== undefined && other >= MUCH_MORE * Math.max(1, allIn(round));
  // It is not asked for as it was typed anyway: better than half corrected, of which no document has all.
  if (corrected !== undefined && isMuchMore && allIn(round) === 0) {
    const meant = withQuery(asked, perhaps);
    return { ...itself, course: meant, round: (await shards.search(meant)).round };
  }
  return {
    course,
    round,
    did_you_mean: isMuchMore ? perhaps : null,
    isCertain: other !== undefined,
  };
}

/** What was meant by what somebody typed so far, some words of which no document has; undefined for what was typed, and where not all shards tell. */
export async function meantAsTyped(
  shards: Pick<Shards, 'counted' | 'near'>,
  course: Course,
): Promise<string | undefined> {
  const counted = await unlessBusy(shards.counted(course));
  if (counted === undefined || counted.outcomes.some(({ answered }) => !answered)) return undefined;
  const { statistics } = counted;
  const clauses = course.targets.flatMap(({ tuned }) => readQuery(tuned(course.request.query)).clauses);
  const doubtful = doubtfulWords(clauses, statistics, false);
  const near = doubtful.size === 0 ? undefined : await shards.near(course, [...doubtful.keys()]);
  return near && meantQueries(course.request.query, doubtful, near).corrected;
}

/** Words that may be misspelled by what each of the indexes has set. */
function doubtfulIn({ targets, request }: Course, { round, statistics }: Found): Map<string, number> {
  const isLittle = allIn(round) < LITTLE;
  const [first = new Map<string, number>(), ...others] = targets.map(({ tuned }) =>
    doubtfulWords(readQuery(tuned(request.query)).clauses, statistics, isLittle),
  );
  return new Map([...first].filter(([word]) => others.every((doubtful) => doubtful.has(word))));
}

/** Somebody said what comes first for this very query, so that it is meant as it is typed. */
function hasPinned({ targets, request }: Course): boolean {
  return targets.some(({ tuned }) => tuned(request.query).tuning?.pinned !== undefined);
}

/** How many documents have all that is asked for; undefined where not all shards say. */
async function allOf(shards: Pick<Shards, 'search'>, course: Course): Promise<number | undefined> {
  const found = await unlessBusy(shards.search(course));
  return found !== undefined && isWhole(found.round) ? allIn(found.round) : undefined;
}

/** What is asked but for a proposal. @returns undefined where too many ask. */
async function unlessBusy<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof TooManySearches) return undefined;
    throw error;
  }
}

/** @param limit hits that are asked for; none where only their number matters. */
function withQuery(course: Course, query: string, limit?: number): Course {
  const page = limit === undefined ? {} : { limit, offset: 0, facets: [] };
  return { ...course, request: { ...course.request, ...page, query } };
}

function isWhole(round: Round): boolean {
  return round.every(({ answered }) => answered);
}

/** Documents that have all that is asked for. */
function allIn(round: Round): number {
  return round.reduce((sum, outcome) => sum + (outcome.answered ? outcome.answer.all : 0), 0);
}

/** Documents with all words of a query, fewer than which may be what was not meant. */
const LITTLE = 10;
/** So many times as much is found by a query that is proposed in place of another. */
const MUCH_MORE = 10;
