import type { Call, Life } from './life.ts';
import type { Happening, Observer, WorldEvent } from './event.ts';
import type { FaultKind, Faults } from './fault.ts';
import { leasePauseLength, leasePauseWeight } from './lease-pause.ts';
import type { Seeded } from './seeded.ts';
import type { Timeline } from './timeline.ts';

/** What becomes of a call. */
export interface Fate {
  readonly dies?: 'before' | 'after';
  readonly powerLoss: boolean;
  readonly failure?: Error;
  /** It takes effect, failed or not. */
  readonly applied: boolean;
  /** The client below tries it again so much later, though it was done. */
  readonly again_ms?: number;
  /** Its effect comes so much later. */
  readonly late_ms: number;
  /** Its answer comes so much later than its effect. */
  readonly delay_ms: number;
}

/** A request that failed on its way, as the client of a service tells it. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  readonly code = 'request_failed';
}

interface LawsOptions {
  readonly timeline: Timeline;
  readonly chance: Seeded;
  readonly faults: Faults;
  /** Lengths of the processes' leases, and of the visibility of their messages. */
  readonly lengths: { readonly lease_ms: number; readonly visibility_ms: number };
  readonly observer: Observer;
}

/** All goes well. */
export const FINE: Fate = { powerLoss: false, applied: true, late_ms: 0, delay_ms: 0 };

/** Jumps of clocks are up to so far. */
const JUMPS_MS = [30_000, 30_000, 3_600_000, 3 * 86_400_000];

/** What holds for all processes of a world: how long things take, and what goes wrong when. */
export class Laws {
  readonly timeline: Timeline;
  readonly faults: Faults;
  readonly #latency: Seeded;
  readonly #lengths: LawsOptions['lengths'];
  readonly #observer: Observer;
  /** Who cannot reach whom, and until when. */
  readonly #cuts = new Map<string, number>();
  /** Ends a life; the world knows what belongs to it. */
  kill: (life: Life, powerLoss: boolean) => void = (life, powerLoss) => life.die(powerLoss);
  /** What a process asks: services, and other processes by their names. */
  reach: (process: string) => readonly string[] = () => [];
  /** Stops a process in good order. */
  restart: (process: string) => void = () => undefined;

  constructor({ timeline, chance, faults, lengths, observer }: LawsOptions) {
    this.timeline = timeline;
    this.faults = faults;
    this.#latency = chance.fork('latency');
    this.#lengths = lengths;
    this.#observer = observer;
    faults.onFault = (kind, number, detail) => this.emit('world', { type: 'fault', kind, number, detail });
  }

  emit(by: string, happening: Happening): void {
    const event: WorldEvent = { ...happening, by, at_ms: this.timeline.now_ms };
    this.#observer(event);
  }

  /** Mostly a millisecond or so, now and then some tens of them: what reorders calls that were made at once. */
  latency_ms(): number {
    const draw = this.#latency.float();
    return 0.1 + draw ** 4 * 20;
  }

  /** Decides what becomes of a call at the moment when it arrives. */
  fateOf(life: Life, call: Call<unknown>): Fate {
    const { faults } = this;
    if (faults.areOver && this.#cuts.size === 0) return FINE;
    const what = `${life.process} ${call.service}.${call.operation}`;
    if (life.isMortal) {
      this.#trouble(life, call, what);
      const dies = this.#death(call, what);
      if (dies !== undefined) return { ...FINE, ...dies };
    }
    if (this.isCut(life.process, call.service)) {
      const half = faults.chance('partition').chance(0.5);
      return failed(
        call,
        'no answer: the network is cut',
        half,
        1000 + faults.chance('partition').float() * 4000,
      );
    }
    const slow = faults.happens('slow', what, 0.1) ? 100 + faults.chance('slow').float() ** 2 * 20_000 : 0;
    // On its way there as likely as on its way back.
    const late_ms = slow > 0 && isStore(call) && faults.chance('slow').chance(0.5) ? slow : 0;
    const fine = { ...FINE, late_ms, delay_ms: slow - late_ms };
    if (call.sure === true) return fine;
    if (faults.happens('failed_before', what, 0.3)) return failed(call, 'no answer', false, slow);
    if (faults.happens('failed_after', what, 0.3)) return failed(call, 'no answer', true, slow);
    if (faults.happens('throttled', what, 0.3))
      return failed(call, 'ThrottlingException: slow down', false, slow);
    if (call.changes !== true || !faults.happens('retried', what, 0.5)) return fine;
    return { ...fine, again_ms: faults.chance('retried').float() ** 3 * 3000 };
  }

  /** Whether a call of a process that is dead by now was on its way to where it changes something. */
  outlives(call: Call<unknown>): boolean {
    return isStore(call) && call.changes === true && this.#latency.chance(0.5);
  }

  /** Everybody reaches everybody again. */
  heal(): void {
    this.#cuts.clear();
  }

  /** A process and a service, or two processes. */
  isCut(one: string, other: string): boolean {
    return (this.#cuts.get(`${one} ${other}`) ?? -1) > this.timeline.now_ms;
  }

  cut(one: string, other: string, ms: number): void {
    for (const pair of [`${one} ${other}`, `${other} ${one}`])
      this.#cuts.set(pair, this.timeline.now_ms + ms);
  }

  #death(call: Call<unknown>, what: string): Pick<Fate, 'dies' | 'powerLoss'> | undefined {
    for (const kind of ['crash', 'power_loss', 'swap_restart'] as const) {
      if (!this.faults.happens(kind, what, weightOf(kind, call))) continue;
      const dies = this.faults.chance(kind).chance(0.5) ? 'before' : 'after';
      return { dies, powerLoss: kind === 'power_loss' };
    }
    return undefined;
  }

  /** What befalls the process beside its call. */
  #trouble(life: Life, call: Call<unknown>, what: string): void {
    const { faults } = this;
    if (faults.happens('pause', what, 0.05)) life.halt(faults.chance('pause').float() ** 2 * 60_000);
    if (life.leases.size > 0 && faults.happens('lease_pause', what, leasePauseWeight(call)))
      life.halt(leasePauseLength(faults.chance('lease_pause'), this.#lengths));
    if (faults.happens('clock_jump', what, 0.02)) {
      const chance = faults.chance('clock_jump');
      life.wall_offset_ms += (chance.float() * 2 - 1) * chance.pick(JUMPS_MS);
    }
    if (
      faults.happens('restart', what, 0.01) ||
      faults.happens('swap_restart', what, weightOf('swap_restart', call))
    )
      this.restart(life.process);
    if (faults.happens('partition', what, 0.02)) {
      const chance = faults.chance('partition');
      this.cut(life.process, chance.pick(this.reach(life.process)), chance.float() * 30_000);
    }
  }
}

/** What is asked of these goes on when nobody waits for it any more; a request to a site ends with its connection. */
function isStore({ service }: Call<unknown>): boolean {
  return service === 'queue' || service === 'table' || service === 'objects';
}

/** A searcher checks and warms a pack while it brings it up: that is the middle of a swap. */
function weightOf(kind: FaultKind, { operation }: Call<unknown>): number {
  if (kind !== 'swap_restart') return 0.04;
  return operation === 'verify_pack' || operation === 'warm_pack' ? 3 : 0;
}

function failed(call: Call<unknown>, why: string, applied: boolean, delay_ms: number): Fate {
  const message = `${call.service}.${call.operation}: ${why}`;
  const failure = call.failure?.(message) ?? new RequestFailed(message);
  return { ...FINE, failure, applied, delay_ms };
}
