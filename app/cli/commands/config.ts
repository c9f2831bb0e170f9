import { SETTINGS, defaultOf } from '#config';
import { command } from '../command.ts';
import { settingsOf } from '../settings.ts';

/** `sitepack config` */
export const config = command({
  name: 'config',
  description: 'Print every setting: its value, its default and what it does.',
  args: { json: { type: 'boolean', description: 'Print JSON.' } },
  run(args, shell) {
    const config = settingsOf(shell, { log_level: 'info' });
    const values: Readonly<Record<string, unknown>> = config;
    const settings = Object.entries(SETTINGS).map(([name, entry]) => {
      const { variable, values: allowed, unit = null, secret, doc } = entry;
      const value = secret === true && values[name] !== '' ? '(set)' : values[name];
      return { variable, value, default: defaultOf(entry, config.backend), unit, allowed, doc };
    });
    if (args.json === true) {
      shell.print(JSON.stringify(settings, null, 2));
      return Promise.resolve(0);
    }
    for (const { variable, value, default: fallback, unit, allowed, doc } of settings) {
      const shown = Array.isArray(value) ? value.join(',') : String(value);
      const note = shown === fallback ? '' : `   (default ${fallback === '' ? 'empty' : fallback})`;
      shell.print(
        `${variable}=${shown}${unit === null ? '' : ` ${unit}`}${note}\n    ${doc}\n    Allowed: ${allowed}.`,
      );
    }
    return Promise.resolve(0);
  },
});
