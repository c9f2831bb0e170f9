import type Database from 'better-sqlite3';
import { retryBusy } from './open-database.ts';

export interface WatchInput {
  readonly queue: string;
  readonly now_ms: number;
  /** When the asker will look again by itself (Unix ms), or null. */
  readonly known_ms: number | null;
}

/** What the thread tells by itself, once per watch: look at the queue again. */
export interface QueueNotice {
  readonly queue: string;
}

const BUSY_POLL_MS = 5;
const IDLE_POLL_MS = 50;
const SLOWER = 1.3;

type Front = (input: { queue: string; now_ms: number }) => {
  ready: boolean;
  next_visible_at_ms: number | null;
};

/**
 * Notices what other processes send. `PRAGMA data_version` changes when another connection has committed, and asking
 * costs about a microsecond: every 5 ms after a change, ever more seldom, down to every 50 ms, while nothing happens.
 */
export class QueueWatch {
  readonly #version: Database.Statement<unknown[], number>;
  readonly #front: Front;
  readonly #tell: (notice: QueueNotice) => void;
  readonly #watched = new Map<string, WatchInput & { readonly since: number }>();
  #seen: number | undefined;
  #pause_ms = BUSY_POLL_MS;
  #timer: NodeJS.Timeout | undefined;

  constructor(db: Database.Database, front: Front, tell: (notice: QueueNotice) => void) {
    this.#version = db.prepare<unknown[], number>('PRAGMA data_version').pluck();
    this.#front = front;
    this.#tell = tell;
  }

  /** Watches a queue until there is something to tell of it. */
  watch(input: WatchInput): void {
    this.#watched.set(input.queue, { ...input, since: performance.now() });
    // Something may have come between the look that found nothing and now.
    this.#look(input.queue);
    this.#timer ??= setTimeout(() => this.#poll(), this.#pause_ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#watched.clear();
  }

  #poll(): void {
    const version = retryBusy(() => this.#version.get());
    const changed = version !== this.#seen;
    this.#seen = version;
    this.#pause_ms = changed ? BUSY_POLL_MS : Math.min(this.#pause_ms * SLOWER, IDLE_POLL_MS);
    if (changed) for (const queue of this.#watched.keys()) this.#look(queue);
    this.#timer = this.#watched.size === 0 ? undefined : setTimeout(() => this.#poll(), this.#pause_ms);
  }

  #look(queue: string): void {
    const watch = this.#watched.get(queue);
    if (watch === undefined) return;
    // The asker's clock, moved on by the time that has passed since.
    const now_ms = Math.floor(watch.now_ms + performance.now() - watch.since);
    const { ready, next_visible_at_ms } = retryBusy(() => this.#front({ queue, now_ms }));
    const sooner =
      next_visible_at_ms !== null && (watch.known_ms === null || next_visible_at_ms < watch.known_ms);
    if (!ready && !sooner) return;
    this.#watched.delete(queue);
    this.#tell({ queue });
  }
}
