import { type Config, readConfig } from '#config';
import type { Shell } from './shell.ts';

/**
 * The settings that a command runs with. SITEPACK_LOG has its say; without it, commands that end by themselves are
 * quieter than those that run on.
 * @throws {BadConfig}
 */
export function settingsOf(
  shell: Pick<Shell, 'env'>,
  options: { readonly log_level: 'info' | 'warn' },
): Config {
  const given = shell.env['SITEPACK_LOG'];
  const level = given === undefined || given === '' ? options.log_level : given;
  return readConfig({ ...shell.env, SITEPACK_LOG: level });
}
