import { KNOWN, TOPICS, type Topic } from './coverage-topics.ts';
import type { Coverage } from './coverage.ts';
import { count } from './count.ts';

const TITLE = 'coverage';

/** How often a thing happened in all, and in how many runs. */
interface Reach {
  readonly times: number;
  readonly runs: number;
}

/** The coverage of many runs together. */
export class CoverageTable {
  readonly #reached = new Map<Topic, Map<string, Reach>>(TOPICS.map((topic) => [topic, new Map()]));
  /** Runs that were added. */
  runs = 0;

  /** @param coverage of a run: what stands there with 0 times is known to be possible, as what is in {@link KNOWN}. */
  add(coverage: Coverage): void {
    this.runs += 1;
    for (const [topic, reached] of this.#reached) {
      for (const [name, times] of Object.entries(coverage[topic] ?? {})) {
        const before = reached.get(name) ?? { times: 0, runs: 0 };
        reached.set(name, { times: before.times + times, runs: before.runs + (times > 0 ? 1 : 0) });
      }
    }
  }

  /** What is known to be possible and was never reached. */
  unreached(topic: Topic): readonly string[] {
    const reached = this.#reached.get(topic) ?? new Map<string, Reach>();
    const names = new Set([...KNOWN[topic], ...reached.keys()]);
    return [...names].filter((name) => (reached.get(name)?.times ?? 0) === 0).sort(placeIn(topic));
  }

  /** A table for people: times and runs of each thing, and below each topic what was missed. */
  text(): string {
    const names = [...this.#reached.values()].flatMap((reached) => Array.from(reached.keys()));
    const width = Math.max(...[TITLE, ...names].map((name) => name.length)) + 4;
    const line = (name: string, times: string, runs: string): string =>
      `${name.padEnd(width)}${times.padStart(12)}${runs.padStart(9)}`;
    const lines = TOPICS.flatMap((topic): string[] => {
      const place = placeIn(topic);
      const reached = [...(this.#reached.get(topic) ?? [])].filter(([, { times }]) => times > 0);
      const rows = reached
        .sort(([a], [b]) => place(a, b))
        .map(([name, { times, runs }]) => line(`  ${name}`, count(times), count(runs)));
      const told = rows.concat(missed(this.unreached(topic)));
      return told.length === 0 ? [] : Array.of<string>(topic).concat(told);
    });
    return [line(TITLE, 'times', 'runs'), ...lines, ''].join('\n');
  }
}

function missed(names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`  never: ${names.join(', ')}`];
}

/** Known names in the order of their list, then the others by the alphabet. */
function placeIn(topic: Topic): (a: string, b: string) => number {
  const known: readonly string[] = KNOWN[topic];
  const placeOf = (name: string): number => (known.includes(name) ? known.indexOf(name) : known.length);
  return (a, b) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1);
}
