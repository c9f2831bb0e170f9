import type { ReplicaMap } from '#core/cluster/index-map.ts';
import type { Clock } from '#ports/clock.ts';

/** What is known of a searcher. */
interface Known {
  /** Searches that have questions under way, each with how many. */
  readonly searches: Map<symbol, number>;
  /** How long it takes to answer, ms, the last answers counting the most; undefined before the first. */
  time_ms: number | undefined;
  /** When that was noted. */
  noted_ms: number;
  /** Until when others are asked in its place. */
  suspect_until_ms: number;
}

/**
 * Which replica to ask: not one that failed lately if there is another, then the one that is likely to answer first, by how long its answers took of
 * late and how many searches are under way there; equals in turn. How long answers took is forgotten by and by, so that one that was
 * slow is tried again. After Suresh et al.: C3: Cutting Tail Latency in Cloud Data Stores via Adaptive Replica Selection (2015), which
 * weighs the queue by its cube.
 */
export class ReplicaChoice {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #known = new Map<string, Known>();
  #turn = 0;

  /** @param most searches that may have questions under way at one searcher. */
  constructor(clock: Clock, most: number) {
    this.#clock = clock;
    this.#most = most;
  }

  /** The best of those not tried yet for a question of a search; undefined when none is left that may be asked more. */
  choose(
    replicas: readonly ReplicaMap[],
    tried: ReadonlySet<string>,
    search: symbol,
  ): ReplicaMap | undefined {
    this.#turn = (this.#turn + 1) % Number.MAX_SAFE_INTEGER;
    const now_ms = this.#clock.monotonic();
    const usual_ms = this.#usual(replicas);
    let best: { replica: ReplicaMap; cost: number } | undefined;
    for (let n = 0; n < replicas.length; n++) {
      const replica = replicas[(n + this.#turn) % replicas.length];
      if (replica === undefined || tried.has(replica.searcher) || this.isFull(replica, search)) continue;
      const cost = this.#cost(replica.searcher, usual_ms, now_ms);
      if (best === undefined || cost < best.cost) best = { replica, cost };
    }
    return best?.replica;
  }

  /** Whether it has as many searches under way as it may; one of them may ask it more, for it may have many shards. */
  isFull({ searcher }: ReplicaMap, search: symbol): boolean {
    const searches = this.#known.get(searcher)?.searches;
    return searches !== undefined && searches.size >= this.#most && !searches.has(search);
  }

  /** A question of a search is under way. */
  begin(searcher: string, search: symbol): void {
    const { searches } = this.#of(searcher);
    searches.set(search, (searches.get(search) ?? 0) + 1);
  }

  end(searcher: string, search: symbol): void {
    const { searches } = this.#of(searcher);
    const left = (searches.get(search) ?? 1) - 1;
    if (left === 0) searches.delete(search);
    else searches.set(search, left);
    this.#forget();
  }

  /** It had too much to do to answer: others are likelier to answer first. */
  busy(searcher: string): void {
    this.#note(searcher, BUSY_MS);
  }

  /** It had not answered by then. */
  waited(searcher: string, ms: number): void {
    if (ms > (this.#of(searcher).time_ms ?? 0)) this.#note(searcher, ms);
  }

  suspect(searcher: string): void {
    this.#of(searcher).suspect_until_ms = this.#clock.monotonic() + SUSPECT_MS;
  }

  /** It has answered. @param took_ms of which it is known how long an answer takes; undefined where that says nothing. */
  trust(searcher: string, took_ms?: number): void {
    this.#of(searcher).suspect_until_ms = 0;
    if (took_ms !== undefined) this.#note(searcher, took_ms);
  }

  #note(searcher: string, took_ms: number): void {
    const known = this.#of(searcher);
    known.time_ms =
      known.time_ms === undefined ? took_ms : known.time_ms + WEIGHT * (took_ms - known.time_ms);
    known.noted_ms = this.#clock.monotonic();
  }

  #cost(searcher: string, usual_ms: number, now_ms: number): number {
    const known = this.#known.get(searcher);
    if (known === undefined) return usual_ms;
    const { searches, time_ms = usual_ms, noted_ms, suspect_until_ms } = known;
    const fresh = 0.5 ** ((now_ms - noted_ms) / HALF_LIFE_MS);
    // Differences that no person notices are left to the turn.
    const likely_ms = Math.round((usual_ms + fresh * (time_ms - usual_ms)) / STEP_MS) * STEP_MS + STEP_MS;
    return likely_ms * (1 + searches.size) ** 3 + (suspect_until_ms > now_ms ? SUSPECT_COST : 0);
  }

  /** How long answers of some searchers take. */
  #usual(replicas: readonly ReplicaMap[]): number {
    const times = replicas.flatMap(({ searcher }) => this.#known.get(searcher)?.time_ms ?? []);
    return times.length === 0 ? 0 : times.reduce((sum, time) => sum + time, 0) / times.length;
  }

  #of(searcher: string): Known {
    const known = this.#known.get(searcher) ?? {
      searches: new Map<symbol, number>(),
      time_ms: undefined,
      noted_ms: 0,
      suspect_until_ms: 0,
    };
    this.#known.set(searcher, known);
    return known;
  }

  /** Searchers that were not asked for long may be gone for good. */
  #forget(): void {
    if (this.#known.size <= MOST_KNOWN) return;
    for (const [searcher, { searches }] of this.#known)
      if (searches.size === 0) {
        this.#known.delete(searcher);
        return;
      }
  }
}

/** What the last answer counts among those before. */
const WEIGHT = 0.3;
/** By then half of what was known of a searcher's time is forgotten. */
const HALF_LIFE_MS = 5000;
const STEP_MS = 5;
/** What a searcher that is too busy is taken to need. */
const BUSY_MS = 1000;
/** More than any other cost. */
const SUSPECT_COST = 1e15;
/** Some heartbeats: by then it is asked again, or lost and off the map. */
const SUSPECT_MS = 5000;
/** Searchers that are remembered. */
const MOST_KNOWN = 10_000;
