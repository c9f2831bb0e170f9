import type { IndexMap } from '#core/cluster/index-map.ts';
import type { TunedQuery } from '#core/query/tuning.ts';
import type { Clock } from '#ports/clock.ts';
import { Deadline } from './deadline.ts';
import type { SearchRequest } from './search-answer.ts';

/** One search on its way: what is asked, of which map, and until when. */
export interface Course {
  readonly request: SearchRequest;
  /** How its index has a query understood. */
  readonly tuned: (query: string) => TunedQuery;
  readonly map: IndexMap;
  readonly signal: AbortSignal;
  readonly until_ms: number;
}

/** Does something in a part of the time that is left. */
export async function inPart<Result>(
  clock: Clock,
  course: Course,
  share: number,
  work: (part: Course) => Promise<Result>,
): Promise<Result> {
  const now_ms = clock.monotonic();
  const share_ms = Math.max(0, course.until_ms - now_ms) * share;
  using deadline = new Deadline(clock, share_ms, course.signal);
  return await work({ ...course, signal: deadline.signal, until_ms: now_ms + share_ms });
}
