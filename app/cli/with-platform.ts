import { pino } from 'pino';
import { type Platform, openPlatform } from '#app/compose.ts';
import type { Config } from '#config';
import { openLog } from '#runtime/log.ts';
import type { ExitCode } from './shell.ts';

/** Opens the platform for as long as `use` runs. Its log goes to standard error. */
export async function withPlatform(
  config: Config,
  use: (platform: Platform) => Promise<ExitCode>,
): Promise<ExitCode> {
  const log = openLog(config.log_level, pino.destination({ dest: 2, sync: true }));
  const platform = await openPlatform(config, log);
  try {
    return await use(platform);
  } finally {
    await platform.close();
  }
}
