/** `npm run simulate`: runs the whole of Sitepack in a made world, see docs/simulation.md. */
import { CANARIES } from './canaries/canaries.ts';
import { canarySeeds } from './command/canary-seeds.ts';
import { ChildLost } from './command/child.ts';
import { endCleanly } from './command/clean-end.ts';
import { manySeeds } from './command/many-seeds.ts';
import { oneSeed } from './command/one-seed.ts';
import { BadOptions } from './command/option-forms.ts';
import { readOptions } from './command/options.ts';
import { temporaryDirectoryTrouble } from './command/temporary-directory.ts';
import { USAGE } from './command/usage.ts';
import type { Wish } from './command/wish.ts';

/** @returns the exit code, as `--help` says. */
async function main(args: readonly string[]): Promise<number> {
  let wish: Wish;
  try {
    wish = readOptions(args, CANARIES);
  } catch (error) {
    if (!(error instanceof BadOptions)) throw error;
    process.stderr.write(`${error.message}\nnpm run -s simulate -- --help tells all options\n`);
    return 2;
  }
  const trouble = wish.type === 'help' ? undefined : temporaryDirectoryTrouble();
  if (trouble !== undefined) {
    process.stderr.write(`${trouble}\n`);
    return 2;
  }
  try {
    return (await grant(wish)) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ChildLost)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

/** Does what somebody wants. @returns whether all is as it should be. */
async function grant(wish: Wish): Promise<boolean> {
  switch (wish.type) {
    case 'one_seed':
      return oneSeed(wish, print);
    case 'many_seeds':
      return manySeeds(wish, print);
    case 'canaries':
      return canarySeeds(wish, print);
    case 'help':
      break;
  }
  print(USAGE);
  return true;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

// A reader that has enough ("| head") closes the pipe: nothing is wrong then, and nobody left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});
endCleanly('SIGINT', 'SIGTERM', 'SIGHUP');
process.exitCode = await main(process.argv.slice(2));
