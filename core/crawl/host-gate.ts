import type { Clock } from '#ports/clock.ts';
import type { Random } from '#ports/random.ts';
import type { Table } from '#ports/table.ts';
import { parseRow } from '#core/tables/row.ts';
import { type ComeBackPace, comeBackPace } from './come-backs.ts';
import {
  type ComeBack,
  type Desk,
  type HostRow,
  type Turn,
  type Waiting,
  added,
  hostRowSchema,
  newDesk,
} from './host-desk.ts';
import { type Answers, NO_ANSWERS, type TurnEnd } from './host-pace.ts';
import type { OwnPace } from './own-pace.ts';
import { type ReturnedTurn, idleSchedule, isFree, schedule } from './politeness.ts';
import { type Reserved, toReserved } from './reserved-turns.ts';

/** For hosts whose owner says nothing else. */
export interface HostGateSettings {
  readonly delay_ms: number;
  /** Least time between two starts, as a multiple of what the host takes to answer. */
  readonly delay_factor: number;
  readonly host_concurrency: number;
  /** A turn that was not given back by then is taken for lost. */
  readonly flight_ms: number;
}

export interface HostGatePorts {
  readonly table: Table;
  readonly clock: Clock;
  readonly random: Random;
  /** How fast a host may be asked by its owner's word. Asked at every write of its row. */
  readonly paceFor?: (host: string) => OwnPace | undefined;
  /** Told when turns could not be given back at the end. */
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Others than this process give their turns back unseen: whoever stands in line asks again this often, unless the host is
 * shut for longer.
 */
const ASK_AGAIN_MS = 50;
/** A turn is kept and handed on within the process for so long after it was granted. */
const KEEP_MS = 500;
/** Nobody stands in line for longer, holding up work on other hosts. */
const LONGEST_WAIT_MS = 1000;
/** Least time to come back in, after waiting in vain for a turn that might have come free at any moment. */
const COME_BACK_MS = 1000;
/** Given as the reason of an abort that is none: without it each would make an error with its stack. */
const WOKEN = 'woken';
/** Desks kept while nobody stands at them; the row of a host without one is read again. */
const MAX_DESKS = 1000;
/** Turns whose ends could not be written, kept for the next write; of more the oldest are forgotten, and count as lost. */
const MOST_UNWRITTEN = 64;

/** What a round brought, and how fast the line moves for those whom it brought nothing. */
type Answer = Reserved & { readonly pace: ComeBackPace };

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

  /**
   * Stands in line for a turn: a second at most, and not at all when the host wants to be left alone for longer.
   * @param crawl_delay_ms what its robots.txt asks for, 0 for nothing; when absent, what was said the last time holds.
   */
  take(host: string, crawl_delay_ms?: number): Promise<Turn | ComeBack> {
    const desk = this.#desk(host);
    desk.crawl_delay_ms = crawl_delay_ms ?? desk.crawl_delay_ms;
    if (desk.crawl_delay_ms > 0) this.#endFreedom(desk);
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
   * Gives a turn back. `end`: what became of the request, if that tells of the host.
   *
   * Where nothing is spaced all that counts is how many requests there are at a time. So whoever stands in line here, or
   * comes next, may have this turn as it is: for a moment, so that other processes get theirs and no turn outlives its row.
   * The promise is for errors: it may resolve when a kept turn is back.
   */
  async give(host: string, turn: Turn, end?: TurnEnd): Promise<void> {
    const desk = this.#desk(host);
    const isTrouble = end !== undefined && end.kind !== 'answered';
    if (isTrouble) this.#endFreedom(desk);
    if (!desk.free || !this.#isFresh(turn)) {
      await this.#putBack(desk, turn, end);
      return;
    }
    if (end?.kind === 'answered') desk.answers = added(desk.answers, { count: 1, total_ms: end.took_ms });
    const first = desk.line.shift();
    if (first !== undefined) first.resolve(turn);
    else desk.kept.push(turn);
    if (!desk.sweeping) await this.#sweep(desk);
  }

  /** From now on turns are spaced: those that are kept would be none. */
  #endFreedom(desk: Desk): void {
    desk.free = false;
    for (const turn of desk.kept.splice(0)) this.#putBack(desk, turn).catch(this.#ports.onTrouble);
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

  #putBack(desk: Desk, turn: Turn, end?: TurnEnd): Promise<void> {
    return new Promise((resolve, reject) => {
      desk.returned.push({ id: turn.id, end, resolve, reject });
      this.#attend(desk);
    });
  }

  #desk(host: string): Desk {
    let desk = this.#desks.get(host);
    if (desk === undefined) {
      desk = newDesk(host, this.#paceOf(host).delay_ms === 0);
      this.#desks.set(host, desk);
    }
    return desk;
  }

  #paceOf(host: string): { readonly delay_ms: number; readonly concurrency: number } {
    const { delay_ms, host_concurrency } = this.#settings;
    const own = this.#ports.paceFor?.(host);
    return { delay_ms: own?.delay_ms ?? delay_ms, concurrency: own?.concurrency ?? host_concurrency };
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
      const ask_again_ms = await this.#round(desk);
      if (ask_again_ms > 0 && desk.line.length > 0)
        await this.#ports.clock.sleep(ask_again_ms, desk.wake.signal);
    }
    desk.busy = false;
    if (this.#desks.size > MAX_DESKS) this.#desks.delete(desk.host);
  }

  /** One write for all that gathered. @returns ms after which another round may bring more; 0 at once. */
  async #round(desk: Desk): Promise<number> {
    const { line, returned, unwritten, answers } = desk;
    Object.assign(desk, { line: [], returned: [], unwritten: [], answers: NO_ANSWERS });
    const release = [...unwritten, ...returned.map(({ id, end }) => ({ id, end }))];
    try {
      const reserved = await this.#reserve(desk, { line, release, answers });
      for (const { resolve } of returned) resolve();
      desk.line.unshift(...line.filter((waiting) => !this.#answer(desk, waiting, reserved)));
      if (reserved.granted.size > 0) return 0;
      return Math.max(ASK_AGAIN_MS, reserved.shut_ms ?? 0);
    } catch (error) {
      // What the host wished was not written either: it goes into the next write.
      desk.unwritten = [...release, ...desk.unwritten].slice(-MOST_UNWRITTEN);
      desk.answers = added(desk.answers, answers);
      for (const { reject } of [...line, ...returned]) reject(error);
      return ASK_AGAIN_MS;
    }
  }

  /** @returns whether there was an answer, be it a turn or none. */
  #answer(desk: Desk, waiting: Waiting, { granted, shut_ms = 0, strikes, pace }: Answer): boolean {
    const turn = granted.get(waiting.id);
    const now_ms = this.#ports.clock.monotonic();
    const waited_ms = now_ms - waiting.since_ms;
    if (turn !== undefined) waiting.resolve(turn);
    else if (shut_ms > LONGEST_WAIT_MS)
      waiting.resolve({
        retry_after_ms: desk.comeBacks.next(now_ms, shut_ms, pace),
        ...(strikes === undefined ? {} : { strikes }),
      });
    else if (waited_ms >= LONGEST_WAIT_MS)
      waiting.resolve({ retry_after_ms: desk.comeBacks.next(now_ms, COME_BACK_MS, pace) });
    else return false;
    return true;
  }

  async #reserve(
    desk: Desk,
    {
      line,
      release,
      answers,
    }: {
      readonly line: readonly Waiting[];
      readonly release: readonly ReturnedTurn[];
      readonly answers: Answers;
    },
  ): Promise<Answer> {
    const { delay_factor, flight_ms } = this.#settings;
    const { crawl_delay_ms } = desk;
    const rules = { ...this.#paceOf(desk.host), delay_factor, crawl_delay_ms, flight_ms };
    for (;;) {
      const before = desk.row ?? (await this.#read(desk.host));
      const now_ms = this.#ports.clock.now();
      const monotonic_ms = this.#ports.clock.monotonic();
      const scheduled = schedule(before?.schedule ?? idleSchedule, {
        now_ms,
        release,
        answers,
        want: line.map(({ id }) => ({ id })),
        rules,
      });
      const pace = comeBackPace(scheduled.state, rules);
      const reserved = { ...toReserved(scheduled, { now_ms, monotonic_ms }), pace };
      if (isFree(scheduled.state)) desk.free = true;
      else this.#endFreedom(desk);
      if (reserved.granted.size === 0 && release.length === 0 && !scheduled.amended) {
        // What others give back shows in the row alone.
        desk.row = undefined;
        desk.answers = added(desk.answers, answers);
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
    return row === undefined ? undefined : parseRow('hosts', hostRowSchema, row);
  }
}
