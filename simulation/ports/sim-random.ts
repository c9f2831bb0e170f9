import type { Clock } from '#ports/clock.ts';
import type { Random } from '#ports/random.ts';
import type { Seeded } from '../kernel/seeded.ts';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_CHARS = 10;

/** Chance of one life, by the seed. Its ids look like the system's: time first, never going back within a life. */
export class SimRandom implements Random {
  readonly #chance: Seeded;
  readonly #clock: Pick<Clock, 'now'>;
  #last_ms = 0;
  #count = 0;

  constructor(chance: Seeded, clock: Pick<Clock, 'now'>) {
    this.#chance = chance;
    this.#clock = clock;
  }

  float(): number {
    return this.#chance.float();
  }

  id(): string {
    const now_ms = this.#clock.now();
    this.#count = now_ms > this.#last_ms ? 0 : this.#count + 1;
    this.#last_ms = Math.max(this.#last_ms, now_ms);
    return base32(this.#last_ms, TIME_CHARS) + base32(this.#count, 4) + this.#letters(ALPHABET, 12);
  }

  uuid(): string {
    const hex = this.#letters('0123456789abcdef', 30);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-8${hex.slice(15, 18)}-${hex.slice(18, 30)}`;
  }

  #letters(alphabet: string, count: number): string {
    let text = '';
    for (let n = 0; n < count; n += 1) text += alphabet.charAt(this.#chance.whole(alphabet.length));
    return text;
  }
}

function base32(value: number, chars: number): string {
  let text = '';
  for (let at = 0, rest = value; at < chars; at += 1, rest = Math.floor(rest / 32))
    text = ALPHABET.charAt(rest % 32) + text;
  return text;
}
