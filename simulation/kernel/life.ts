import type { Service } from './event.ts';
import { FINE, type Fate, type Laws } from './laws.ts';
import type { UnderLease } from './lease-pause.ts';

/** One thing that a process asks of a service. */
export interface Call<Result> {
  readonly service: Service;
  readonly operation: string;
  /** What it is about, for the digest and for people. */
  readonly about: string;
  /** Takes effect; runs at one moment of the timeline. */
  readonly apply: () => Promise<Result> | Result;
  /** How long the service works on it, beside the way there and back. */
  readonly takes_ms?: number;
  /** It changes something: then a second try below may change it twice. */
  readonly changes?: boolean;
  /** What a lease has to do with it, if its process holds one; absent when nothing. */
  readonly under_lease?: UnderLease;
  /** It cannot be lost on its way: a process's own threads and disk, which fail in ways of their own. */
  readonly sure?: boolean;
  /** The error of this service for a request that failed. */
  readonly failure?: (why: string) => Error;
}

/**
 * One life of a process, from its start to its end: whatever it asks for goes through here. A dead one asks for nothing
 * and hears of nothing; one that stands still hears of everything later.
 */
export class Life {
  readonly process: string;
  readonly laws: Laws;
  /** Its clocks: they go `rate` times as fast as true time, and the wall clock is off by so much. */
  readonly rate: number;
  wall_offset_ms: number;
  readonly born_ms: number;
  /** Clients meet every failure, but none that ends them. */
  readonly isMortal: boolean;
  isDead = false;
  isStill = false;
  #still_until_ms = 0;
  /** Leases that it holds now: the rows they are on. */
  readonly leases = new Set<string>();
  /** What reaches it while it stands still. */
  readonly #waiting: (() => void)[] = [];
  /** Take away what it listens to. */
  readonly #deafen = new Set<() => void>();
  /** Called when it dies. */
  readonly onDeath: ((powerLoss: boolean) => void)[] = [];

  constructor(
    process: string,
    laws: Laws,
    options: { rate: number; wall_offset_ms: number; isMortal: boolean },
  ) {
    this.process = process;
    this.laws = laws;
    this.rate = options.rate;
    this.wall_offset_ms = options.wall_offset_ms;
    this.isMortal = options.isMortal;
    this.born_ms = laws.timeline.now_ms;
  }

  /** Stands still from now on. */
  halt(ms: number): void {
    const { timeline } = this.laws;
    this.isStill = true;
    this.#still_until_ms = Math.max(this.#still_until_ms, timeline.now_ms + ms);
    this.laws.emit(this.process, { type: 'process', change: 'paused', roles: [] });
    timeline.after(ms, () => {
      if (timeline.now_ms >= this.#still_until_ms) this.#goOn();
    });
  }

  /** Goes on if it stands still, and its wall clock is right again. */
  mend(): void {
    this.wall_offset_ms = 0;
    this.#goOn();
  }

  #goOn(): void {
    const { laws } = this;
    if (this.isDead || !this.isStill) return;
    this.isStill = false;
    laws.emit(this.process, { type: 'process', change: 'resumed', roles: [] });
    for (const what of this.#waiting.splice(0)) laws.timeline.after(0, () => this.hear(what));
  }

  die(powerLoss: boolean): void {
    if (this.isDead) return;
    this.isDead = true;
    for (const deafen of this.#deafen) deafen();
    this.#deafen.clear();
    for (const tell of this.onDeath.splice(0)) tell(powerLoss);
  }

  /**
   * Listens for the abort of a signal while it lives: Node keeps signals that are made of others for as long as anybody
   * listens to them, and with them all of a world that is over.
   * @returns ends the listening.
   */
  onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
    if (signal === undefined) return () => undefined;
    const end = (): void => {
      signal.removeEventListener('abort', listener);
      this.#deafen.delete(end);
    };
    signal.addEventListener('abort', listener);
    this.#deafen.add(end);
    return end;
  }

  /** Something reaches the process: now, later if it stands still, never if it is dead. */
  hear(what: () => void): void {
    if (this.isDead) return;
    if (this.isStill) this.#waiting.push(what);
    else what();
  }

  /** Asks a service: there, the effect, and back are three moments, and something may go wrong at each. */
  call<Result>(call: Call<Result>): Promise<Result> {
    // An answer that never comes.
    if (this.isDead) return new Promise(() => undefined);
    return new Promise((resolve, reject) => {
      const { laws } = this;
      laws.timeline.after(laws.latency_ms(), () => this.#arrive(call, { resolve, reject }));
    });
  }

  #arrive<Result>(call: Call<Result>, asker: Asker<Result>): void {
    const { laws } = this;
    if (this.isDead) {
      // What was on its way already arrives, whatever became of its sender.
      if (laws.outlives(call)) void this.#takeEffect(call, NOBODY, FINE);
      return;
    }
    const fate = laws.fateOf(this, call);
    const { failure } = fate;
    if (fate.dies === 'before') {
      laws.kill(this, fate.powerLoss);
    } else if (failure !== undefined && !fate.applied) {
      this.#answer(fate.delay_ms, () => asker.reject(failure));
    } else if (this.isStill && fate.dies === undefined) {
      // It was stopped between its decision and its call: the effect comes when it goes on, if it does.
      this.hear(() => void this.#takeEffect(call, asker, fate));
    } else {
      if (fate.late_ms === 0) void this.#takeEffect(call, asker, fate);
      else laws.timeline.after(fate.late_ms, () => void this.#takeEffect(call, asker, fate));
      // What it asked for is done, or will be; nobody is left to hear of it.
      if (fate.dies === 'after') laws.kill(this, fate.powerLoss);
    }
  }

  async #takeEffect<Result>(call: Call<Result>, asker: Asker<Result>, fate: Fate): Promise<void> {
    const { laws } = this;
    const { service, operation, about } = call;
    const { failure } = fate;
    const takes_ms = (call.takes_ms ?? 0) + fate.delay_ms;
    try {
      laws.emit(this.process, { type: 'call', service, operation, about });
      let result = await call.apply();
      if (fate.again_ms !== undefined) {
        await new Promise<void>((resolve) => void laws.timeline.after(fate.again_ms ?? 0, resolve));
        result = await call.apply();
      }
      this.#answer(takes_ms, () => (failure === undefined ? asker.resolve(result) : asker.reject(failure)));
    } catch (error) {
      this.#answer(takes_ms, () => asker.reject(error));
    }
  }

  #answer(takes_ms: number, tell: () => void): void {
    const { laws } = this;
    laws.timeline.after(takes_ms + laws.latency_ms(), () => this.hear(tell));
  }
}

interface Asker<Result> {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Who asked is no more. */
const NOBODY: Asker<unknown> = { resolve: () => undefined, reject: () => undefined };
