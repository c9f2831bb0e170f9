interface Underway<Result> {
  readonly signal: AbortSignal;
  readonly result: Promise<Result>;
}

/** Work that several want at a time, and one does for all. */
export class JointWork<Result> {
  readonly #underway = new Map<string, Underway<Result>>();

  /**
   * Joins the work of a key that is under way, or begins it. Work that ended because the one who began it was stopped
   * is begun anew by the next: nobody else's message fails by that.
   * @param signal of who asks.
   * @returns what it came to, and whether it was done for this call.
   */
  async do(
    key: string,
    signal: AbortSignal,
    work: () => Promise<Result>,
  ): Promise<{ readonly result: Result; readonly isOwn: boolean }> {
    for (;;) {
      const underway = this.#underway.get(key);
      if (underway === undefined) return { result: await this.#begin(key, signal, work), isOwn: true };
      try {
        return { result: await underway.result, isOwn: false };
      } catch (error) {
        if (!underway.signal.aborted || signal.aborted) throw error;
      }
    }
  }

  #begin(key: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    const result = work().finally(() => this.#underway.delete(key));
    this.#underway.set(key, { signal, result });
    return result;
  }
}
