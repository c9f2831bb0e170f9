import type { Clock } from '#ports/clock.ts';
import { Problem } from '../problem.ts';
import type { AdminState } from './admin-state.ts';

/** Who looks for the feed. */
export interface Source {
  look(): Promise<AdminState>;
  /** The next look reads everything. */
  refresh(): void;
}

/** Pages that may watch at once: each costs a connection and a rendering a second. */
export const MOST_WATCHERS = 50;
/** From the begin of one look to that of the next. */
const LOOK_MS = 1000;

/**
 * Looks while somebody watches, and shows every watcher what was seen last. Nothing is kept for a watcher that is
 * slow: it goes on with what is newest when it is ready for it.
 */
export class AdminFeed {
  readonly #source: Source;
  readonly #clock: Clock;
  readonly #watchers = new Set<Watcher>();
  #looking = false;
  #closed = false;
  #pause = new AbortController();

  constructor(source: Source, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
  }

  get watchers(): number {
    return this.#watchers.size;
  }

  /** Whether it looks: some watch, or the last look is not over. */
  get looking(): boolean {
    return this.#looking;
  }

  /** @throws {Problem} `too_many_watchers` */
  join(): Watcher {
    if (this.#watchers.size >= MOST_WATCHERS)
      throw new Problem('too_many_watchers', `${MOST_WATCHERS} watch already`);
    const watcher = new Watcher(this.#clock, () => this.#leave(watcher));
    this.#watchers.add(watcher);
    if (this.#closed) watcher.end();
    else if (!this.#looking) void this.#look();
    // Who comes between two looks need not wait for the next one.
    else this.#pause.abort();
    return watcher;
  }

  /** Something was changed through this server: everything is read again, now. */
  refresh(): void {
    this.#source.refresh();
    this.#pause.abort();
  }

  /** Every watcher ends. */
  close(): void {
    this.#closed = true;
    for (const watcher of this.#watchers) watcher.end();
  }

  #leave(watcher: Watcher): void {
    this.#watchers.delete(watcher);
    if (this.#watchers.size === 0) this.#pause.abort();
  }

  async #look(): Promise<void> {
    this.#looking = true;
    while (this.#watchers.size > 0) {
      this.#pause = new AbortController();
      const begun_ms = this.#clock.monotonic();
      const state = await this.#source.look();
      for (const watcher of this.#watchers) watcher.show(state);
      const left_ms = begun_ms + LOOK_MS - this.#clock.monotonic();
      if (left_ms > 0) await this.#clock.sleep(left_ms, this.#pause.signal);
    }
    this.#looking = false;
  }
}

/** One who watches. */
export class Watcher {
  readonly #clock: Clock;
  readonly #left: () => void;
  #newest: AdminState | undefined;
  #ended = false;
  #wake = new AbortController();

  constructor(clock: Clock, left: () => void) {
    this.#clock = clock;
    this.#left = left;
  }

  show(state: AdminState): void {
    this.#newest = state;
    this.#wake.abort();
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#left();
    this.#wake.abort();
  }

  /** What was seen since the last call, the newest alone; `nothing` after `patience_ms` without any; `end` at the end. */
  async next(patience_ms: number): Promise<AdminState | 'nothing' | 'end'> {
    if (!this.#ended && this.#newest === undefined) {
      this.#wake = new AbortController();
      await this.#clock.sleep(patience_ms, this.#wake.signal);
    }
    if (this.#ended) return 'end';
    const state = this.#newest ?? 'nothing';
    this.#newest = undefined;
    return state;
  }
}
