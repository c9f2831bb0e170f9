/** A document and its score. */
export interface Scored {
  readonly document: number;
  readonly score: number;
}

/** The best documents of those that came, as a heap whose root is the worst of them: higher scores first, then smaller numbers. */
export class Best {
  readonly #most: number;
  readonly #scores: Float64Array;
  readonly #documents: Uint32Array;
  #size = 0;

  /** @param most documents that are kept: one at least. */
  constructor(most: number) {
    this.#most = most;
    this.#scores = new Float64Array(most);
    this.#documents = new Uint32Array(most);
  }

  /** What a score must be above, for a document behind all that came, to be among the best. */
  get threshold(): number {
    return this.#size < this.#most ? -Infinity : (this.#scores[0] ?? -Infinity);
  }

  /** Of a document behind all that came. */
  add(document: number, score: number): void {
    if (score <= this.threshold) return;
    if (this.#size < this.#most) {
      this.#rise(this.#size, document, score);
      this.#size += 1;
    } else this.#sink(document, score);
  }

  /** Best first. */
  ranked(): Scored[] {
    return Array.from({ length: this.#size }, (_, n) => ({
      document: this.#documents[n] ?? 0,
      score: this.#scores[n] ?? 0,
    })).toSorted((a, b) => b.score - a.score || a.document - b.document);
  }

  #rise(from: number, document: number, score: number): void {
    let at = from;
    while (at > 0) {
      const above = (at - 1) >>> 1;
      if (!this.#isWorse(document, score, above)) break;
      this.#move(above, at);
      at = above;
    }
    this.#set(at, document, score);
  }

  #sink(document: number, score: number): void {
    const size = this.#size;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= size) break;
      const right = below + 1;
      if (right < size && this.#isWorse(this.#documents[right] ?? 0, this.#scores[right] ?? 0, below))
        below = right;
      if (this.#isWorse(document, score, below)) break;
      this.#move(below, at);
      at = below;
    }
    this.#set(at, document, score);
  }

  #isWorse(document: number, score: number, than: number): boolean {
    const other = this.#scores[than] ?? 0;
    return score === other ? document > (this.#documents[than] ?? 0) : score < other;
  }

  #move(from: number, to: number): void {
    this.#set(to, this.#documents[from] ?? 0, this.#scores[from] ?? 0);
  }

  #set(at: number, document: number, score: number): void {
    this.#documents[at] = document;
    this.#scores[at] = score;
  }
}
