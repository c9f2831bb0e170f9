import { ResponseTimes } from './response-times.ts';

/** Of so many questions one may be asked twice. */
const ONE_OF = 10;
/** Sooner nobody would notice. */
const LEAST_MS = 5;

/**
 * When a question is asked of another replica too: once it takes longer than 95 of 100 do, which is but a few more questions, and
 * spares people the longest times. Dean, Barroso: The Tail at Scale (2013). Not when many take long: more questions would not help.
 */
export class Hedging {
  readonly #times = new ResponseTimes();
  #asked = 0;
  #hedged = 0;

  /** A question is asked. @returns after how long it is asked of another one as well, ms; undefined for never. */
  begin(): number | undefined {
    this.#asked += 1;
    if (this.#asked > MOST_COUNTED) [this.#asked, this.#hedged] = [this.#asked / 2, this.#hedged / 2];
    const { p95 } = this.#times;
    return p95 === undefined ? undefined : Math.max(p95, LEAST_MS);
  }

  /** Whether one that takes long may be asked of another replica. */
  mayHedge(): boolean {
    if ((this.#hedged + 1) * ONE_OF > this.#asked) return false;
    this.#hedged += 1;
    return true;
  }

  /** It was answered. */
  note(took_ms: number): void {
    this.#times.note(took_ms);
  }
}

/** Beyond it what was long ago counts less. */
const MOST_COUNTED = 200;
