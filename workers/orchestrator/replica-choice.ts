import type { ReplicaMap } from '#core/cluster/index-map.ts';
import type { Clock } from '#ports/clock.ts';

/**
 * Which replica to ask: not one that failed lately if there is another, then the one with fewest questions under way,
 * and equals in turn. A searcher that is down would have the fewest of all, so failures must count.
 */
export class ReplicaChoice {
  readonly #clock: Clock;
  readonly #load = new Map<string, number>();
  readonly #suspect = new Map<string, number>();
  #turn = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The best of those not tried yet; undefined when none is left. */
  choose(replicas: readonly ReplicaMap[], tried: ReadonlySet<string>): ReplicaMap | undefined {
    this.#turn = (this.#turn + 1) % Number.MAX_SAFE_INTEGER;
    const now_ms = this.#clock.monotonic();
    let best: { replica: ReplicaMap; cost: number } | undefined;
    for (let n = 0; n < replicas.length; n++) {
      const replica = replicas[(n + this.#turn) % replicas.length];
      if (replica === undefined || tried.has(replica.searcher)) continue;
      const suspect = (this.#suspect.get(replica.searcher) ?? 0) > now_ms;
      const cost = (this.#load.get(replica.searcher) ?? 0) + (suspect ? SUSPECT_COST : 0);
      if (best === undefined || cost < best.cost) best = { replica, cost };
    }
    return best?.replica;
  }

  begin(searcher: string): void {
    this.#load.set(searcher, (this.#load.get(searcher) ?? 0) + 1);
  }

  end(searcher: string): void {
    const left = (this.#load.get(searcher) ?? 1) - 1;
    if (left > 0) this.#load.set(searcher, left);
    else this.#load.delete(searcher);
  }

  suspect(searcher: string): void {
    const now_ms = this.#clock.monotonic();
    for (const [other, until_ms] of this.#suspect) if (until_ms <= now_ms) this.#suspect.delete(other);
    this.#suspect.set(searcher, now_ms + SUSPECT_MS);
  }

  trust(searcher: string): void {
    this.#suspect.delete(searcher);
  }
}

/** More than questions can be under way anywhere. */
const SUSPECT_COST = 1_000_000;
/** Some heartbeats: by then it is asked again, or lost and off the map. */
const SUSPECT_MS = 5000;
