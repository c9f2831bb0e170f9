import { pino } from 'pino';
import { type Config, readConfig } from '#config';
import { type Platform, openPlatform } from '#app/compose.ts';
import type { ExitCode, Shell } from './shell.ts';

/** What the environment and the command line say. @throws {BadConfig} */
export function settingsOf(shell: Shell, options: { readonly log_level: 'info' | 'warn' }): Config {
  const given = shell.env['SITEPACK_LOG'];
  const level = given === undefined || given === '' ? options.log_level : given;
  return readConfig({ ...shell.env, SITEPACK_LOG: level });
}

/** Opens the platform for as long as `use` runs. Its log goes to standard error. */
export async function withPlatform(
  config: Config,
  use: (platform: Platform) => Promise<ExitCode>,
): Promise<ExitCode> {
  const log = pino({ level: config.log_level }, pino.destination({ dest: 2, sync: true }));
  const platform = await openPlatform(config, log);
  try {
    return await use(platform);
  } finally {
    await platform.close();
  }
}
