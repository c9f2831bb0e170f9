import type { Platform } from '#app/backend/platform.ts';
import { type Running, startWorkers } from '#app/start-workers.ts';
import type { Surroundings } from '#app/surroundings.ts';
import type { WorkerRole } from '#runtime/worker.ts';
import type { PlannedProcess } from './plan.ts';
import type { SimDisk } from './ports/sim-disk.ts';
import type { ProcessView } from './world-view.ts';
import type { ProcessChange } from './kernel/event.ts';
import type { Laws } from './kernel/laws.ts';
import { Life } from './kernel/life.ts';
import type { Seeded } from './kernel/seeded.ts';

/** What a process has in one of its lives. */
export interface Equipment {
  readonly platform: Platform;
  readonly surroundings: Surroundings;
}

interface SimProcessOptions {
  readonly planned: PlannedProcess;
  readonly disk: SimDisk;
  readonly laws: Laws;
  readonly chance: Seeded;
  readonly equip: (process: SimProcess, life: Life) => Equipment;
}

/** A process that does not stop in good order is killed after this. */
const STOP_MS = 60_000;

/**
 * A process of the cluster, with whoever starts it again when it has ended. Its states: down -> starting -> up ->
 * stopping -> down; from each of them, down by a crash.
 */
export class SimProcess implements ProcessView {
  readonly name: string;
  readonly roles: readonly WorkerRole[];
  readonly disk: SimDisk;
  readonly chance: Seeded;
  readonly #laws: Laws;
  readonly #equip: SimProcessOptions['equip'];
  #life: Life | undefined;
  #running: Running | undefined;
  /** Counts its lives. */
  incarnation = 0;
  state: ProcessView['state'] = 'down';

  constructor({ planned, disk, laws, chance, equip }: SimProcessOptions) {
    this.name = planned.name;
    this.roles = planned.roles;
    this.disk = disk;
    this.#laws = laws;
    this.chance = chance;
    this.#equip = equip;
  }

  get paused(): boolean {
    return this.#life?.isStill === true;
  }

  start(): void {
    if (this.state !== 'down') return;
    this.incarnation += 1;
    this.state = 'starting';
    const life = new Life(this.name, this.#laws, { ...this.#clocks(), isMortal: true });
    this.#life = life;
    this.#tell('started');
    void this.#run(life, this.#equip(this, life));
  }

  async #run(life: Life, { platform, surroundings }: Equipment): Promise<void> {
    try {
      const running = await startWorkers(platform, { roles: this.roles, port: 0 }, surroundings);
      if (life.isDead) return;
      this.#running = running;
      this.state = 'up';
      this.#tell('ready');
    } catch (error) {
      // A process that says why and ends: whoever looks after it starts it again.
      if (life.isDead) return;
      platform.log.error({ err: error }, 'failed to start');
      this.#tell('failed_to_start');
      this.#end(life, false);
    }
  }

  /** Stops in good order, and starts again. */
  restart(): void {
    const life = this.#life;
    const running = this.#running;
    if (this.state !== 'up' || life === undefined || running === undefined) return;
    this.state = 'stopping';
    this.#tell('stopping');
    const { timeline } = this.#laws;
    const kill = timeline.after(STOP_MS, () => this.#end(life, false));
    const stopped = (): void => {
      kill();
      if (life.isDead) return;
      this.#tell('stopped');
      this.#end(life, false);
    };
    running.stop().then(stopped, stopped);
  }

  /** Nothing ails it any more, but what it did meanwhile. */
  mend(): void {
    this.#life?.mend();
    this.disk.mend();
  }

  /** Ends at once, and is started again after a while. */
  crash(life: Life, powerLoss: boolean): void {
    if (life !== this.#life || life.isDead) return;
    this.#tell('crashed');
    this.#end(life, powerLoss);
  }

  /** Ends for good: the world is over. */
  abandon(): void {
    this.#life?.die(false);
  }

  #end(life: Life, powerLoss: boolean): void {
    if (life.isDead) return;
    life.die(powerLoss);
    this.#running = undefined;
    this.state = 'down';
    this.#laws.timeline.after(100 + this.chance.float() ** 3 * 20_000, () => this.start());
  }

  #clocks(): { rate: number; wall_offset_ms: number } {
    const { faults } = this.#laws;
    const drifts = faults.happens('clock_drift', this.name, 10);
    const rate = drifts ? 1 + (faults.chance('clock_drift').float() - 0.5) * 0.04 : 1;
    // Clocks that are kept in step are some milliseconds apart all the same.
    return { rate, wall_offset_ms: (this.chance.float() - 0.5) * 40 };
  }

  #tell(change: ProcessChange): void {
    this.#laws.emit(this.name, { type: 'process', change, roles: this.roles });
  }
}
