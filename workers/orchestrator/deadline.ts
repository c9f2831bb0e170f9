import type { Clock } from '#ports/clock.ts';
import { PeerError } from '#ports/peer.ts';

/** A signal that aborts after some time or when another does, and the work that is bound to it. */
export class Deadline implements Disposable {
  readonly signal: AbortSignal;
  readonly #done = new AbortController();

  constructor(clock: Clock, ms: number, outer: AbortSignal) {
    const over = new AbortController();
    this.signal = AbortSignal.any([over.signal, outer]);
    void this.#run(clock, ms, over);
  }

  /** Its result, or the signal's reason once that aborts, whether the work heeds the signal or not. */
  async bind<Result>(work: Promise<Result>): Promise<Result> {
    const { signal } = this;
    let onAbort: (() => void) | undefined;
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => reject(signal.reason);
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
    });
    try {
      return await Promise.race([work, aborted]);
    } finally {
      if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
    }
  }

  async #run(clock: Clock, ms: number, over: AbortController): Promise<void> {
    await clock.sleep(ms, this.#done.signal);
    if (!this.#done.signal.aborted)
      over.abort(new PeerError('timeout', `no answer within ${Math.round(ms)} ms`));
  }

  [Symbol.dispose](): void {
    this.#done.abort();
  }
}
