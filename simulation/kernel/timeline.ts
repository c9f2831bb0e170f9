import type { Seeded } from './seeded.ts';

/** Something that will happen. */
interface Entry {
  readonly at_ms: number;
  /** Decides between things that happen at the same moment. */
  readonly draw: number;
  readonly run: () => void;
  cancelled: boolean;
}

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

  /** The next thing happens, if there is one until then. @returns whether there was. */
  async step(until_ms = Infinity): Promise<boolean> {
    for (;;) {
      const next = this.#heap[0];
      if (next === undefined || next.at_ms > until_ms) return false;
      pop(this.#heap);
      if (next.cancelled) continue;
      this.#now_ms = next.at_ms;
      this.steps += 1;
      next.run();
      await settle();
      return true;
    }
  }

  /** Everything until then happens. */
  async run(until_ms: number): Promise<void> {
    let more = true;
    while (more) more = await this.step(until_ms);
    this.#now_ms = Math.max(this.#now_ms, until_ms);
  }
}

/** Resolves when all promises that wait for nothing have had their turn. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
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
