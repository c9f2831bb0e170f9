import { setUpAws } from '#app/backend/set-up.ts';
import { command, wholeNumberOption } from '../command.ts';
import { settingsOf } from '../settings.ts';

/** `sitepack setup` */
export const setup = command({
  name: 'setup',
  description: 'Make the queues, the bucket and the tables on AWS; what exists stays.',
  args: {
    wait: {
      type: 'string',
      valueHint: 'S',
      description: 'Wait so many seconds for services that start still.',
    },
    protect: {
      type: 'boolean',
      description: 'Protect tables from deletion, with recovery to any second; keep versions of objects.',
    },
    json: { type: 'boolean', description: 'Print JSON, a line for each thing.' },
  },
  async run(args, shell) {
    const config = settingsOf(shell, { log_level: 'warn' });
    if (config.backend !== 'aws') {
      shell.note(`Nothing to set up: SITEPACK_BACKEND=${config.backend} makes what it needs when it starts.`);
      return 0;
    }
    const wait_s = args.wait === undefined ? 0 : wholeNumberOption('wait', args.wait, 0, 3600);
    const counts = { made: 0, changed: 0, there: 0, unknown: 0 };
    const options = {
      protect: args.protect === true,
      wait_ms: wait_s * 1000,
      signal: shell.interrupted,
    };
    for await (const step of setUpAws(config, options)) {
      counts[step.state] += 1;
      if (args.json === true) shell.print(JSON.stringify(step));
      else shell.print(`${LABELS[step.state]}  ${step.what}`);
    }
    shell.note(`${counts.made} made, ${counts.changed} changed, ${counts.there} there already.`);
    if (counts.unknown > 0)
      shell.note(`${counts.unknown} not known to what stands in for AWS here; on AWS they are set.`);
    return 0;
  },
});

const LABELS = { made: 'made   ', changed: 'changed', there: 'there  ', unknown: 'unknown' } as const;
