/** What held during a time. Both ends belong to it: at the moment of a change either may have been seen. */
export interface Span<What> {
  /** Virtual ms. */
  readonly from_ms: number;
  /** Infinity for what holds still. */
  readonly until_ms: number;
  readonly what: What;
}

/** Something that changes, and what it was when. */
export class History<What> {
  readonly #spans: Span<What>[];
  #now: What;

  constructor(first: What, from_ms: number) {
    this.#now = first;
    this.#spans = [{ from_ms, until_ms: Infinity, what: first }];
  }

  get now(): What {
    return this.#now;
  }

  /** How often it was set: tells any two of its states apart. */
  get revision(): number {
    return this.#spans.length;
  }

  /** The oldest first. */
  get spans(): readonly Span<What>[] {
    return this.#spans;
  }

  set(what: What, at_ms: number): void {
    const last = this.#spans.pop();
    if (last !== undefined) this.#spans.push({ ...last, until_ms: at_ms });
    this.#spans.push({ from_ms: at_ms, until_ms: Infinity, what });
    this.#now = what;
  }

  /** What held at some moment between the two, or at one of them. */
  during(from_ms: number, until_ms: number): readonly What[] {
    return this.#spans
      .filter((span) => span.from_ms <= until_ms && span.until_ms >= from_ms)
      .map((span) => span.what);
  }
}
