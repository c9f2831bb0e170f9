import { LOST_HEARTBEATS } from '#core/cluster/event.ts';
import { acquireLease } from '#core/lease/acquire-lease.ts';
import type { HeldLease } from '#core/lease/held-lease.ts';
import { ORCHESTRATOR_KEY, ORCHESTRATOR_LEASE } from '#core/tables/nodes.ts';
import type { Clock } from '#ports/clock.ts';
import type { Queue } from '#ports/queue.ts';
import type { Random } from '#ports/random.ts';
import type { Table } from '#ports/table.ts';
import type { QueueNames } from '#runtime/queue-names.ts';
import type { Background, Idling } from '#runtime/worker.ts';
import type { Control } from './control.ts';
import type { Heads } from './heads.ts';
import { OrphanQueues } from './orphan-queues.ts';

export interface RoleDeps {
  readonly table: Table;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly random: Random;
  readonly control: Control;
  readonly heads: Heads;
  readonly names: QueueNames;
  readonly heartbeat_ms: number;
  readonly lease_ms: number;
  /** Base URL under which others reach this process. */
  readonly endpoint: () => string;
}

/**
 * The role of the orchestrator, which one process has at a time. Standing by: waits for the lease. Active: a cold start
 * (all heads are read, registrations are waited for), then ticks and sweeps, until the lease is lost or the worker stops.
 */
export class Role implements Background {
  readonly name = 'role';
  readonly #deps: RoleDeps;
  #lease: HeldLease | undefined;

  constructor(deps: RoleDeps) {
    this.#deps = deps;
  }

  isActive(): boolean {
    return this.#lease?.isHeld() === true;
  }

  async run({ signal, log }: Idling): Promise<void> {
    const { table, clock, random, control, lease_ms, heartbeat_ms, endpoint } = this.#deps;
    while (!signal.aborted) {
      const lease = await acquireLease({
        table,
        name: 'nodes',
        key: ORCHESTRATOR_KEY,
        fields: ORCHESTRATOR_LEASE,
        owner: endpoint(),
        length_ms: lease_ms,
        clock,
        random,
        signal,
        set: { endpoint: endpoint() },
        onRetry: (error) => {
          control.hinder(error);
          log.warn({ err: error }, 'the lease on the role could not be read or written; tried again');
        },
      });
      if (lease === undefined) return;
      await this.#hold(lease, { signal, log });
      // Whoever stood by gets its chance, and what went wrong its time.
      await clock.sleep(heartbeat_ms, signal);
    }
  }

  async #hold(lease: HeldLease, { signal, log }: Pick<Idling, 'signal' | 'log'>): Promise<void> {
    const { control } = this.#deps;
    log.info({ epoch: lease.fence }, 'this is the active orchestrator');
    control.begin(lease.fence);
    this.#lease = lease;
    try {
      await this.#work(AbortSignal.any([signal, lease.lost]), log);
    } catch (error) {
      log.error({ err: error }, 'the orchestrator stopped');
    }
    this.#lease = undefined;
    control.end();
    if (lease.lost.aborted) log.warn({ err: lease.lost.reason }, 'this is the active orchestrator no more');
    try {
      await lease.release();
    } catch (error) {
      log.warn({ err: error }, 'the role could not be given back; it is free when its lease is over');
    }
  }

  async #work(signal: AbortSignal, log: Idling['log']): Promise<void> {
    const { control, heads, heartbeat_ms } = this.#deps;
    const orphans = new OrphanQueues(this.#deps, 2 * LOST_HEARTBEATS * heartbeat_ms);
    await this.#coldStart(signal, log);
    await Promise.all([
      this.#every(heartbeat_ms, signal, log, () => control.apply({ type: 'tick' })),
      this.#every(SWEEP_HEARTBEATS * heartbeat_ms, signal, log, () => heads.sweep(signal)),
      this.#every(LOST_HEARTBEATS * heartbeat_ms, signal, log, async () => {
        const removed = await orphans.look();
        if (removed.length > 0) log.info({ removed }, 'queues of searchers that are gone were removed');
      }),
    ]);
  }

  /** Reads what is published, hears who lives and what they hold, and only then begins to place. */
  async #coldStart(signal: AbortSignal, log: Idling['log']): Promise<void> {
    const { clock, control, heads, heartbeat_ms } = this.#deps;
    const ready_ms = clock.monotonic() + COLD_HEARTBEATS * heartbeat_ms;
    let swept = false;
    while (!swept && !signal.aborted) {
      swept = await this.#attempt(log, () => heads.sweep(signal));
      if (!swept) await clock.sleep(heartbeat_ms, signal);
    }
    // With nothing published there is nothing that could be placed wrongly.
    if (control.indexes().length > 0) await clock.sleep(Math.max(0, ready_ms - clock.monotonic()), signal);
    if (signal.aborted) return;
    await heads.fallBack(signal);
    if (!signal.aborted) await control.apply({ type: 'settled' });
  }

  async #every(
    ms: number,
    signal: AbortSignal,
    log: Idling['log'],
    step: () => Promise<void>,
  ): Promise<void> {
    while (!signal.aborted) {
      await this.#attempt(log, step);
      await this.#deps.clock.sleep(ms, signal);
    }
  }

  /** One failure is no reason to give the role away: the next round tries again. */
  async #attempt(log: Idling['log'], step: () => Promise<void>): Promise<boolean> {
    try {
      await step();
      return true;
    } catch (error) {
      log.warn({ err: error }, 'a round of the orchestrator failed; it is tried again');
      return false;
    }
  }
}

/** Who lives registers once per heartbeat; the second is for those that were late. */
const COLD_HEARTBEATS = 2;
const SWEEP_HEARTBEATS = 2;
