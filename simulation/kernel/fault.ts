import type { Seeded } from './seeded.ts';

/** What can go wrong, and what it does. docs/simulation.md lists them from here. */
export const FAULTS = {
  doubled: 'a message lies in its queue twice',
  reordered: 'a message of a standard queue comes up to 5 s later than those sent after it',
  late: 'a message of a standard queue comes up to 2 minutes late',
  comes_again: 'a message is delivered once more after it was deleted',
  receipt_lost: 'messages are taken from a queue, and whoever took them never hears of it',
  failed_before: 'a call fails, and nothing was done',
  failed_after: 'a call fails, though it was done',
  throttled: 'a service says that it is asked too much; nothing was done',
  retried:
    'a write is done twice by the client below, as the first answer was lost: a condition is not met the second time',
  conflict: 'a write of an object says 409 or 412 or 503, done or not',
  slow: 'a call takes up to 20 s',
  torn_download: 'an object ends too early',
  corrupt_download: 'an object arrives with other bytes',
  missing_download: 'an object is not found, though it is there',
  disk_full: 'a disk has no room for a while, or only some, for a process and its threads',
  thread_slow:
    'a task in a thread takes longer than it may, or up to a minute more when it may take any time',
  thread_lost: 'a thread dies in its task, which was not begun, done by half, or done',
  crash: 'a process dies in the middle of a call, which was done or not',
  power_loss: 'a machine goes down: what was not forced to its disk is cut or lost',
  pause: 'a process stands still for up to a minute, and its calls arrive late',
  lease_pause: 'whoever holds a lease, above all as it moves a head, stands still until another may have it',
  clock_jump: 'the wall clock of a process jumps, forward or back, by up to three days',
  clock_drift: 'the clocks of a process go up to 2 % wrong',
  restart: 'a process is stopped in good order and started again',
  swap_restart: 'a searcher goes down, in good order or not, while it brings up a pack',
  partition: 'a process cannot reach a service, or another process, for a while',
} as const;

export type FaultKind = keyof typeof FAULTS;
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it has no other keys
export const FAULT_KINDS = Object.keys(FAULTS) as readonly FaultKind[];

/** Which faults of a run are let through: all, or fewer, to find those that matter. */
export interface FaultFilter {
  /** Kinds that do not happen. */
  readonly without?: ReadonlySet<FaultKind>;
  /** Of what is left, only the faults of these numbers, counted as they come up. */
  readonly only?: ReadonlySet<number>;
}

/** A run has at most so many, and so many of a kind: it must come to its end. */
export const MOST_FAULTS = 400;
export const MOST_OF_KIND = 60;

/** A bound of faults: that of one kind, or of all kinds together. */
export type FaultBound = FaultKind | 'all';

/** Part of the runs in which a kind is on, where it is not half: for this one it takes two packers and a version as well. */
const ON: Readonly<Partial<Record<FaultKind, number>>> = { lease_pause: 0.8 };

/**
 * Decides when something goes wrong. Each kind has chance of its own and a rate that the seed draws: half of the kinds
 * are off in a run, for what many faults hide a few may show.
 */
export class Faults {
  readonly #rates = new Map<FaultKind, { readonly rate: number; readonly chance: Seeded }>();
  readonly #filter: FaultFilter;
  #on = true;
  #count = 0;
  readonly #ofKind = new Map<FaultKind, number>();
  readonly #reached = new Set<FaultBound>();
  /** Told of every fault that is let through. */
  onFault: (kind: FaultKind, number: number, detail: string) => void = () => undefined;

  constructor(chance: Seeded, filter: FaultFilter = {}) {
    this.#filter = filter;
    const calm = chance.fork('calm').chance(0.05);
    for (const kind of FAULT_KINDS) {
      const own = chance.fork(kind);
      const on = own.chance(ON[kind] ?? 0.5);
      // Between a three-hundredth and a tenth of the occasions, each order of magnitude as likely.
      const rate = 10 ** -(1 + own.float() * 1.5);
      this.#rates.set(kind, { rate: on && !calm ? rate : 0, chance: own });
    }
  }

  get areOver(): boolean {
    return !this.#on;
  }

  /** Bounds but for which more would have gone wrong, in the order in which they were reached. */
  get reached(): readonly FaultBound[] {
    return [...this.#reached];
  }

  /** From now on nothing goes wrong any more. */
  end(): void {
    this.#on = false;
  }

  /**
   * Whether it goes wrong now.
   * @param weight share of the kind's rate that this occasion has: for what happens often and weighs much.
   */
  happens(kind: FaultKind, detail: string, weight = 1): boolean {
    const drawn = this.#rates.get(kind);
    if (!this.#on || drawn === undefined || drawn.rate === 0) return false;
    if (!drawn.chance.chance(drawn.rate * weight)) return false;
    const ofKind = this.#ofKind.get(kind) ?? 0;
    if (this.#filter.without?.has(kind) === true) return false;
    if (this.#count >= MOST_FAULTS || ofKind >= MOST_OF_KIND) {
      this.#reached.add(this.#count >= MOST_FAULTS ? 'all' : kind);
      return false;
    }
    this.#count += 1;
    this.#ofKind.set(kind, ofKind + 1);
    if (this.#filter.only !== undefined && !this.#filter.only.has(this.#count)) return false;
    this.onFault(kind, this.#count, detail);
    return true;
  }

  /** How a fault goes: chance of its kind. */
  chance(kind: FaultKind): Seeded {
    const drawn = this.#rates.get(kind);
    if (drawn === undefined) throw new TypeError(`there is no fault "${kind}"`);
    return drawn.chance;
  }
}
