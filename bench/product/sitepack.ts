import pino from 'pino';
import { type Platform, openPlatform } from '#app/backend/platform.ts';
import { type Running, startWorkers } from '#app/compose.ts';
import { type Config, readConfig } from '#config';
import { ROLES, type WorkerRole } from '#runtime/worker.ts';

/** Variables beside those that every measurement has. */
export type Settings = Readonly<Record<string, string>>;

/** Workers in this process, as one process of an installation has them. */
export interface BenchProcess extends AsyncDisposable {
  readonly platform: Platform;
  readonly running: Running;
}

/** All of Sitepack in this process, as `sitepack up` runs it. */
export interface Sitepack extends AsyncDisposable {
  readonly platform: Platform;
  /** Base URL of its API, without a slash at its end. */
  readonly api: string;
}

/** Default settings, but for the leave to read from loopback and without delay. */
export function benchConfig(data: string, settings: Settings = {}): Config {
  return readConfig({
    SITEPACK_DATA: data,
    SITEPACK_DELAY_MS: '0',
    SITEPACK_ALLOW_PRIVATE: '127.0.0.0/8',
    SITEPACK_LOG: 'warn',
    ...settings,
  });
}

/** What workers stand on, without workers. */
export function openBenchPlatform(config: Config): Promise<Platform> {
  return openPlatform(config, pino({ level: config.log_level }, pino.destination(2)));
}

/** Starts workers of some roles. */
export async function startProcess(config: Config, roles: readonly WorkerRole[]): Promise<BenchProcess> {
  await using opening = new AsyncDisposableStack();
  const platform = await openBenchPlatform(config);
  opening.defer(() => platform.close());
  const running = await startWorkers(platform, { roles, port: 0 });
  opening.defer(() => running.stop());
  const opened = opening.move();
  return { platform, running, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** Starts Sitepack on a folder. */
export async function startSitepack(data: string, settings: Settings = {}): Promise<Sitepack> {
  await using opening = new AsyncDisposableStack();
  const { platform, running } = opening.use(await startProcess(benchConfig(data, settings), ROLES));
  if (running.address === undefined)
    throw new Error('the orchestrator runs here, and its API has no address');
  const opened = opening.move();
  return { platform, api: running.address, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
