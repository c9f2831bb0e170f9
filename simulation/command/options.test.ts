import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Canary } from '../canaries/canary.ts';
import { FAULT_KINDS } from '../kernel/fault.ts';
import { replayCommand } from '../report/replay.ts';
import { SEED_MAX, seedsOf } from '../seeds.ts';
import { BadOptions, OPTIONS } from './option-forms.ts';
import { readOptions } from './options.ts';
import { USAGE } from './usage.ts';

const CANARIES: readonly Canary[] = ['lost-send', 'unchecked-fence'].map((name) => ({
  name,
  breaks: 'something',
  caught_by: ['I4'],
}));

const read = (line: string) => readOptions(line.split(' '), CANARIES);
const HASH = 'fc8e425aa0f3c9b1d2e4f60718293a4b5c6d7e8f';

describe('the command line of the simulation', () => {
  it('runs one seed', () => {
    expect(read('--seed 7')).toEqual({
      type: 'one_seed',
      seed: 7,
      filter: {},
      canary: undefined,
      trace: undefined,
      shrink: true,
      verbose: false,
    });
  });

  it('traces a run, or a part of it', () => {
    expect(read('--seed 7 --trace --verbose')).toMatchObject({ trace: {}, verbose: true });
    expect(read('--seed 7 --trace-from 10 --trace-to 20')).toMatchObject({
      trace: { from_ms: 10, to_ms: 20, registrations: false },
    });
    expect(read('--seed 7 --trace --registrations')).toMatchObject({ trace: { registrations: true } });
  });

  it('asks for coverage of many seeds', () => {
    expect(read('--seeds 3 --cover')).toMatchObject({ type: 'many_seeds', cover: true });
    expect(read('--seeds 3')).toMatchObject({ cover: false });
  });

  it('is told in full by --help', () => {
    expect(read('--help')).toEqual({ type: 'help' });
    const told = Object.keys(OPTIONS).filter((name) => USAGE.includes(`--${name}`));
    expect(told).toEqual(Object.keys(OPTIONS));
    expect(read('-h')).toEqual({ type: 'help' });
    // Without -s npm prints lines of its own to standard output.
    expect(USAGE.match(/npm run (?!-s )/)).toBeNull();
    for (const code of [0, 1, 2]) expect(USAGE).toMatch(new RegExp(`^(exit code:)? +${code}  `, 'm'));
  });

  it('lets fewer faults through', () => {
    expect(read('--seed 7 --faults 17,3 --without crash,late')).toMatchObject({
      filter: { without: new Set(['crash', 'late']), only: new Set([3, 17]) },
    });
    expect(read('--seed 7 --faults none')).toMatchObject({ filter: { only: new Set() } });
    const { length } = FAULT_KINDS;
    expect(read('--seeds 2 --kinds crash')).toHaveProperty('filter.without.size', length - 1);
  });

  it('runs many seeds from the first one on, or those of a commit', () => {
    expect(read('--seeds 3 --first 10 --jobs 2 --no-shrink')).toMatchObject({
      type: 'many_seeds',
      seeds: [10, 11, 12],
      title: '3 seeds from 10',
      jobs: 2,
      shrink: false,
    });
    expect(read(`--commit ${HASH} --seeds 5`)).toMatchObject({ type: 'many_seeds', seeds: seedsOf(HASH, 5) });
  });

  it('runs canaries, all or one', () => {
    expect(read('--canaries --seeds 3')).toMatchObject({
      type: 'canaries',
      canaries: CANARIES,
      seeds: [1, 2, 3],
    });
    expect(read('--canaries')).toHaveProperty('seeds.length', 100);
    expect(read(`--canaries --commit ${HASH} --seeds 2`)).toMatchObject({ seeds: seedsOf(HASH, 2) });
    expect(read('--canaries --first 7 --seeds 2')).toMatchObject({ seeds: [7, 8] });
    expect(read('--canaries --canary lost-send')).toMatchObject({ canaries: [{ name: 'lost-send' }] });
    expect(read('--seed 1 --canary lost-send')).toMatchObject({ canary: { name: 'lost-send' } });
  });

  it.each([
    ['', 'say what to run'],
    ['--trace', 'say what to run'],
    ['--seed', '--seed needs a value behind it, and there is nothing'],
    ['--seed --trace', '--seed needs a value behind it, and there is --trace'],
    ['--seed -1', '--seed "-1" is not a whole number from 0 to 4294967295: give one in digits'],
    ['--seed -x', '--seed needs a value behind it, and there is -x'],
    ['--seed=-1', '--seed "-1" is not a whole number from 0 to 4294967295: give one in digits'],
    ['--seed=', '--seed "" is not a whole number'],
    ['--seed seven', '--seed "seven" is not a whole number from 0 to 4294967295'],
    ['--seed 4294967296', '--seed "4294967296" is not a whole number'],
    ['--seed 1e3', '--seed "1e3" is not a whole number'],
    ['--seed 1 --seed 2', '--seed stands there twice: leave one out'],
    ['--seed 1 --seeds 2', '--seeds does not go with --seed: leave one of them out'],
    ['--seed 1 --first 2', '--first does not go with --seed'],
    ['--seed 1 --jobs 2', '--jobs does not go with --seed'],
    ['--seed 1 --cover', '--cover does not go with --seed'],
    ['--seed 1 --help=yes', '--help has no value: leave "=yes" out'],
    ['--seeds 0', '--seeds "0" is not a whole number from 1 to 1000000'],
    ['--seeds 2 --first 4294967295', '--first "4294967295" is not a whole number from 0 to 4294967294'],
    ['--seeds 2 --trace', '--trace does not go with many seeds'],
    ['--seeds 2 --faults 1', '--faults does not go with many seeds'],
    ['--seeds 2 --registrations', '--registrations does not go with many seeds'],
    ['--seeds 2 --jobs 0', '--jobs "0" is not a whole number from 1 to 64'],
    ['--seeds 2 --cover --kinds crash', '--kinds does not go with --cover'],
    ['--seeds 2 --cover --without crash', '--without does not go with --cover'],
    ['--seeds 2 --cover --canary lost-send', '--canary does not go with --cover'],
    ['--seed 1 --trace=all', '--trace has no value'],
    ['--seed 1 --trace-from x', '--trace-from "x" is not a whole number'],
    ['--seed 1 --trace-from 30 --trace-to 20', '--trace-to "20" is not a whole number from 30 to'],
    ['--seed 1 --verbose', '--verbose says what is in the diagram, and none is printed: add --trace'],
    ['--seed 1 --registrations', '--registrations says what is in the diagram'],
    ['--seed 1 --faults 3,4,03', '--faults: 3 stands there twice: leave one out'],
    ['--seed 1 --kinds late,crash,late', '--kinds: late stands there twice'],
    ['--seed 1 --without late,late', '--without: late stands there twice'],
    ['--seed 1 --faults 0', '--faults "0" is not a whole number'],
    ['--seed 1 --faults 3,x', '--faults "3,x" is no list of numbers: give some with commas between'],
    ['--seed 1 --faults 3,,4', '--faults "3,,4" is no list of numbers'],
    ['--seed 1 --faults=', '--faults "" is no list of numbers'],
    ['--seed 1 --kinds crash --without late', '--kinds does not go with --without'],
    ['--seed 1 --without fire', '--without: there is no fault "fire"; give some of these, with commas'],
    ['--seed 1 --kinds=', '--kinds: there is no fault ""'],
    [
      '--seed 1 --canary tit',
      '--canary: there is no canary "tit"; give one of these: lost-send, unchecked-fence',
    ],
    ['--canaries --seed 1', '--seed does not go with --canaries'],
    ['--canaries --no-shrink', '--no-shrink does not go with --canaries'],
    ['--canaries --kinds crash', '--kinds does not go with --canaries'],
    ['--canaries --without crash', '--without does not go with --canaries'],
    ['--canaries --cover', '--cover does not go with --canaries'],
    ['--commit main', '--commit "main" is not the hash of a commit, 7 to 64 digits in hex: give what `git'],
    [`--commit ${HASH} --first 2`, '--first does not go with --commit'],
    ['--sead 1', 'there is no option --sead'],
    ['-s 1', 'there is no option -s'],
    ['7', '"7" belongs to no option: a value stands behind its option, as in --seed 7'],
    ['--seed 1 --', '"--" stands for nothing here'],
  ])('refuses "%s"', (line, sentence) => {
    const args = line === '' ? [] : line.split(' ');
    expect(() => readOptions(args, CANARIES)).toThrow(BadOptions);
    expect(() => readOptions(args, CANARIES)).toThrow(sentence);
  });

  it('takes the command that replays a run for just that run', () => {
    const replay = fc.record(
      {
        seed: fc.nat(SEED_MAX),
        filter: fc.record(
          {
            without: fc.subarray([...FAULT_KINDS], { minLength: 1 }).map((kinds) => new Set(kinds)),
            only: fc.array(fc.integer({ min: 1, max: 400 })).map((numbers) => new Set(numbers)),
          },
          { requiredKeys: [] },
        ),
        canary: fc.constantFrom('lost-send', 'unchecked-fence'),
        trace: fc.record(
          {
            from_ms: fc.nat(1000),
            to_ms: fc.integer({ min: 1000, max: 2000 }),
            registrations: fc.boolean(),
            verbose: fc.boolean(),
          },
          { requiredKeys: ['registrations', 'verbose'] },
        ),
      },
      { requiredKeys: ['seed', 'filter'] },
    );
    fc.assert(
      fc.property(replay, ({ seed, filter, canary, trace }) => {
        const command = replayCommand({ seed, filter, canary, trace });
        expect(command).toMatch(/^npm run -s simulate -- --seed /);
        const read = readOptions(command.replace('npm run -s simulate -- ', '').split(' '), CANARIES);
        expect(read).toMatchObject({ type: 'one_seed', seed });
        expect(read).toHaveProperty('filter', filter);
        const { verbose, ...choice } = trace ?? { verbose: false };
        expect(read).toHaveProperty('trace', trace === undefined ? undefined : choice);
        expect(read).toHaveProperty('verbose', verbose);
        expect(read).toHaveProperty(
          'canary',
          CANARIES.find(({ name }) => name === canary),
        );
      }),
    );
  });
});
