import { type Config, readConfig } from '#config';
import type { Shell } from './shell.ts';

/** Levels at which whoever looks for a fault wants to read everything. */
const DEEP: ReadonlySet<Config['log_level']> = new Set(['trace', 'debug']);

/**
 * The settings that a command runs with.
 * @param options `log_level` is `info` for a command that runs on until it is stopped: its log is what it says, as
 * SITEPACK_LOG has it. It is `warn` for one that ends by itself, and says in its own words what went wrong: of its log
 * nothing is shown, unless SITEPACK_LOG asks for `debug` or `trace`.
 * @throws {BadConfig}
 */
export function settingsOf(
  shell: Pick<Shell, 'env'>,
  options: { readonly log_level: 'info' | 'warn' },
): Config {
  const config = readConfig(shell.env);
  const quiet = options.log_level === 'warn' && !DEEP.has(config.log_level);
  return quiet ? { ...config, log_level: 'silent' } : config;
}
