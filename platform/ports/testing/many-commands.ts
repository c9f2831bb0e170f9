import * as fc from 'fast-check';
import { MAX_COMMANDS } from './model-runs.ts';

/** Commands of one run: first some that fill the store, so that those after them find something. */
export interface GivenCommands<Command> {
  readonly first: readonly Command[];
  readonly after: Iterable<Command>;
}

/** @param first makes those that fill the store; they must be possible at any time. */
export function manyCommands<Model extends object, Real>(
  first: fc.Arbitrary<fc.AsyncCommand<Model, Real>>,
  commands: fc.Arbitrary<fc.AsyncCommand<Model, Real>>[],
): fc.Arbitrary<GivenCommands<fc.AsyncCommand<Model, Real>>> {
  return fc.record({
    // Unbiased, for else most would be short.
    first: fc.noBias(fc.array(first, { maxLength: 6 })),
    // By its usual size fast-check makes no more than ten.
    after: fc.commands(commands, { maxCommands: MAX_COMMANDS, size: 'max' }),
  });
}
