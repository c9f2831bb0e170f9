import type { Seeded } from './seeded.ts';

/** Something that will happen. */
interface Entry {
  readonly at_ms: number;
  /** Decides between things that happen at the same moment. */
  readonly draw: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** Steps that one round of the event loop takes. */
const TURNS = 256;

/** Takes back what was planned; does nothing when it has happened. */
export type Cancel = () => void;

/**
 * Virtual time as a heap of things that will happen. One happens at a time, and all that follows from it without waiting
 * is done before the next: so the order is a function of the seed, and nothing of the machine.
 */
export class Timeline {
  readonly #heap: Entry[] = [];
  readonly #chance: Seeded;
  #now_ms = 0;
  /** Things that happened. */
  steps = 0;

  constructor(chance: Seeded) {
    this.#chance = chance;
  }

  /** Ms since the run began. */
  get now_ms(): number {
    return this.#now_ms;
  }

  after(ms: number, run: () => void): Cancel {
    const at_ms = this.#now_ms + Math.max(0, ms);
    const entry = { at_ms, draw: this.#chance.float(), run, cancelled: false };
    push(this.#heap, entry);
    return () => {
      entry.cancelled = true;
    };
  }

  /** All that is planned until then happens, one after the other, and what that leads to: all, or until `isOver`. */
  async play(until_ms: number, isOver: () => boolean = never): Promise<void> {
    let more = true;
    while (more) more = await this.#turns(() => !isOver() && this.#next(until_ms));
  }

  /** The same, and it is then. */
  async run(until_ms: number): Promise<void> {
    await this.play(until_ms);
    this.#now_ms = Math.max(this.#now_ms, until_ms);
  }

  /** The next thing happens, if there is one until then. @returns whether there was. */
  #next(until_ms: number): boolean {
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.at_ms > until_ms) return false;
      pop(this.#heap);
      if (next.cancelled) continue;
      this.#now_ms = next.at_ms;
      this.steps += 1;
      next.run();
      return true;
    }
  }

  /**
   * Takes turns until one finds nothing to do, {@link TURNS} at most. Between two callbacks of `setImmediate` all promises
   * that wait for nothing have their turn; asking for many at once saves most rounds of the event loop, which is a fifth
   * of all the time of a run.
   * @returns whether there may be more to do.
   */
  #turns(turn: () => boolean): Promise<boolean> {
    return new Promise((resolve, reject) => {
      let more = true;
      const take = (): void => {
        if (!more) return;
        try {
          more = turn();
        } catch (error) {
          more = false;
          reject(error);
        }
        if (!more) resolve(false);
      };
      for (let n = 0; n < TURNS; n += 1) setImmediate(take);
      setImmediate(() => resolve(more));
    });
  }
}

function never(): boolean {
  return false;
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at_ms === b.at_ms ? a.draw < b.draw : a.at_ms < b.at_ms;
}

function push(heap: Entry[], entry: Entry): void {
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const above = (at - 1) >>> 1;
    const parent = heap[above];
    if (parent === undefined || !isBefore(entry, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    const [one, other] = [heap[left], heap[left + 1]];
    const smaller = one !== undefined && other !== undefined && isBefore(other, one) ? left + 1 : left;
    const child = heap[smaller];
    if (child === undefined || !isBefore(child, last)) break;
    heap[at] = child;
    at = smaller;
  }
  heap[at] = last;
}
