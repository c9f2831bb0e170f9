import type { EventOf, ProcessChange, WorldEvent } from '../kernel/event.ts';
import type { FaultKind } from '../kernel/fault.ts';

/** A call that fails was begun before, and its answer may be awaited by whoever comes while it is on its way. */
const ON_ITS_WAY_MS = 100;

/**
 * Faults by which what a process does may fail, and for how long from their beginning. Others end a process, hide a
 * message or show it again: then it is handled later or once more, and nothing fails by that.
 */
const FAILS_FOR_MS: Partial<Record<FaultKind, number>> = {
  failed_before: 0,
  failed_after: 0,
  throttled: 0,
  retried: 3000,
  conflict: 0,
  slow: 20_100,
  torn_download: 0,
  corrupt_download: 0,
  missing_download: 0,
  disk_full: 60_000,
  pause: 60_000,
  lease_pause: 45_000,
  partition: 35_000,
  thread_lost: 200,
  thread_slow: 60_200,
};

/**
 * Lasting faults, which are over at the latest when all are, and for how long what they befell may fail after that: who asks
 * over a network that is cut hears of it up to 5 s later.
 */
const FAILS_AFTER_MS: Partial<Record<FaultKind, number>> = {
  disk_full: 0,
  pause: 0,
  lease_pause: 0,
  partition: 5000,
};
const PAUSES: readonly FaultKind[] = ['pause', 'lease_pause'];
/** Who goes on stands still no more, nor does who is dead. */
const PAUSE_ENDS: ReadonlySet<ProcessChange> = new Set(['resumed', 'crashed', 'stopped', 'started']);

interface Trouble {
  readonly process: string;
  readonly kind: FaultKind;
  until_ms: number;
}

/** Knows which processes something befell by which what they do may fail, and until when. */
export class TroubledProcesses {
  /** The last of each kind, of each process. */
  readonly #troubles = new Map<string, Trouble>();
  #last_ms = -Infinity;

  on(event: WorldEvent): void {
    if (event.type === 'fault') this.#begin(event);
    else if (event.type === 'faults_over') this.#endAll(event.at_ms);
    else if (event.type === 'process' && PAUSE_ENDS.has(event.change))
      for (const kind of PAUSES) this.#end(this.#troubles.get(`${event.by} ${kind}`), event.at_ms);
    else return;
    this.#last_ms = Math.max(-Infinity, ...[...this.#troubles.values()].map(({ until_ms }) => until_ms));
  }

  /** Virtual ms; -Infinity for a process that was never in trouble. */
  until_ms(process: string): number {
    const mine = [...this.#troubles.values()].filter((trouble) => trouble.process === process);
    return Math.max(-Infinity, ...mine.map(({ until_ms }) => until_ms));
  }

  /** When the last of all processes was in trouble. */
  get last_ms(): number {
    return this.#last_ms;
  }

  #begin({ kind, detail, at_ms }: EventOf<'fault'>): void {
    const lasts_ms = FAILS_FOR_MS[kind];
    if (lasts_ms === undefined) return;
    // All of these say first whom they befall.
    const [process = ''] = detail.split(' ');
    const key = `${process} ${kind}`;
    const until_ms = Math.max(this.#troubles.get(key)?.until_ms ?? 0, at_ms + lasts_ms + ON_ITS_WAY_MS);
    this.#troubles.set(key, { process, kind, until_ms });
  }

  #endAll(at_ms: number): void {
    for (const trouble of this.#troubles.values()) this.#end(trouble, at_ms);
  }

  #end(trouble: Trouble | undefined, at_ms: number): void {
    const after_ms = trouble === undefined ? undefined : FAILS_AFTER_MS[trouble.kind];
    if (trouble === undefined || after_ms === undefined) return;
    trouble.until_ms = Math.min(trouble.until_ms, at_ms + after_ms + ON_ITS_WAY_MS);
  }
}
