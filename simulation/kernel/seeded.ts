/** Chance that a seed decides, so that what failed can be run again. */
export interface Seeded {
  /** At least 0, less than 1. */
  float(): number;
  /** At least 0, less than `below`. */
  whole(below: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** Whether something of this probability happens. */
  chance(probability: number): boolean;
  /** Chance of its own for a purpose: what one purpose draws changes nothing for the others. */
  fork(purpose: string): Seeded;
}

/** Mulberry32, by Tommy Ettinger: 32 bits of state are plenty for a test. */
export function seeded(seed: number): Seeded {
  let state = seed >>> 0;
  const float = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (below: number): number => Math.floor(float() * below);
  return {
    float,
    whole,
    chance: (probability) => float() < probability,
    pick(items) {
      const item = items[whole(items.length)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
    fork: (purpose) => seeded(mix(seed, purpose)),
  };
}

/** FNV-1a over the seed and the letters. */
function mix(seed: number, purpose: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let n = 0; n < purpose.length; n += 1) hash = Math.imul(hash ^ purpose.charCodeAt(n), 0x01000193);
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
}
