import { z } from 'zod';
import type { Clock } from '#ports/clock.ts';
import type { Random } from '#ports/random.ts';
import type { Table } from '#ports/table.ts';
import { parseRow } from '#core/tables/row.ts';
import { MAX_AHEAD_MS, type Scheduled, hostScheduleSchema, idleSchedule, schedule } from './politeness.ts';

export interface HostGateSettings {
  readonly delay_ms: number;
  readonly host_concurrency: number;
  /** A turn that was not given back by then is taken for lost. */
  readonly flight_ms: number;
}

/** A turn at a host. */
export interface Turn {
  readonly id: string;
  /** From when the request may start, on the monotonic clock of this process: its wall clock may jump meanwhile. */
  readonly start_ms: number;
}

/** Instead of a turn: there is none now. */
export interface ComeBack {
  /** How long until asking again may bring one. */
  readonly retry_after_ms: number;
}

export interface HostGatePorts {
  readonly table: Table;
  readonly clock: Clock;
  readonly random: Random;
  /** Told when turns could not be given back at the end. */
  readonly onTrouble: (error: unknown) => void;
}

const rowSchema = z.object({
  pk: z.string(),
  sk: z.string(),
  revision: z.int(),
  schedule: hostScheduleSchema,
});
type HostRow = z.infer<typeof rowSchema>;

/** Others than this process give their turns back unseen: whoever stands in line asks again this often. */
const ASK_AGAIN_MS = 50;
/** A turn is kept and handed on within the process for so long after it was granted. */
const KEEP_MS = 500;
/** Nobody stands in line for longer, holding up work on other hosts. */
const LONGEST_WAIT_MS = 1000;
/** After waiting in vain for a turn that might have come free at any moment. */
const COME_BACK_MS = 1000;
/** Given as the reason of an abort that is none: without it each would make an error with its stack. */
const WOKEN = 'woken';
/** Desks kept while nobody stands at them; the row of a host without one is read again. */
const MAX_DESKS = 1000;

interface Waiting {
  readonly id: string;
  readonly since_ms: number;
  readonly resolve: (answer: Turn | ComeBack) => void;
  readonly reject: (error: unknown) => void;
}

interface Reserved {
  readonly granted: ReadonlyMap<string, Turn>;
  /** No turn for so long, whoever gives one back; absent when one may come free at any moment. */
  readonly shut_ms?: number;
}

interface Desk {
  readonly host: string;
  line: Waiting[];
  /** Turns that are nobody's and not given back yet. */
  kept: Turn[];
  sweeping: boolean;
  returned: { id: string; resolve: () => void; reject: (error: unknown) => void }[];
  penalty_ms: number;
  /** The row as we wrote it last. If another worker wrote since, our next write fails and reads it. */
  row: HostRow | undefined;
  busy: boolean;
  wake: AbortController;
}

/**
 * Who may ask a host next, over all workers: turns are reserved in one row per host of the table `hosts`.
 *
 * Within a process, turns wanted and given back while the row is being written go into the next write together: many
 * workers cost few writes, and never race with themselves.
 */
export class HostGate {
  readonly #ports: HostGatePorts;
  readonly #settings: HostGateSettings;
  readonly #desks = new Map<string, Desk>();

  constructor(ports: HostGatePorts, settings: HostGateSettings) {
    this.#ports = ports;
    this.#settings = settings;
  }

  /** Stands in line for a turn: a second at most, and not at all when the host wants to be left alone for longer. */
  take(host: string): Promise<Turn | ComeBack> {
    const desk = this.#desk(host);
    const kept = desk.kept.find((turn) => this.#isFresh(turn));
    if (kept !== undefined) {
      desk.kept.splice(desk.kept.indexOf(kept), 1);
      return Promise.resolve(kept);
    }
    return new Promise((resolve, reject) => {
      const id = this.#ports.random.id();
      desk.line.push({ id, since_ms: this.#ports.clock.monotonic(), resolve, reject });
      this.#attend(desk);
    });
  }

  /**
   * Gives a turn back. `penalty_ms`: the host asked to be left alone for so long.
   *
   * Without a delay between requests all that counts is how many there are at a time. So whoever stands in line here, or
   * comes next, may have this turn as it is: for a moment, so that other processes get theirs and no turn outlives its row.
   * The promise is for errors: it may resolve when a kept turn is back.
   */
  async give(host: string, turn: Turn, penalty_ms = 0): Promise<void> {
    const desk = this.#desk(host);
    desk.penalty_ms = Math.max(desk.penalty_ms, penalty_ms);
    if (desk.penalty_ms > 0 || this.#settings.delay_ms > 0 || !this.#isFresh(turn)) {
      await Promise.all([turn, ...desk.kept.splice(0)].map((one) => this.#putBack(desk, one)));
      return;
    }
    const first = desk.line.shift();
    if (first !== undefined) first.resolve(turn);
    else desk.kept.push(turn);
    if (!desk.sweeping) await this.#sweep(desk);
  }

  /** Gives back what is kept, for others to have it at once. A turn that cannot be given back counts as lost by itself. */
  async close(): Promise<void> {
    const kept = [...this.#desks.values()].map((desk) =>
      desk.kept.splice(0).map((turn) => this.#putBack(desk, turn).catch(this.#ports.onTrouble)),
    );
    await Promise.all(kept.flat());
  }

  /** Gives back kept turns that nobody came for. */
  async #sweep(desk: Desk): Promise<void> {
    desk.sweeping = true;
    try {
      while (desk.kept.length > 0) {
        await this.#ports.clock.sleep(KEEP_MS);
        const stale = desk.kept.filter((turn) => !this.#isFresh(turn));
        desk.kept = desk.kept.filter((turn) => this.#isFresh(turn));
        await Promise.all(stale.map((turn) => this.#putBack(desk, turn)));
      }
    } finally {
      // A sweep that failed must not be the last one: the next turn given back starts another.
      desk.sweeping = false;
    }
  }

  #isFresh(turn: Turn): boolean {
    return this.#ports.clock.monotonic() - turn.start_ms <= KEEP_MS;
  }

  #putBack(desk: Desk, turn: Turn): Promise<void> {
    return new Promise((resolve, reject) => {
      desk.returned.push({ id: turn.id, resolve, reject });
      this.#attend(desk);
    });
  }

  #desk(host: string): Desk {
    let desk = this.#desks.get(host);
    if (desk === undefined) {
      desk = {
        host,
        line: [],
        kept: [],
        sweeping: false,
        returned: [],
        penalty_ms: 0,
        row: undefined,
        busy: false,
        wake: new AbortController(),
      };
      this.#desks.set(host, desk);
    }
    return desk;
  }

  #attend(desk: Desk): void {
    desk.wake.abort(WOKEN);
    if (desk.busy) return;
    desk.busy = true;
    void this.#serve(desk);
  }

  async #serve(desk: Desk): Promise<void> {
    // What is asked for in the same turn of the event loop goes into the first write.
    await Promise.resolve();
    while (desk.line.length > 0 || desk.returned.length > 0) {
      desk.wake = new AbortController();
      const served = await this.#round(desk);
      if (!served && desk.line.length > 0) await this.#ports.clock.sleep(ASK_AGAIN_MS, desk.wake.signal);
    }
    desk.busy = false;
    if (this.#desks.size > MAX_DESKS) this.#desks.delete(desk.host);
  }

  /** One write for all that gathered. @returns whether it changed anything. */
  async #round(desk: Desk): Promise<boolean> {
    const { line, returned, penalty_ms } = desk;
    Object.assign(desk, { line: [], returned: [], penalty_ms: 0 });
    try {
      const reserved = await this.#reserve(desk, line, returned, penalty_ms);
      for (const { resolve } of returned) resolve();
      desk.line.unshift(...line.filter((waiting) => !this.#answer(waiting, reserved)));
      return reserved.granted.size > 0;
    } catch (error) {
      // The host's wish was not written either: it goes into the next write.
      desk.penalty_ms = Math.max(desk.penalty_ms, penalty_ms);
      for (const { reject } of [...line, ...returned]) reject(error);
      return false;
    }
  }

  /** @returns whether there was an answer, be it a turn or none. */
  #answer(waiting: Waiting, { granted, shut_ms = 0 }: Reserved): boolean {
    const turn = granted.get(waiting.id);
    const waited_ms = this.#ports.clock.monotonic() - waiting.since_ms;
    if (turn !== undefined) waiting.resolve(turn);
    else if (shut_ms > LONGEST_WAIT_MS) waiting.resolve({ retry_after_ms: shut_ms });
    else if (waited_ms >= LONGEST_WAIT_MS) waiting.resolve({ retry_after_ms: COME_BACK_MS });
    else return false;
    return true;
  }

  async #reserve(
    desk: Desk,
    line: readonly Waiting[],
    returned: readonly { id: string }[],
    penalty_ms: number,
  ): Promise<Reserved> {
    const { delay_ms, host_concurrency, flight_ms } = this.#settings;
    for (;;) {
      const before = desk.row ?? (await this.#read(desk.host));
      const now_ms = this.#ports.clock.now();
      const monotonic_ms = this.#ports.clock.monotonic();
      const scheduled = schedule(before?.schedule ?? idleSchedule, {
        now_ms,
        release: returned.map(({ id }) => id),
        want: line.map(({ id }) => ({ id })),
        penalty_ms,
        rules: { delay_ms, concurrency: host_concurrency, flight_ms },
      });
      const reserved = toReserved(scheduled, { now_ms, monotonic_ms });
      if (reserved.granted.size === 0 && returned.length === 0 && penalty_ms === 0 && !scheduled.amended) {
        // What others give back shows in the row alone.
        desk.row = undefined;
        return reserved;
      }
      const row: HostRow = {
        pk: 'slots',
        sk: desk.host,
        revision: (before?.revision ?? 0) + 1,
        schedule: scheduled.state,
      };
      if (await this.#ports.table.put('hosts', row, { revision: before?.revision })) {
        desk.row = row;
        return reserved;
      }
      desk.row = undefined;
    }
  }

  async #read(host: string): Promise<HostRow | undefined> {
    const row = await this.#ports.table.get('hosts', { pk: 'slots', sk: host });
    return row === undefined ? undefined : parseRow('hosts', rowSchema, row);
  }
}

/** A host is shut while its next start lies too far ahead; one whose turns are all out is not, for one may come back. */
function toReserved(
  { state, granted, retry_at_ms }: Scheduled,
  { now_ms, monotonic_ms }: { readonly now_ms: number; readonly monotonic_ms: number },
): Reserved {
  const turns = new Map(
    granted.map(({ id, start_at_ms }) => [id, { id, start_ms: monotonic_ms + start_at_ms - now_ms }]),
  );
  const start_at_ms = Math.max(state.next_at_ms, state.penalty_until_ms);
  if (retry_at_ms === undefined || start_at_ms <= now_ms + MAX_AHEAD_MS) return { granted: turns };
  return { granted: turns, shut_ms: retry_at_ms - now_ms };
}
