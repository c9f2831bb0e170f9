import { startWorkers } from '#app/compose.ts';
import { ROLES, type WorkerRole } from '#runtime/worker.ts';
import { VERSION } from '../../version.ts';
import { command, wholeNumberOption } from '../command.ts';
import { UsageError } from '../shell.ts';
import { untilAborted } from '../until-aborted.ts';
import { settingsOf } from '../settings.ts';
import { withPlatform } from '../with-platform.ts';

/** `sitepack worker` */
export const worker = command({
  name: 'worker',
  description:
    'Run workers of some roles in this process; any number of processes may work on the same data.',
  args: {
    role: { type: 'positional', required: true, description: `One or more of: ${ROLES.join(', ')}.` },
    concurrency: { type: 'string', valueHint: 'N', description: 'Messages in work at once, per worker.' },
    port: { type: 'string', valueHint: 'N', description: "Port of the orchestrator's API (SITEPACK_PORT)." },
  },
  rest: true,
  run(args, shell) {
    const roles = [...new Set(args._.map(checkRole))];
    const config = settingsOf(shell, { log_level: 'info' });
    const port = args.port === undefined ? config.port : wholeNumberOption('port', args.port, 0, 65_535);
    const concurrency =
      args.concurrency === undefined
        ? {}
        : { concurrency: wholeNumberOption('concurrency', args.concurrency, 1, 1000) };
    return withPlatform(config, async (platform) => {
      platform.metrics.observeProcess(VERSION);
      const running = await startWorkers(platform, { roles, port, ...concurrency });
      if (running.address !== undefined) shell.print(running.address);
      else shell.note(`Health and metrics at ${running.status}.`);
      shell.print(`Runs ${roles.join(', ')}; ${await platform.locate()}. Ctrl-C stops.`);
      await untilAborted(shell.interrupted);
      shell.note('Stopping: what is in hand is finished or handed back.');
      await running.stop();
      return 0;
    });
  },
});

function checkRole(word: string): WorkerRole {
  const role = ROLES.find((known) => known === word);
  if (role === undefined) throw new UsageError(`there is no worker "${word}"; there are ${ROLES.join(', ')}`);
  return role;
}
