/** Claims watched at once. */
export const MOST_CLAIMS = 10_000;

interface Seen {
  readonly owner: string;
  readonly since_ms: number;
  /** When it was first seen claimed, by this owner or by others before, and never free in between. */
  readonly busy_since_ms: number;
  readonly looked_ms: number;
}

/** For how long a claim was seen to stand, in ms. */
export interface ClaimAge {
  /** Unchanged, with the owner that it has now. */
  readonly age_ms: number;
  /** With whatever owner: whenever it was looked at, somebody had it. */
  readonly busy_ms: number;
}

/**
 * Claims of others as this process saw them: one that stands for longer than a visit may last is that of a dead worker,
 * whatever the clocks say by which it was written. As with leases, the watcher's own monotonic clock alone is asked.
 *
 * The longer a claim was watched, the nearer it is to being taken for dead; a flood of new ones must not send it back to
 * its beginning. So when there is no room it is the new one that is not watched, until it is looked at again.
 */
export class ClaimWatch {
  readonly #idle_ms: number;
  /** In the order in which they were looked at last. */
  readonly #seen = new Map<string, Seen>();

  /** @param idle_ms who did not ask after a claim for so long does not wait for it any more: its place is free. */
  constructor(idle_ms: number) {
    this.#idle_ms = idle_ms;
  }

  /** Looks at a claim. */
  look(claim: string, owner: string, monotonic_ms: number): ClaimAge {
    const seen = this.#seen.get(claim);
    const since_ms = seen?.owner === owner ? seen.since_ms : monotonic_ms;
    const busy_since_ms = seen?.busy_since_ms ?? monotonic_ms;
    this.#seen.delete(claim);
    if (this.#hasRoom(monotonic_ms))
      this.#seen.set(claim, { owner, since_ms, busy_since_ms, looked_ms: monotonic_ms });
    return { age_ms: monotonic_ms - since_ms, busy_ms: monotonic_ms - busy_since_ms };
  }

  /** The claim is nobody else's any more. */
  forget(claim: string): void {
    this.#seen.delete(claim);
  }

  #hasRoom(monotonic_ms: number): boolean {
    if (this.#seen.size < MOST_CLAIMS) return true;
    const [oldest] = this.#seen;
    if (oldest === undefined || monotonic_ms - oldest[1].looked_ms < this.#idle_ms) return false;
    return this.#seen.delete(oldest[0]);
  }
}
