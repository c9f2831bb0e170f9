import type { Platform } from '#app/backend/platform.ts';
import { startWorkers } from '#app/compose.ts';
import type { WorkerRole } from '#runtime/worker.ts';
import { type ApiClient, httpApi } from './api-client.ts';
import { findRunning } from './find-running.ts';
import { localApi } from './local-api.ts';
import { CommandFailed } from './shell.ts';

/** An API to call, and the workers behind it if they had to be started. */
export interface Session {
  readonly api: ApiClient;
  /** Whether the workers run in this process, and stop with it. */
  readonly own: boolean;
  close(): Promise<void>;
}

const REQUEST_MS = 30_000;
const NOTHING = (): Promise<void> => Promise.resolve();

/** The API of the Sitepack that runs on the same data; without one, the API over its tables. */
export async function reachApi(
  platform: Platform,
  signal: AbortSignal,
): Promise<{ readonly api: ApiClient; readonly running: boolean }> {
  const api = await findRunning(platform, signal);
  return api === undefined ? { api: localApi(platform), running: false } : { api, running: true };
}

/** The API of the Sitepack that runs on the same data; without one, workers of these roles are started here. */
export async function openSession(
  platform: Platform,
  roles: readonly WorkerRole[],
  signal: AbortSignal,
): Promise<Session> {
  const api = await findRunning(platform, signal);
  if (api !== undefined) return { api, own: false, close: NOTHING };
  const running = await startWorkers(platform, { roles, port: 0 });
  if (running.address === undefined) {
    await running.stop();
    throw new CommandFailed(`workers ${roles.join(', ')} have no API: the orchestrator is missing`);
  }
  return {
    api: httpApi(running.address, platform.config.key, REQUEST_MS, signal),
    own: true,
    close: () => running.stop(),
  };
}
