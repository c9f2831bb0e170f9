import type { Canary } from '../canaries/canary.ts';
import { count } from '../report/count.ts';
import type { Print } from './print.ts';
import { Progress } from './progress.ts';
import { runTasks } from './run-tasks.ts';
import { type Result, taskOf } from './task.ts';
import type { CanariesWish } from './wish.ts';

/** Runs that a canary gets at most that none has caught: of those that one run of ten catches, 120 miss none in practice. */
const MOST_SEEDS = 120;

/**
 * Runs every canary with the same seeds, and tells in how many it is caught; one that none has caught goes on with the seeds
 * behind them until one does, up to 120 in all. @returns whether each was caught at all.
 */
export async function canarySeeds(
  { canaries, seeds, title, jobs }: CanariesWish,
  print: Print,
): Promise<boolean> {
  const tasks = canaries.flatMap(({ name }) => seeds.map((seed) => taskOf(seed, {}, name)));
  const progress = new Progress(tasks.length);
  const catches = canaries.map((canary) => new Catches(canary));
  let n = 0;
  for await (const result of runTasks(tasks, jobs)) {
    // Tasks come canary by canary.
    const isCaught = catches[Math.floor(n / seeds.length)]?.add(result) === true;
    progress.add(isCaught);
    n += 1;
  }
  progress.end();
  for (const one of catches) if (one.caught === 0) await goOn(one, seeds, jobs);
  const width = Math.max(...canaries.map(({ name }) => name.length), 'canary'.length) + 2;
  print(`${title}, each with every canary`);
  print(`${'canary'.padEnd(width)}${'caught'.padStart(10)}${'first seed'.padStart(12)}  by`);
  for (const one of catches) print(one.text(width));
  const missed = catches.filter(({ caught }) => caught === 0);
  if (missed.length > 0) print(`not caught: ${missed.map(({ name }) => name).join(', ')}`);
  return catches.every(({ caught }) => caught > 0);
}

async function goOn(one: Catches, seeds: readonly number[], jobs: number): Promise<void> {
  const last = seeds.at(-1) ?? 0;
  const more = Math.max(0, MOST_SEEDS - seeds.length);
  const tasks = Array.from({ length: more }, (_, n) => taskOf(last + 1 + n, {}, one.name));
  for await (const result of runTasks(tasks, jobs)) if (one.add(result)) return;
}

/** In which runs a canary was caught, and by which invariants. */
class Catches {
  readonly #canary: Canary;
  readonly #by = new Map<string, number>();
  #first: number | undefined;
  /** Runs in which an invariant that should catch it did. */
  caught = 0;

  constructor(canary: Canary) {
    this.#canary = canary;
  }

  get name(): string {
    return this.#canary.name;
  }

  /** @returns whether it was caught by an invariant that should. */
  add(result: Result): boolean {
    const invariant =
      'failure' in result ? 'a failure of the simulation' : result.outcome.violation?.invariant;
    if (invariant === undefined) return false;
    this.#by.set(invariant, (this.#by.get(invariant) ?? 0) + 1);
    if ('failure' in result || !this.#canary.caught_by.includes(invariant)) return false;
    this.caught += 1;
    this.#first ??= result.outcome.seed;
    return true;
  }

  text(width: number): string {
    const { name, caught_by } = this.#canary;
    const by = [...this.#by].sort(([a], [b]) => (a < b ? -1 : 1));
    const seen = by.map(([invariant, times]) => `${invariant} ${count(times)}`).join(', ');
    const missed = this.caught > 0 ? '' : `${seen === '' ? '' : '; '}never by ${caught_by.join(' or ')}`;
    const first = this.#first === undefined ? '' : String(this.#first);
    return `${name.padEnd(width)}${count(this.caught).padStart(10)}${first.padStart(12)}  ${seen}${missed}`;
  }
}
