import type { Clock } from '#ports/clock.ts';
import type { Random } from '#ports/random.ts';
import type { Key, Table, Value } from '#ports/table.ts';
import type { TableName } from '../tables/row.ts';
import { HeldLease } from './held-lease.ts';
import { type LeaseFields, LeaseRow, type LeaseState } from './lease-row.ts';
import { type Standstill, look, remaining } from './standstill.ts';

export interface AcquireOptions {
  readonly table: Table;
  readonly name: TableName;
  readonly key: Key;
  readonly fields: LeaseFields;
  /** Who asks, for people. An id is added, so that every taking has an owner of its own. */
  readonly owner: string;
  /** The same for everybody who wants this lease. */
  readonly length_ms: number;
  readonly clock: Clock;
  readonly random: Random;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Gives up when it was not to be had for so long; for ever when absent. A dead holder is noticed after `length_ms`. */
  readonly patience_ms?: number;
  /** Fields written along with the taking. */
  readonly set?: { readonly [field: string]: Value };
  /** Fields of a row that is made by the taking. */
  readonly initial?: { readonly [field: string]: Value };
  /** A read or write failed and will be tried again. */
  readonly onRetry?: (error: unknown) => void;
}

/**
 * Takes the lease on a row: at once if nobody has it, else after its sequence stood still for the lease's length on our
 * own monotonic clock. Several may wait; one gets it.
 * @returns undefined when the signal aborted or the patience ended first.
 * @throws {BadRow} when the row cannot be a lease. Without `onRetry`, whatever the table throws.
 */
export async function acquireLease(options: AcquireOptions): Promise<HeldLease | undefined> {
  const { clock, length_ms, signal } = options;
  const taker = new Taker(options);
  const deadline_ms = clock.monotonic() + (options.patience_ms ?? Infinity);
  let watch: Standstill | undefined;
  while (!signal.aborted) {
    const state = await taker.read();
    // After the read: what it says may be as old as its start, and a watch must never seem longer than it was.
    const now_ms = clock.monotonic();
    if (state !== 'unknown') {
      watch = look(watch, state ?? { owner: '', sequence: 0 }, now_ms);
      if (remaining(watch, length_ms, now_ms) === 0) {
        const held = await taker.take(state);
        if (held !== undefined) return held;
        watch = undefined;
      }
    }
    const patience_ms = deadline_ms - clock.monotonic();
    if (patience_ms <= 0) return undefined;
    const left_ms = watch === undefined ? length_ms : remaining(watch, length_ms, clock.monotonic());
    await clock.sleep(Math.max(1, Math.min(length_ms * LOOK, left_ms, patience_ms)), signal);
  }
  return undefined;
}

/** Part of the length between two looks at another's lease. */
const LOOK = 1 / 4;

class Taker {
  readonly #options: AcquireOptions;
  readonly #row: LeaseRow;

  constructor(options: AcquireOptions) {
    this.#options = options;
    this.#row = new LeaseRow(options.table, options.name, options.key, options.fields);
  }

  async read(): Promise<LeaseState | undefined | 'unknown'> {
    try {
      return await this.#row.read();
    } catch (error) {
      this.#retry(error);
      return 'unknown';
    }
  }

  /** One try; undefined when another was faster or nobody knows. */
  async take(before: LeaseState | undefined): Promise<HeldLease | undefined> {
    const { clock, random, set = {}, initial = {}, length_ms, onRetry } = this.#options;
    const taken_at_ms = clock.monotonic();
    const next: LeaseState = {
      owner: `${this.#options.owner}/${random.id()}`,
      sequence: (before?.sequence ?? 0) + 1,
      fence: (before?.fence ?? 0) + 1,
    };
    const more = before === undefined ? { ...initial, ...set } : set;
    if (!(await this.#write(next, before, more))) return undefined;
    return new HeldLease({
      ...next,
      row: this.#row,
      clock,
      length_ms,
      taken_at_ms,
      ...(onRetry === undefined ? {} : { onRetry }),
    });
  }

  /** A write that failed or threw may be our own that came through: the row tells. */
  async #write(
    next: LeaseState,
    before: LeaseState | undefined,
    more: { readonly [field: string]: Value },
  ): Promise<boolean> {
    try {
      if (await this.#row.write(next, before, more)) return true;
    } catch (error) {
      this.#retry(error);
    }
    const after = await this.read();
    return (
      after !== undefined && after !== 'unknown' && after.owner === next.owner && after.fence === next.fence
    );
  }

  #retry(error: unknown): void {
    if (this.#options.onRetry === undefined) throw error;
    this.#options.onRetry(error);
  }
}
