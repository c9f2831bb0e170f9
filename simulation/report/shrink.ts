import { FAULT_KINDS, type FaultFilter, type FaultKind } from '../kernel/fault.ts';
import type { Outcome } from '../outcome.ts';
import { ddmin } from './ddmin.ts';

/** A failing run with fewer faults. */
export interface Shrunk {
  readonly filter: FaultFilter;
  /** The run under that filter. */
  readonly outcome: Outcome;
  /** Runs that it took. */
  readonly runs: number;
  /** It ended before it was done: still fewer faults might do. */
  readonly isCutShort: boolean;
}

/**
 * What somebody waits for: most runs take a second or so, those that never come to rest a minute. Counted in steps and not
 * in time, so that it ends at the same run on any machine.
 */
const MOST = { runs: 120, steps: 6_000_000 };

/**
 * Looks for fewer faults by which a run still violates the same invariant: first without whole kinds, then without single
 * ones. What a fault does depends on those before it, so the smaller run need not be a part of the first one; that it
 * fails is known, for it was run.
 * @param failing the run that violated an invariant, under `filter`.
 * @param run the same seed under another filter; undefined when that comes to nothing.
 */
export async function shrink(
  failing: Outcome,
  run: (filter: FaultFilter) => Promise<Outcome | undefined>,
  filter: FaultFilter = {},
  most = MOST,
): Promise<Shrunk> {
  const search = new Search(failing, run, filter, most);
  if (await search.needsNone()) return search.found();
  await search.withoutKinds();
  await search.withoutFaults();
  return search.found();
}

class Search {
  readonly #run: (filter: FaultFilter) => Promise<Outcome | undefined>;
  readonly #invariant: string | undefined;
  readonly #most: typeof MOST;
  #best: { readonly filter: FaultFilter; readonly outcome: Outcome };
  #runs = 0;
  #steps = 0;
  #isCutShort = false;

  constructor(
    failing: Outcome,
    run: (filter: FaultFilter) => Promise<Outcome | undefined>,
    filter: FaultFilter,
    most: typeof MOST,
  ) {
    this.#run = run;
    this.#invariant = failing.violation?.invariant;
    this.#most = most;
    this.#best = { filter, outcome: failing };
  }

  /** Whether it fails without any fault. */
  async needsNone(): Promise<boolean> {
    return this.#best.outcome.faults.length === 0 || this.#fails({ ...this.#best.filter, only: new Set() });
  }

  async withoutKinds(): Promise<void> {
    const { only, without } = this.#best.filter;
    // Numbers count what is not left out by its kind: with fewer kinds they would mean other faults.
    if (only !== undefined) return;
    const happened = new Set(this.#best.outcome.faults.map(({ kind }) => kind));
    const kinds = FAULT_KINDS.filter((kind) => happened.has(kind) && without?.has(kind) !== true);
    const keeping = (kept: readonly FaultKind[]): FaultFilter => ({
      without: new Set(FAULT_KINDS.filter((kind) => !kept.includes(kind))),
    });
    await ddmin(kinds, (kept) => this.#fails(keeping(kept)));
  }

  async withoutFaults(): Promise<void> {
    const { filter, outcome } = this.#best;
    const numbers = outcome.faults.map(({ number }) => number);
    await ddmin(numbers, (only) => this.#fails({ ...filter, only: new Set(only) }));
  }

  found(): Shrunk {
    const { filter, outcome } = this.#best;
    // Numbers that never came up do nothing.
    const only =
      filter.only === undefined ? {} : { only: new Set(outcome.faults.map(({ number }) => number)) };
    return { filter: { ...filter, ...only }, outcome, runs: this.#runs, isCutShort: this.#isCutShort };
  }

  /** Whether the same invariant is violated; if so, this is the best until now. */
  async #fails(filter: FaultFilter): Promise<boolean> {
    if (this.#runs >= this.#most.runs || this.#steps >= this.#most.steps) {
      this.#isCutShort = true;
      return false;
    }
    this.#runs += 1;
    const outcome = await this.#run(filter);
    this.#steps += outcome?.steps ?? 0;
    if (outcome?.violation === undefined || outcome.violation.invariant !== this.#invariant) return false;
    this.#best = { filter, outcome };
    return true;
  }
}
