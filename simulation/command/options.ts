import { parseArgs } from 'node:util';
import type { Canary } from '../canaries/canary.ts';
import { FAULT_KINDS, type FaultFilter, type FaultKind } from '../kernel/fault.ts';
import { count } from '../report/count.ts';
import type { TraceChoice } from '../report/trace.ts';
import { SEED_MAX, seedsOf } from '../seeds.ts';
import { BadOptions, OPTIONS, inOneForm } from './option-forms.ts';
import type { Wish } from './wish.ts';

const MOST_SEEDS = 1_000_000;
/** When nobody says how many. */
const SEEDS = '100';
const MOST_JOBS = 64;
type Values = ReturnType<typeof parse>;
type Name = keyof typeof OPTIONS;

const OF_ONE: readonly Name[] = ['trace', 'trace-from', 'trace-to', 'verbose', 'registrations', 'faults'];
const OF_TRACE: readonly Name[] = ['verbose', 'registrations'];
const OF_MANY: readonly Name[] = ['seeds', 'first', 'commit', 'jobs', 'cover'];
const OF_RUNS: readonly Name[] = ['kinds', 'without', 'no-shrink'];

/**
 * @param known canaries that there are.
 * @throws {BadOptions} with a sentence that says what was wrong, and what to do.
 */
export function readOptions(args: readonly string[], known: readonly Canary[]): Wish {
  const values = parse(args);
  if (values.help === true) return { type: 'help' };
  if (values.canaries === true) {
    refuse(values, '--canaries', ['seed', 'cover', ...OF_ONE, ...OF_RUNS]);
    const canary = canaryOf(values.canary, known);
    const canaries = canary === undefined ? known : [canary];
    return { type: 'canaries', canaries, ...seedsWanted(values), jobs: jobsOf(values.jobs) };
  }
  const runs = {
    filter: filterOf(values),
    canary: canaryOf(values.canary, known),
    shrink: values['no-shrink'] !== true,
  };
  if (values.seed !== undefined) {
    refuse(values, '--seed', OF_MANY);
    const seed = whole('--seed', values.seed, 0, SEED_MAX);
    return { type: 'one_seed', seed, ...runs, trace: traceOf(values), verbose: values.verbose === true };
  }
  if (values.seeds === undefined && values.commit === undefined)
    throw new BadOptions('say what to run: --seed N, --seeds N, --commit HASH or --canaries');
  refuse(values, 'many seeds', OF_ONE);
  const cover = values.cover === true;
  // With what is left out on purpose it can never be passed.
  if (cover) refuse(values, '--cover', ['kinds', 'without', 'canary']);
  return { type: 'many_seeds', ...runs, ...seedsWanted(values), cover, jobs: jobsOf(values.jobs) };
}

function parse(args: readonly string[]) {
  return parseArgs({ args: inOneForm(args), options: OPTIONS }).values;
}

function refuse(values: Values, what: string, names: readonly Name[]): void {
  const name = names.find((name) => values[name] !== undefined);
  if (name !== undefined) throw new BadOptions(`--${name} does not go with ${what}: leave one of them out`);
}

function seedsWanted(values: Values): { seeds: readonly number[]; title: string } {
  const number = whole('--seeds', values.seeds ?? SEEDS, 1, MOST_SEEDS);
  if (values.commit !== undefined) {
    refuse(values, '--commit', ['first']);
    if (!/^[0-9a-f]{7,64}$/i.test(values.commit))
      throw new BadOptions(
        `--commit "${values.commit}" is not the hash of a commit, 7 to 64 digits in hex: give what \`git rev-parse HEAD\` prints`,
      );
    return {
      seeds: seedsOf(values.commit, number),
      title: `${count(number)} seeds of commit ${values.commit}`,
    };
  }
  const first = whole('--first', values.first ?? '1', 0, SEED_MAX - number + 1);
  const seeds = Array.from({ length: number }, (_, n) => first + n);
  return { seeds, title: `${count(number)} seeds from ${first}` };
}

function filterOf(values: Values): FaultFilter {
  const { kinds, without, faults } = values;
  if (without !== undefined) refuse(values, '--without', ['kinds']);
  const kept = kinds === undefined ? FAULT_KINDS : kindsOf('--kinds', kinds);
  const left = without === undefined ? [] : kindsOf('--without', without);
  const off = FAULT_KINDS.filter((kind) => !kept.includes(kind) || left.includes(kind));
  return {
    ...(off.length === 0 ? {} : { without: new Set(off) }),
    ...(faults === undefined ? {} : { only: numbersOf(faults) }),
  };
}

function kindsOf(option: string, text: string): readonly FaultKind[] {
  const kinds = text.split(',').map((name) => {
    const kind = FAULT_KINDS.find((kind) => kind === name.trim());
    if (kind === undefined)
      throw new BadOptions(
        `${option}: there is no fault "${name}"; give some of these, with commas between: ${FAULT_KINDS.join(', ')}`,
      );
    return kind;
  });
  refuseTwice(option, kinds);
  return kinds;
}

function numbersOf(text: string): ReadonlySet<number> {
  if (text === 'none') return new Set();
  if (!/^\d+( *, *\d+)*$/.test(text))
    throw new BadOptions(
      `--faults "${text}" is no list of numbers: give some with commas between, such as 3,17, or none`,
    );
  const numbers = text
    .split(',')
    .map((number) => whole('--faults', number.trim(), 1, Number.MAX_SAFE_INTEGER));
  refuseTwice('--faults', numbers);
  return new Set(numbers);
}

function refuseTwice(option: string, values: readonly (string | number)[]): void {
  const twice = values.find((value, n) => values.indexOf(value) !== n);
  if (twice !== undefined) throw new BadOptions(`${option}: ${twice} stands there twice: leave one out`);
}

function canaryOf(name: string | undefined, known: readonly Canary[]): Canary | undefined {
  if (name === undefined) return undefined;
  const canary = known.find((canary) => canary.name === name);
  if (canary !== undefined) return canary;
  const names = known.map((canary) => canary.name).join(', ');
  throw new BadOptions(`--canary: there is no canary "${name}"; give one of these: ${names}`);
}

function traceOf(values: Values): TraceChoice | undefined {
  const [from, to] = [values['trace-from'], values['trace-to']];
  if (values.trace !== true && from === undefined && to === undefined) {
    const alone = OF_TRACE.find((name) => values[name] !== undefined);
    if (alone !== undefined)
      throw new BadOptions(`--${alone} says what is in the diagram, and none is printed: add --trace`);
    return undefined;
  }
  const from_ms = from === undefined ? 0 : whole('--trace-from', from, 0, Number.MAX_SAFE_INTEGER);
  return {
    ...(from === undefined ? {} : { from_ms }),
    ...(to === undefined ? {} : { to_ms: whole('--trace-to', to, from_ms, Number.MAX_SAFE_INTEGER) }),
    registrations: values.registrations === true,
  };
}

function jobsOf(text: string | undefined): number {
  return whole('--jobs', text ?? '1', 1, MOST_JOBS);
}

function whole(option: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new BadOptions(
    `${option} "${text}" is not a whole number from ${least} to ${most}: give one in digits`,
  );
}
