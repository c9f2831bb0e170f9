import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Canary } from '../canaries/canary.ts';
import { FAULT_KINDS } from '../kernel/fault.ts';
import { replayCommand } from '../report/replay.ts';
import { SEED_MAX, seedsOf } from '../seeds.ts';
import { BadOptions, readOptions } from './options.ts';

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
      trace: { from_ms: 10, to_ms: 20 },
    });
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
    expect(read('--canaries --canary lost-send')).toMatchObject({ canaries: [{ name: 'lost-send' }] });
    expect(read('--seed 1 --canary lost-send')).toMatchObject({ canary: { name: 'lost-send' } });
  });

  it.each([
    ['', 'say what to run'],
    ['--trace', 'say what to run'],
    ['--seed', "'--seed <value>' argument missing"],
    ['--seed seven', '--seed "seven" is not a whole number from 0 to 4294967295'],
    ['--seed 4294967296', '--seed "4294967296" is not a whole number'],
    ['--seed 1e3', '--seed "1e3" is not a whole number'],
    ['--seed 1 --seeds 2', '--seeds does not go with --seed'],
    ['--seeds 0', '--seeds "0" is not a whole number from 1 to 1000000'],
    ['--seeds 2 --first 4294967295', '--first "4294967295" is not a whole number from 0 to 4294967294'],
    ['--seeds 2 --trace', '--trace does not go with many seeds'],
    ['--seeds 2 --faults 1', '--faults does not go with many seeds'],
    ['--seeds 2 --jobs 0', '--jobs "0" is not a whole number from 1 to 64'],
    ['--seed 1 --faults 0', '--faults "0" is not a whole number'],
    ['--seed 1 --faults 3,x', '--faults "x" is not a whole number'],
    ['--seed 1 --kinds crash --without late', '--kinds does not go with --without'],
    ['--seed 1 --without fire', '--without: there is no fault "fire"; there are doubled, '],
    ['--seed 1 --canary tit', '--canary: there is no canary "tit"; there are lost-send, unchecked-fence'],
    ['--canaries --seed 1', '--seed does not go with --canaries'],
    ['--commit main', '--commit "main" is not the hash of a commit'],
    [`--commit ${HASH} --first 2`, '--first does not go with --commit'],
    ['--sead 1', "Unknown option '--sead'"],
    ['7', "Unexpected argument '7'"],
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
      },
      { requiredKeys: ['seed', 'filter'] },
    );
    fc.assert(
      fc.property(replay, ({ seed, filter, canary }) => {
        const command = replayCommand({ seed, filter, canary });
        expect(command).toMatch(/^npm run simulate -- --seed /);
        const read = readOptions(command.replace('npm run simulate -- ', '').split(' '), CANARIES);
        expect(read).toMatchObject({ type: 'one_seed', seed });
        expect(read).toHaveProperty('filter', filter);
        expect(read).toHaveProperty(
          'canary',
          CANARIES.find(({ name }) => name === canary),
        );
      }),
    );
  });
});
