import type { Random } from '#ports/random.ts';

/** Ids that count up, for tests. */
export class CountingRandom implements Random {
  #count = 0;

  float(): number {
    return 0.5;
  }

  id(): string {
    this.#count += 1;
    return String(this.#count).padStart(26, '0');
  }

  uuid(): string {
    this.#count += 1;
    return `00000000-0000-4000-8000-${this.#count.toString(16).padStart(12, '0')}`;
  }
}
