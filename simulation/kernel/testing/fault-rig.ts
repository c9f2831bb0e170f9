import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { MemoryQueue } from '#adapters/memory/memory-queue.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { Deliveries } from '../../ports/deliveries.ts';
import { SimClock, serviceClock } from '../../ports/sim-clock.ts';
import { SimCompute } from '../../ports/sim-compute.ts';
import { SimDisk } from '../../ports/sim-disk.ts';
import { SimObjects } from '../../ports/sim-objects.ts';
import { leftOn, packTasksOn } from '../../ports/sim-pack-tasks.ts';
import { SimQueue } from '../../ports/sim-queue.ts';
import { SimRandom } from '../../ports/sim-random.ts';
import { SimScratch } from '../../ports/sim-scratch.ts';
import { SimTable } from '../../ports/sim-table.ts';
import { type FaultKind, Faults } from '../fault.ts';
import { Laws } from '../laws.ts';
import { Life } from '../life.ts';
import { seeded } from '../seeded.ts';
import { Timeline } from '../timeline.ts';

/** Faults of one kind: at every occasion, for as long as it is on. */
class OneFault extends Faults {
  isOn = true;
  /** So many occasions are let pass first. */
  spared = 0;
  readonly #kind: FaultKind;
  #count = 0;

  constructor(kind: FaultKind, seed: number) {
    super(seeded(seed));
    this.#kind = kind;
  }

  override happens(kind: FaultKind, detail: string, weight = 1): boolean {
    if (kind !== this.#kind || !this.isOn || weight === 0) return false;
    this.spared -= 1;
    if (this.spared >= 0) return false;
    this.#count += 1;
    this.onFault(kind, this.#count, detail);
    return true;
  }
}

/** How a call ended for its caller, `silent` when it did not. */
export type Seen<Result> =
  | { readonly state: 'answered'; readonly value: Result; readonly at_ms: number }
  | { readonly state: 'failed'; readonly error: unknown; readonly at_ms: number }
  | { readonly state: 'silent' };

const MB = 2 ** 20;
const LEASE_MS = 10_000;
/** And of the visibility of its messages. */
const VISIBILITY_MS = 20_000;

/** One process with its ports and the services behind them, befallen by faults of one kind. */
export class FaultRig implements Disposable {
  readonly timeline = new Timeline(seeded(1));
  readonly faults: OneFault;
  readonly laws: Laws;
  readonly life: Life;
  readonly clock: SimClock;
  /** As the process reaches them. */
  readonly table: SimTable;
  readonly objects: SimObjects;
  readonly queue: SimQueue;
  readonly scratch: SimScratch;
  readonly threads: SimCompute<ReturnType<typeof packTasksOn>>;
  /** What lies in them. */
  readonly there: {
    readonly table: MemoryTable;
    readonly objects: MemoryObjects;
    readonly queue: MemoryQueue;
  };
  readonly #root = mkdtempSync(join(tmpdir(), 'sitepack-faults-'));

  constructor(kind: FaultKind, seed = 1) {
    this.faults = new OneFault(kind, seed);
    this.laws = new Laws({
      timeline: this.timeline,
      chance: seeded(seed),
      faults: this.faults,
      lengths: { lease_ms: LEASE_MS, visibility_ms: VISIBILITY_MS },
      observer: () => undefined,
    });
    this.laws.reach = () => ['queue', 'table', 'objects', 'web'];
    const life = new Life('searcher-1', this.laws, { rate: 1, wall_offset_ms: 0, isMortal: true });
    const clock = serviceClock(this.timeline);
    const random = new SimRandom(seeded(seed), clock);
    this.life = life;
    this.clock = new SimClock(life);
    this.there = {
      table: new MemoryTable(),
      objects: new MemoryObjects({ clock }),
      queue: new MemoryQueue({ clock, random }),
    };
    this.table = new SimTable(life, this.there.table);
    this.objects = new SimObjects(life, this.there.objects);
    this.queue = new SimQueue(life, this.there.queue, new Deliveries());
    const disk = new SimDisk(this.#root, { bytes: MB, budget_bytes: Infinity });
    this.scratch = new SimScratch(life, disk);
    this.threads = new SimCompute(life, {
      tasks: packTasksOn(disk, life),
      chance: seeded(seed),
      leaving: leftOn(disk, life),
    });
  }

  /** Lets the time pass in which a call is over, and any fault. */
  async see<Result>(call: Promise<Result>, ms = 300_000): Promise<Seen<Result>> {
    let seen: Seen<Result> = { state: 'silent' };
    const at_ms = (): number => this.timeline.now_ms;
    call.then(
      (value) => (seen = { state: 'answered', value, at_ms: at_ms() }),
      (error: unknown) => (seen = { state: 'failed', error, at_ms: at_ms() }),
    );
    await this.timeline.run(this.timeline.now_ms + ms);
    return seen;
  }

  /** What a call answers when nothing goes wrong. */
  async well<Result>(call: () => Promise<Result>): Promise<Result> {
    this.faults.isOn = false;
    const seen = await this.see(call(), 1_000);
    this.faults.isOn = true;
    if (seen.state !== 'answered') throw new Error(`the call is ${seen.state}`);
    return seen.value;
  }

  [Symbol.dispose](): void {
    this.life.die(false);
    rmSync(this.#root, { recursive: true, force: true });
  }
}
