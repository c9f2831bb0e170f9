/** Claims watched at once; one that was forgotten is watched anew. */
const MOST_CLAIMS = 10_000;

/**
 * Claims of others as this process saw them: one that stands for longer than a visit may last is that of a dead worker,
 * whatever the clocks say by which it was written. As with leases, the watcher's own monotonic clock alone is asked.
 */
export class ClaimWatch {
  readonly #seen = new Map<string, { readonly owner: string; readonly since_ms: number }>();

  /** Looks at a claim. @returns for how long it was seen to stand unchanged, in ms. */
  look(claim: string, owner: string, monotonic_ms: number): number {
    const seen = this.#seen.get(claim);
    if (seen?.owner === owner) return monotonic_ms - seen.since_ms;
    this.#seen.delete(claim);
    this.#seen.set(claim, { owner, since_ms: monotonic_ms });
    if (this.#seen.size > MOST_CLAIMS) this.#seen.delete(this.#seen.keys().next().value ?? '');
    return 0;
  }

  /** The claim is nobody else's any more. */
  forget(claim: string): void {
    this.#seen.delete(claim);
  }
}
