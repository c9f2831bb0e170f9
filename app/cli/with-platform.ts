import { pino } from 'pino';
import { type Platform, openPlatform } from '#app/backend/platform.ts';
import type { Config } from '#config';
import { openLog } from '#runtime/log.ts';
import type { ExitCode } from './shell.ts';

/**
 * Opens the platform for as long as `use` runs. Its log goes to standard error.
 * @param options `unchecked` leaves it to `use` to find out that no request can be made.
 */
export async function withPlatform(
  config: Config,
  use: (platform: Platform) => Promise<ExitCode>,
  { unchecked = false }: { readonly unchecked?: boolean } = {},
): Promise<ExitCode> {
  const log = openLog(config.log_level, pino.destination({ dest: 2, sync: true }));
  const platform = await openPlatform(config, log);
  try {
    if (!unchecked) await platform.locate();
    return await use(platform);
  } finally {
    await platform.close();
  }
}
