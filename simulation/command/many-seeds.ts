import { createHash } from 'node:crypto';
import type { Outcome } from '../outcome.ts';
import { count, counted } from '../report/count.ts';
import { CoverageTable } from '../report/coverage-table.ts';
import { violationText } from '../report/outcome-text.ts';
import { replayCommand } from '../report/replay.ts';
import type { Print } from './print.ts';
import { Progress } from './progress.ts';
import { runTasks } from './run-tasks.ts';
import { shrinkSeed } from './shrink-seed.ts';
import { taskOf } from './task.ts';
import type { ManySeedsWish } from './wish.ts';

/** Violations that are shrunk, each in up to a hundred runs; the others can be, one by one. */
const MOST_SHRUNK = 3;

/** Runs many seeds, and tells of those that fail and of what all of them came by. @returns whether all invariants held. */
export async function manySeeds(wish: ManySeedsWish, print: Print): Promise<boolean> {
  const { seeds, filter, canary } = wish;
  const tasks = seeds.map((seed) => taskOf(seed, filter, canary?.name));
  const progress = new Progress(tasks.length);
  const sum = new Sum();
  print(wish.title);
  for await (const result of runTasks(tasks, wish.jobs)) {
    const isBad = 'failure' in result || result.outcome.violation !== undefined;
    progress.add(isBad);
    if (isBad) progress.clear();
    if ('failure' in result) {
      sum.bad += 1;
      print(`seed ${result.seed} breaks the simulation: ${result.failure}`);
      print(`  ${replayCommand({ seed: result.seed, filter, canary: canary?.name })}`);
      continue;
    }
    sum.add(result.outcome);
    if (isBad) await tellViolation(result.outcome, wish, sum.bad <= MOST_SHRUNK, print);
  }
  progress.end();
  print(sum.text());
  return sum.bad === 0;
}

async function tellViolation(
  outcome: Outcome,
  { filter, canary, shrink: wanted }: ManySeedsWish,
  isEarly: boolean,
  print: Print,
): Promise<void> {
  const { seed, violation } = outcome;
  if (violation === undefined) return;
  print(`seed ${seed}: ${violationText(violation)}`);
  print(`  ${replayCommand({ seed, filter, canary: canary?.name })}`);
  if (!wanted || !isEarly) return;
  for (const line of await shrinkSeed(outcome, filter, canary)) print(`  ${line}`);
}

/** All runs together. */
class Sum {
  readonly #coverage = new CoverageTable();
  readonly #digest = createHash('sha256');
  #runs = 0;
  #steps = 0;
  #events = 0;
  #faults = 0;
  #virtual_ms = 0;
  bad = 0;

  add({ digest, violation, steps, events, faults, virtual_ms, coverage }: Outcome): void {
    this.#coverage.add(coverage);
    this.#digest.update(digest);
    this.#runs += 1;
    this.#steps += steps;
    this.#events += events;
    this.#faults += faults.length;
    this.#virtual_ms += virtual_ms;
    if (violation !== undefined) this.bad += 1;
  }

  text(): string {
    return [
      `${counted(this.#runs, 'run')}, ${count(this.bad)} failed: ${counted(this.#steps, 'step')}, ${counted(this.#events, 'event')}, ` +
        `${counted(this.#faults, 'fault')}, ${count(this.#virtual_ms / 1000)} s of virtual time`,
      `digest of all ${this.#digest.digest('hex')}`,
      '',
      this.#coverage.text().trimEnd(),
    ].join('\n');
  }
}
