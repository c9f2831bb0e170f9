import type { ReplicaMap, ShardMap } from '#core/cluster/index-map.ts';
import type { Clock } from '#ports/clock.ts';
import { PeerError } from '#ports/peer.ts';
import { Deadline } from './deadline.ts';
import type { Hedging } from './hedging.ts';
import type { ReplicaChoice } from './replica-choice.ts';

/** A question to one shard: what to ask of a replica, and where its replicas are at this moment. */
export interface ShardQuestion<Answer> {
  readonly shard: ShardMap;
  /** Asked before others if it is there still. */
  readonly first?: ReplicaMap;
  /** When another replica is asked beside one that takes long. */
  readonly hedging: Hedging;
  /** Whether how long an answer takes tells of how long others will. */
  readonly timed: boolean;
  /** The search that it is part of. */
  readonly search: symbol;
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

/** By what replicas are asked. */
export interface AskingDeps {
  readonly choice: ReplicaChoice;
  readonly clock: Clock;
}

/** Until when. */
interface Whole {
  readonly signal: AbortSignal;
  readonly until_ms: number;
}

/**
 * Asks one replica, and once more after a failure: another replica if there is one, else the same after a moment.
 * @throws {MapMoved} when a failure comes with a map that moved on.
 */
export async function askReplicas<Answer>(
  question: ShardQuestion<Answer>,
  deps: AskingDeps,
  whole: Whole,
): Promise<ShardOutcome<Answer>> {
  const { choice, clock } = deps;
  const tried = new Set<string>();
  let replicas = question.shard.replicas;
  let error: unknown = whole.signal.aborted ? whole.signal.reason : noReplica(question.shard, replicas);
  for (let attempt = 1; attempt <= ATTEMPTS && !whole.signal.aborted; attempt++) {
    const { search } = question;
    const first =
      attempt === 1 ? replicas.find(({ searcher }) => searcher === question.first?.searcher) : undefined;
    const replica =
      first ?? choice.choose(replicas, tried, search) ?? choice.choose(replicas, new Set(), search);
    if (replica === undefined) break;
    tried.add(replica.searcher);
    const asking = new Asking(question, deps, whole, attempt < ATTEMPTS && replicas.length > 1);
    const outcome = await asking.ask(replica, () => choice.choose(replicas, tried, search));
    for (const { searcher } of asking.asked) tried.add(searcher);
    if (outcome.answered) return outcome;
    error = outcome.error;
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

function noReplica({ shard }: ShardMap, replicas: readonly ReplicaMap[]): PeerError {
  return replicas.length === 0
    ? new PeerError('unreachable', `no searcher serves shard ${shard}`)
    : new PeerError('busy', `all searchers of shard ${shard} have as many searches as they may`);
}

/** One attempt, of one replica, or of two where the first takes long. */
class Asking<Answer> {
  readonly asked: ReplicaMap[] = [];
  readonly #question: ShardQuestion<Answer>;
  readonly #deps: AskingDeps;
  readonly #whole: Whole;
  readonly #hasOthers: boolean;
  /** Aborts what is under way still when one has answered. */
  readonly #over = new AbortController();

  constructor(question: ShardQuestion<Answer>, deps: AskingDeps, whole: Whole, hasOthers: boolean) {
    this.#question = question;
    this.#deps = deps;
    this.#whole = whole;
    this.#hasOthers = hasOthers;
  }

  /** @param other another replica, if there is one. */
  async ask(replica: ReplicaMap, other: () => ReplicaMap | undefined): Promise<ShardOutcome<Answer>> {
    const { hedging } = this.#question;
    const first = this.#one(replica);
    const delay_ms = hedging.begin();
    try {
      if (delay_ms === undefined) return await first;
      const soon = await this.#within(first, delay_ms);
      if (soon !== undefined) return soon;
      const second = hedging.mayHedge() ? other() : undefined;
      return await (second === undefined ? first : firstAnswer([first, this.#one(second)]));
    } finally {
      this.#over.abort(new AnsweredElsewhere('another replica has answered'));
    }
  }

  async #within(
    outcome: Promise<ShardOutcome<Answer>>,
    ms: number,
  ): Promise<ShardOutcome<Answer> | undefined> {
    const enough = new AbortController();
    const late = this.#deps.clock.sleep(ms, enough.signal).then(() => undefined);
    try {
      return await Promise.race([outcome, late]);
    } finally {
      enough.abort();
    }
  }

  async #one(replica: ReplicaMap): Promise<ShardOutcome<Answer>> {
    this.asked.push(replica);
    const { choice, clock } = this.#deps;
    const { hedging, timed, search } = this.#question;
    const begun_ms = clock.monotonic();
    const left_ms = Math.max(0, this.#whole.until_ms - begun_ms);
    // Half, so that there is time for another one if this one hangs.
    const share_ms = this.#hasOthers ? left_ms / 2 : left_ms;
    const signal = AbortSignal.any([this.#whole.signal, this.#over.signal]);
    using bound = new Deadline(clock, share_ms, signal);
    choice.begin(replica.searcher, search);
    try {
      const answer = await bound.bind(this.#question.ask(replica, bound.signal));
      const took_ms = clock.monotonic() - begun_ms;
      hedging.note(took_ms);
      choice.trust(replica.searcher, timed ? took_ms : undefined);
      return { answered: true, answer, replica };
    } catch (thrown) {
      // An adapter may put the abort into its own words.
      const error: unknown = bound.signal.aborted ? bound.signal.reason : thrown;
      if (timed && error instanceof AnsweredElsewhere)
        choice.waited(replica.searcher, clock.monotonic() - begun_ms);
      this.#onFailure(replica, error, bound.signal.aborted);
      return { answered: false, error };
    } finally {
      choice.end(replica.searcher, search);
    }
  }

  #onFailure(replica: ReplicaMap, error: unknown, aborted: boolean): void {
    // A caller that went away is no failure.
    if (aborted && !(error instanceof PeerError)) return;
    this.#question.onFailure(replica, error);
    const { choice } = this.#deps;
    // One that says itself why it did not answer is there: another question may be answered.
    if (aborted || !(error instanceof PeerError) || error.code === 'unreachable')
      choice.suspect(replica.searcher);
    else if (error.code === 'busy') choice.busy(replica.searcher);
  }
}

/** The first that is an answer; if none is, the last that failed. */
async function firstAnswer<Answer>(
  outcomes: readonly Promise<ShardOutcome<Answer>>[],
): Promise<ShardOutcome<Answer>> {
  let left = [...outcomes];
  for (;;) {
    const { outcome, promise } = await Promise.race(
      left.map(async (promise) => ({ outcome: await promise, promise })),
    );
    left = left.filter((other) => other !== promise);
    if (outcome.answered || left.length === 0) return outcome;
  }
}

class AnsweredElsewhere extends Error {
  override readonly name = 'AnsweredElsewhere';
  readonly code = 'answered_elsewhere';
}

/** One try and one retry. */
const ATTEMPTS = 2;
/** A swap that was under way is over by then; little beside a person's patience. */
const MOMENT_MS = 50;
