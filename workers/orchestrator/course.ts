import type { IndexMap, ShardMap } from '#core/cluster/index-map.ts';
import type { TunedQuery } from '#core/query/tuning.ts';
import type { Clock } from '#ports/clock.ts';
import { Deadline } from './deadline.ts';
import type { JointRequest } from './search-answer.ts';

/** An index that is asked: where its shards are, and how it has a query understood. */
export interface Target {
  readonly map: IndexMap;
  readonly tuned: (query: string) => TunedQuery;
  /** Tells its settings of search from others. */
  readonly settings_key: string;
}

/** One search on its way: what is asked, of which indexes, and until when. */
export interface Course {
  /** Tells it from others. */
  readonly search: symbol;
  readonly request: JointRequest;
  readonly targets: readonly Target[];
  readonly signal: AbortSignal;
  readonly until_ms: number;
}

/** A shard, and the index that it is of. */
export interface TargetShard extends Target {
  readonly shard: ShardMap;
}

/** The shards of all indexes, one after the other. */
export function shardsOf({ targets }: Pick<Course, 'targets'>): TargetShard[] {
  return targets.flatMap((target) => target.map.shards.map((shard) => ({ ...target, shard })));
}

/** The indexes that are asked, and at which version. */
export function versionsOf({ targets }: Pick<Course, 'targets'>): { index: string; version: number }[] {
  return targets.map(({ map: { index, version } }) => ({ index, version }));
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
