import { createHash } from 'node:crypto';
import { MOST_FAULTS, MOST_OF_KIND } from '../kernel/fault.ts';
import type { Outcome } from '../outcome.ts';
import { count, counted } from '../report/count.ts';
import { coverageGate } from '../report/coverage-gate.ts';
import { COMPARISONS } from '../report/coverage-topics.ts';
import { CoverageTable } from '../report/coverage-table.ts';
import { violationText } from '../report/outcome-text.ts';
import { replayCommand } from '../report/replay.ts';
import { MOST_SHRUNK } from './most-shrunk.ts';
import type { Print } from './print.ts';
import { Progress } from './progress.ts';
import { runTasks } from './run-tasks.ts';
import { shrinkSeed } from './shrink-seed.ts';
import { taskOf } from './task.ts';
import type { ManySeedsWish } from './wish.ts';

/** Runs many seeds, and tells of those that fail and of what all of them came by. @returns whether all is well. */
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
    if (isBad) await tellViolation(result.outcome, wish, sum.violations <= MOST_SHRUNK, print);
  }
  progress.end();
  if (wish.shrink && sum.violations > MOST_SHRUNK)
    print(
      `of ${count(sum.violations)} violations the first ${MOST_SHRUNK} were shrunk; the command of another shrinks it`,
    );
  print(sum.text());
  const gate = wish.cover ? coverageGate(sum.coverage) : undefined;
  if (gate !== undefined) print(['', ...gate.lines].join('\n'));
  return sum.bad === 0 && gate?.isCovered !== false;
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
  readonly coverage = new CoverageTable();
  readonly #digest = createHash('sha256');
  #runs = 0;
  #steps = 0;
  #events = 0;
  #faults = 0;
  #virtual_ms = 0;
  /** Runs that came to the bound of all faults, and others that came to that of a kind. */
  #bounded = { all: 0, kind: 0 };
  /** Runs in which an invariant was violated. */
  violations = 0;
  /** These, and those in which the simulation itself failed. */
  bad = 0;

  add(outcome: Outcome): void {
    const { digest, violation, steps, events, faults, virtual_ms, bounds_reached } = outcome;
    this.coverage.add({ ...outcome.coverage, [COMPARISONS]: outcome.comparisons });
    this.#digest.update(digest);
    this.#runs += 1;
    this.#steps += steps;
    this.#events += events;
    this.#faults += faults.length;
    this.#virtual_ms += virtual_ms;
    if (bounds_reached.length > 0) this.#bounded[bounds_reached.includes('all') ? 'all' : 'kind'] += 1;
    if (violation === undefined) return;
    this.violations += 1;
    this.bad += 1;
  }

  text(): string {
    return [
      `${counted(this.#runs, 'run')}, ${count(this.bad)} failed: ${counted(this.#steps, 'step')}, ${counted(this.#events, 'event')}, ` +
        `${counted(this.#faults, 'fault')}, ${count(this.#virtual_ms / 1000)} s of virtual time`,
      ...this.#boundsText(),
      `digest of all ${this.#digest.digest('hex')}`,
      '',
      this.coverage.text().trimEnd(),
    ].join('\n');
  }

  #boundsText(): readonly string[] {
    const { all, kind } = this.#bounded;
    if (all + kind === 0) return [];
    return [
      `${counted(all, 'run')} came to the bound of ${MOST_FAULTS} faults, and ${count(kind)} to that of ${MOST_OF_KIND} of a kind only`,
    ];
  }
}
