import type { Logger } from 'pino';
import type { Clock } from '#ports/clock.ts';
import type { Queue, Received } from '#ports/queue.ts';

/** One message in a worker's hands. */
export interface Flight {
  readonly received: Received;
  /** Aborts at the deadline, or when the worker must stop at once. */
  readonly signal: AbortSignal;
  /** Its handler has begun. */
  readonly running: boolean;
  /** It was aborted because the worker stops: it goes back to the queue, and that is no failure. */
  readonly returning: boolean;
}

interface OpenFlight extends Flight {
  readonly controller: AbortController;
  running: boolean;
  returning: boolean;
  begun_at_ms: number;
}

/**
 * Keeps the messages of one worker hidden while they wait and run, and ends handlers that take too long. One loop for
 * all of them: a timer and a call per message would cost more than most messages do.
 */
export class InFlight {
  readonly #queue: Queue;
  readonly #clock: Clock;
  readonly #real: string;
  readonly #visibility_ms: number;
  readonly #timeout_ms: number;
  readonly #log: Logger;
  readonly #flights = new Map<Flight, OpenFlight>();
  readonly #stopped = new AbortController();
  #beat: Promise<void> = Promise.resolve();

  constructor(
    ports: { queue: Queue; clock: Clock },
    real: string,
    visibility_ms: number,
    timeout_ms: number,
    log: Logger,
  ) {
    this.#queue = ports.queue;
    this.#clock = ports.clock;
    this.#real = real;
    this.#visibility_ms = visibility_ms;
    this.#timeout_ms = timeout_ms;
    this.#log = log;
  }

  add(received: Received): Flight {
    const controller = new AbortController();
    const flight: OpenFlight = {
      received,
      controller,
      signal: controller.signal,
      running: false,
      returning: false,
      begun_at_ms: 0,
    };
    this.#flights.set(flight, flight);
    return flight;
  }

  /** Its handler begins; false when it was given back in the meantime. */
  begin(flight: Flight): boolean {
    const open = this.#flights.get(flight);
    if (open === undefined) return false;
    open.running = true;
    open.begun_at_ms = this.#clock.monotonic();
    return true;
  }

  remove(flight: Flight): void {
    this.#flights.delete(flight);
  }

  /**
   * Stops keeping it hidden, for whoever sets its visibility now: a beat under way is waited for, else it would undo that.
   */
  async release(flight: Flight): Promise<void> {
    this.remove(flight);
    await this.#beat;
  }

  /**
   * Hands messages back to the queue. If that fails, which is logged, they come back when their visibility ends.
   * @returns how many.
   */
  async giveBack(which: (flight: Flight) => boolean): Promise<number> {
    const chosen = [...this.#flights.values()].filter(which);
    for (const flight of chosen) this.#flights.delete(flight);
    await this.#beat;
    if (chosen.length === 0) return 0;
    const receipts = chosen.map((flight) => flight.received.receipt);
    try {
      await this.#queue.extend(this.#real, receipts, 0);
    } catch (error) {
      // Whoever hands back is stopping, and must come to its end whatever the queue does.
      this.#log.warn(
        { err: error, messages: receipts.length },
        'messages could not be handed back; others get them when their visibility ends',
      );
    }
    return chosen.length;
  }

  abortAll(reason: string): void {
    for (const flight of this.#flights.values()) {
      flight.returning = true;
      flight.controller.abort(new Error(reason));
    }
  }

  /** Runs until {@link stop}: a beat each third of the visibility timeout, deadlines in between. */
  async keep(): Promise<void> {
    const beat_ms = this.#visibility_ms / 3;
    const step_ms = Math.min(beat_ms, 1000);
    let next_beat_ms = this.#clock.monotonic() + beat_ms;
    while (!this.#stopped.signal.aborted) {
      await this.#clock.sleep(step_ms, this.#stopped.signal);
      const now_ms = this.#clock.monotonic();
      this.#endOverdue(now_ms);
      if (now_ms < next_beat_ms || this.#flights.size === 0) continue;
      next_beat_ms = now_ms + beat_ms;
      this.#beat = this.#extendAll();
      await this.#beat;
    }
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#beat;
  }

  #endOverdue(now_ms: number): void {
    for (const flight of this.#flights.values()) {
      if (!flight.running || now_ms - flight.begun_at_ms < this.#timeout_ms) continue;
      flight.controller.abort(new Error(`the handler was not done after ${this.#timeout_ms} ms`));
      // One that does not heed the signal either loses its message to another worker.
      if (now_ms - flight.begun_at_ms > 2 * this.#timeout_ms) this.#flights.delete(flight);
    }
  }

  async #extendAll(): Promise<void> {
    const receipts = [...this.#flights.keys()].map((flight) => flight.received.receipt);
    try {
      await this.#queue.extend(this.#real, receipts, this.#visibility_ms);
    } catch (error) {
      this.#log.warn({ err: error }, 'a heartbeat failed; messages may be delivered to others as well');
    }
  }
}
