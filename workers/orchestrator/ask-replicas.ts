import type { ReplicaMap, ShardMap } from '#core/cluster/index-map.ts';
import type { Clock } from '#ports/clock.ts';
import { PeerError } from '#ports/peer.ts';
import { Deadline } from './deadline.ts';
import type { ReplicaChoice } from './replica-choice.ts';

/** A question to one shard: what to ask of a replica, and where its replicas are at this moment. */
export interface ShardQuestion<Answer> {
  readonly shard: ShardMap;
  /** Asked before others if it is there still. */
  readonly first?: ReplicaMap;
  ask(replica: ReplicaMap, signal: AbortSignal): Promise<Answer>;
  /** The replicas that serve this pack now; undefined when the index has moved on to another version. */
  current(): readonly ReplicaMap[] | undefined;
  /** A replica failed. */
  onFailure(replica: ReplicaMap, error: unknown): void;
}

export type ShardOutcome<Answer> =
  | { readonly answered: true; readonly answer: Answer; readonly replica: ReplicaMap }
  | { readonly answered: false; readonly error: unknown };

/** The index moved to another version while it was asked: its old packs may be gone. */
export class MapMoved extends Error {
  override readonly name = 'MapMoved';
}

/**
 * Asks one replica, and once more after a failure: another replica if there is one, else the same after a moment.
 * @throws {MapMoved} when a failure comes with a map that moved on.
 */
export async function askReplicas<Answer>(
  question: ShardQuestion<Answer>,
  choice: ReplicaChoice,
  clock: Clock,
  whole: { readonly signal: AbortSignal; readonly until_ms: number },
): Promise<ShardOutcome<Answer>> {
  const tried = new Set<string>();
  let replicas = question.shard.replicas;
  let error: unknown = new PeerError('unreachable', `no searcher serves shard ${question.shard.shard}`);
  for (let attempt = 1; attempt <= ATTEMPTS && !whole.signal.aborted; attempt++) {
    const first = attempt === 1 ? question.first : undefined;
    const replica = first ?? choice.choose(replicas, tried) ?? choice.choose(replicas, new Set());
    if (replica === undefined) break;
    const left_ms = Math.max(0, whole.until_ms - clock.monotonic());
    // Half, so that there is time for another one if this one hangs.
    const share_ms = attempt < ATTEMPTS && replicas.length > 1 ? left_ms / 2 : left_ms;
    const outcome = await askOnce(question, replica, choice, new Deadline(clock, share_ms, whole.signal));
    if (outcome.answered) return outcome;
    error = outcome.error;
    tried.add(replica.searcher);
    if (whole.signal.aborted || attempt === ATTEMPTS) break;
    if (replicas.every(({ searcher }) => tried.has(searcher))) await clock.sleep(MOMENT_MS, whole.signal);
    const current = question.current();
    if (current === undefined) throw new MapMoved('the index moved to another version');
    replicas = current;
  }
  if (!whole.signal.aborted && question.current() === undefined)
    throw new MapMoved('the index moved to another version');
  return { answered: false, error };
}

async function askOnce<Answer>(
  question: ShardQuestion<Answer>,
  replica: ReplicaMap,
  choice: ReplicaChoice,
  deadline: Deadline,
): Promise<ShardOutcome<Answer>> {
  using bound = deadline;
  choice.begin(replica.searcher);
  try {
    const answer = await bound.bind(question.ask(replica, bound.signal));
    choice.trust(replica.searcher);
    return { answered: true, answer, replica };
  } catch (thrown) {
    // An adapter may put the abort into its own words.
    const error: unknown = bound.signal.aborted ? bound.signal.reason : thrown;
    // A caller that went away is no failure, and a pack that is not served says nothing against its searcher.
    const cancelled = bound.signal.aborted && !(error instanceof PeerError);
    if (!cancelled) question.onFailure(replica, error);
    if (!cancelled && !(error instanceof PeerError && error.code === 'pack_not_served')) {
      choice.suspect(replica.searcher);
    }
    return { answered: false, error };
  } finally {
    choice.end(replica.searcher);
  }
}

/** One try and one retry. */
const ATTEMPTS = 2;
/** A swap that was under way is over by then; little beside a person's patience. */
const MOMENT_MS = 50;
