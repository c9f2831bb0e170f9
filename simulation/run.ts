import type { Invariant } from './invariants/invariant.ts';
import { INVARIANTS } from './invariants/invariants.ts';
import { Digest } from './digest.ts';
import { endSchedules } from './end-schedules.ts';
import { cutCrawls, finalCrawls, partedCrawls } from './final-crawls.ts';
import { LastEvents } from './last-events.ts';
import { LastWarnings } from './last-warnings.ts';
import type { Outcome, RunOptions, Violation } from './outcome.ts';
import { comparisonsOf } from './report/comparisons.ts';
import { count } from './report/count.ts';
import { CoverageCollector } from './report/coverage.ts';
import { unrest } from './rest.ts';
import { changeAtPacks } from './script/change-at-packs.ts';
import { drawActions } from './script/draw-actions.ts';
import type { Action } from './script/action.ts';
import { searchAtSwaps } from './script/search-at-swaps.ts';
import { SimClient } from './script/sim-client.ts';
import { World } from './world.ts';
import type { EventOf, WorldEvent } from './kernel/event.ts';

/** Clients of a run: actions are dealt out to them in turn. */
const CLIENTS = 3;
/**
 * A world that has not come to rest so long after its faults were over never will: less than clocks may have jumped, and
 * twice as long as a host is left alone at its wish.
 */
const REST_MS = 1_800_000;
/** How often is looked whether it has. */
const LOOK_MS = 2_000;
/** Most runs have some ten thousand; a run with so many goes round in circles. */
const MOST_STEPS = 3_000_000;
/** After so many the faults of a run are over, however little time has passed: a busy world has seen as much by then as others. */
const LIVE_STEPS = 30_000;
/** Laws that hold at rest may still be on their way when the queues are empty: packs are dropped after a grace. */
const EVENTUALLY_MS = 300_000;

/**
 * Runs the world of a seed: clients act and faults happen for its time; then faults are over, and all must come to rest;
 * every site is crawled once more, in some runs with limits that cut its crawl too, and all must come to rest again. The laws
 * are checked at every step, and at each rest.
 */
export async function runSeed(options: RunOptions): Promise<Outcome> {
  using world = new World(options);
  // Awaited here: the world must last for as long as its run.
  return await new Run(world, options).outcome();
}

type Watching = Invariant & Required<Pick<Invariant, 'on'>>;

function isWatching(law: Invariant): law is Watching {
  return law.on !== undefined;
}

class Run {
  readonly #world: World;
  readonly #options: RunOptions;
  readonly #digest: Digest;
  readonly #coverage = new CoverageCollector();
  readonly #laws: readonly Invariant[];
  /** Those of them that are checked at every step. */
  readonly #watching: readonly Watching[];
  readonly #last = new LastEvents();
  readonly #warnings = new LastWarnings();
  readonly #faults: Outcome['faults'][number][] = [];
  #violation: Violation | undefined;

  constructor(world: World, options: RunOptions) {
    this.#world = world;
    this.#options = options;
    this.#digest = new Digest(world.folder);
    this.#laws = INVARIANTS.map((make) => make(world));
    this.#watching = this.#laws.filter(isWatching);
    world.observe((event) => this.#observe(event));
  }

  /** What goes wrong here is told, and not thrown: the process that is at work would take it for its own failure. */
  #observe(event: WorldEvent): void {
    try {
      this.#digest.add(event);
      this.#coverage.add(event);
      this.#last.add(event);
      this.#warnings.add(event);
      this.#options.observe?.(event);
      if (event.type === 'fault') this.#addFault(event);
      // Most of all events; what a call did is told by another.
      if (event.type === 'call' || event.type === 'log') return;
      for (const law of this.#watching) this.#note(law.name, law.on(event));
    } catch (error) {
      this.#note('unhandled', error instanceof Error ? error.stack : String(error));
    }
  }

  #addFault({ kind, number, at_ms, detail }: EventOf<'fault'> & Pick<WorldEvent, 'at_ms'>): void {
    this.#faults.push({ kind, number, at_ms, detail: detail.replaceAll(this.#world.folder, '') });
  }

  async outcome(): Promise<Outcome> {
    const broke = (error: unknown): void => this.#note('unhandled', String(error));
    process.on('unhandledRejection', broke);
    using _canary = this.#options.canary?.install?.();
    try {
      await this.#live();
      await endSchedules(this.#world, (ms) => this.#run(ms));
      const rest = (when: string): Promise<boolean> => this.#restIsLawful(when);
      if (await rest('rest')) {
        finalCrawls(this.#world);
        if ((await rest('rest after a last crawl')) && (await cutCrawls(this.#world, rest)))
          await partedCrawls(this.#world, rest);
      }
    } finally {
      process.off('unhandledRejection', broke);
    }
    const { timeline } = this.#world;
    return {
      seed: this.#options.seed,
      digest: this.#digest.end(),
      ...(this.#violation === undefined ? {} : { violation: this.#violation }),
      steps: timeline.steps,
      events: this.#digest.events,
      virtual_ms: timeline.now_ms,
      faults: this.#faults,
      bounds_reached: this.#world.faults.reached,
      coverage: this.#coverage.coverage(),
      comparisons: comparisonsOf(INVARIANTS, this.#laws),
    };
  }

  /** Everybody is at work, and faults happen. */
  async #live(): Promise<void> {
    const world = this.#world;
    await world.start();
    const chance = world.chance.fork('actions');
    searchAtSwaps(world, new SimClient(world, 'client-swap'), chance.fork('swaps'));
    changeAtPacks(world, new SimClient(world, 'client-pack'), chance.fork('changes at packs'));
    const clients = Array.from({ length: CLIENTS }, (_, n) => new SimClient(world, `client-${n + 1}`));
    for (const [n, action] of drawActions(world.plan, world.web, chance).entries()) {
      const client = clients[n % CLIENTS];
      if (client !== undefined) world.timeline.after(action.at_ms, () => void this.#act(action, client));
    }
    const { timeline, plan } = world;
    await timeline.play(plan.length_ms, () => timeline.steps >= LIVE_STEPS || this.#isOver());
    world.endFaults();
  }

  async #act(action: Action, client: SimClient): Promise<void> {
    try {
      await action.run(client, this.#world, this.#world.chance.fork(`action ${action.at_ms}`));
    } catch (error) {
      client.tell(action.name, String(error), false);
    }
  }

  /** Waits until nothing is left to do and all laws hold. @returns whether that came. */
  async #restIsLawful(when: string): Promise<boolean> {
    const { timeline } = this.#world;
    const begun_ms = timeline.now_ms;
    let rest_ms: number | undefined;
    for (;;) {
      await this.#run(LOOK_MS);
      if (this.#violation !== undefined) return false;
      const trouble = await unrest(this.#world);
      if (trouble !== undefined && timeline.now_ms - begun_ms > REST_MS) {
        this.#note('rest', `${when} never came: ${trouble}; ${this.#warnings.text(trouble)}`);
        return false;
      }
      if (trouble !== undefined) continue;
      rest_ms ??= timeline.now_ms;
      const broken = await this.#brokenLaw();
      if (broken === undefined) return true;
      if (timeline.now_ms - rest_ms > EVENTUALLY_MS) {
        this.#note(broken.name, `at ${when}: ${broken.text}`);
        return false;
      }
    }
  }

  async #run(ms: number): Promise<void> {
    const { timeline } = this.#world;
    const until_ms = timeline.now_ms + ms;
    await timeline.play(until_ms, () => this.#isOver());
    if (this.#violation === undefined) await timeline.run(until_ms);
  }

  /** Asked before every step, so that a run ends where its law was broken. */
  #isOver(): boolean {
    if (this.#world.timeline.steps >= MOST_STEPS)
      this.#note('bound', `${count(MOST_STEPS)} steps and no rest; ${this.#last.text()}`);
    return this.#violation !== undefined;
  }

  async #brokenLaw(): Promise<{ name: string; text: string } | undefined> {
    for (const law of this.#laws) {
      const text = await law.atRest?.();
      if (text !== undefined) return { name: law.name, text };
    }
    return undefined;
  }

  /** The first violation is the one that counts. */
  #note(invariant: string, text: string | undefined): void {
    if (text === undefined || this.#violation !== undefined) return;
    this.#violation = {
      invariant,
      at_ms: this.#world.now(),
      text: text.replaceAll(this.#world.folder, ''),
      event_number: this.#digest.events,
    };
  }
}
