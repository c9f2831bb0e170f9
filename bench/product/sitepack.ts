import pino from 'pino';
import { type Platform, openPlatform, startWorkers } from '#app/compose.ts';
import { readConfig } from '#config';
import { ROLES } from '#runtime/worker.ts';

/** All of Sitepack in this process, as `sitepack up` runs it. */
export interface Sitepack extends AsyncDisposable {
  readonly platform: Platform;
  /** Base URL of its API, without a slash at its end. */
  readonly api: string;
}

/** Starts Sitepack on a folder: default settings, but for the leave to read from loopback and without delay. */
export async function startSitepack(data: string): Promise<Sitepack> {
  const config = readConfig({
    SITEPACK_DATA: data,
    SITEPACK_DELAY_MS: '0',
    SITEPACK_ALLOW_PRIVATE: '127.0.0.0/8',
    SITEPACK_LOG: 'warn',
  });
  await using opening = new AsyncDisposableStack();
  const platform = await openPlatform(config, pino({ level: config.log_level }, pino.destination(2)));
  opening.defer(() => platform.close());
  const running = await startWorkers(platform, { roles: ROLES, port: 0 });
  opening.defer(() => running.stop());
  if (running.address === undefined)
    throw new Error('the orchestrator runs here, and its API has no address');
  const opened = opening.move();
  return { platform, api: running.address, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
