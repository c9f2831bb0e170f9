import { TOPICS } from './coverage-topics.ts';
import type { CoverageTable } from './coverage-table.ts';
import { counted } from './count.ts';
import { RARE, type Rare } from './rare.ts';

/** Of fewer runs much is missed by chance alone. */
const ENOUGH_RUNS = 100;

export interface GateVerdict {
  readonly isCovered: boolean;
  /** What to tell of it. */
  readonly lines: readonly string[];
}

/**
 * Whether runs came by everything that is known to be possible: kinds of faults, types of messages, states, comparisons of
 * laws. What is too rare for so many runs is excused, and told with its reason.
 */
export function coverageGate(table: CoverageTable, rare: readonly Rare[] = RARE): GateVerdict {
  const { runs } = table;
  const missed = TOPICS.flatMap((topic) => table.unreached(topic).map((name) => ({ topic, name })));
  const excuses = missed.map(({ topic, name }) =>
    rare.find((one) => one.topic === topic && one.name === name && runs < one.runs),
  );
  const wanted = missed.filter((_, n) => excuses[n] === undefined);
  const excused = excuses.filter((excuse) => excuse !== undefined);
  return {
    isCovered: wanted.length === 0,
    lines: [
      ...(wanted.length === 0
        ? [`covered: ${counted(runs, 'run')} came by all that is asked for`]
        : [
            `not covered: ${counted(runs, 'run')} never came by`,
            ...wanted.map(({ topic, name }) => `  ${topic}: ${name}`),
            remedy(runs),
          ]),
      ...(excused.length === 0 ? [] : ['excused, as it comes up too seldom:', ...excused.map(excuseText)]),
    ],
  };
}

function remedy(runs: number): string {
  const more = `run more seeds: of fewer than ${ENOUGH_RUNS} much is missed by chance`;
  const scene =
    'what is never met is never tried: bring it up by a scene in simulation/script/, or list it with the reason in simulation/report/rare.ts';
  return runs < ENOUGH_RUNS ? more : scene;
}

function excuseText({ topic, name, runs, why }: Rare): string {
  const from = Number.isFinite(runs) ? `, asked for from ${counted(runs, 'run')} on` : '';
  return `  ${topic}: ${name}${from}: ${why}`;
}
