import type { Platform } from '#app/backend/platform.ts';
import type { ApiClient } from './api-client.ts';
import { reachApi } from './session.ts';
import type { ExitCode, Shell } from './shell.ts';
import { settingsOf } from './settings.ts';
import { withPlatform } from './with-platform.ts';

/** What a command that only asks or tells the API works with. */
export interface Reached {
  readonly api: ApiClient;
  /** Whether a Sitepack runs on this data; without one the API here does what the tables alone allow. */
  readonly running: boolean;
  readonly platform: Platform;
}

/** Opens the platform and reaches the API for as long as `use` runs. */
export function withApi(shell: Shell, use: (reached: Reached) => Promise<ExitCode>): Promise<ExitCode> {
  const config = settingsOf(shell, { log_level: 'warn' });
  return withPlatform(config, async (platform) =>
    use({ platform, ...(await reachApi(platform, shell.interrupted)) }),
  );
}
