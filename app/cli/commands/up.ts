import { startWorkers } from '#app/compose.ts';
import { ROLES } from '#runtime/worker.ts';
import { VERSION } from '../../version.ts';
import { command, wholeNumberOption } from '../command.ts';
import { findRunning } from '../find-running.ts';
import { untilAborted } from '../until-aborted.ts';
import { settingsOf } from '../settings.ts';
import { withPlatform } from '../with-platform.ts';

/** `sitepack up` */
export const up = command({
  name: 'up',
  description: 'Run everything in this process: all six workers, the API and the search page.',
  args: {
    port: {
      type: 'string',
      valueHint: 'N',
      description: 'Port of the API and the search page; 0 takes a free one (SITEPACK_PORT).',
    },
  },
  run(args, shell) {
    const config = settingsOf(shell, { log_level: 'info' });
    const port = args.port === undefined ? config.port : wholeNumberOption('port', args.port, 0, 65_535);
    return withPlatform(config, async (platform) => {
      platform.metrics.observeProcess(VERSION);
      const other = await findRunning(platform, shell.interrupted);
      const running = await startWorkers(platform, { roles: ROLES, port });
      // Scripts read the first line.
      shell.print(running.address ?? '');
      shell.print(
        `Search page and API at ${running.address ?? ''}/; ${await platform.locate()}; workers: ${ROLES.join(', ')}.`,
      );
      if (other?.address !== undefined) {
        shell.print(
          `Another Sitepack is active on this data at ${other.address}; this one helps, and stands by for it.`,
        );
      }
      shell.print('Ctrl-C stops; what is not done then goes on at the next start.');
      await untilAborted(shell.interrupted);
      shell.note('Stopping: what is in hand is finished or handed back.');
      await running.stop();
      return 0;
    });
  },
});
