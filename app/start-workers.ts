import { runWorker } from '#runtime/run-worker.ts';
import { advertised } from './advertised.ts';
import type { Platform } from './backend/platform.ts';
import { checkReach } from './check-reach.ts';
import type { StartOptions } from './open-context.ts';
import { openWorkers } from './open-workers.ts';
import { keepPresence } from './presence.ts';
import type { Readiness } from './status/status-app.ts';
import type { Surroundings } from './surroundings.ts';
import { VERSION } from './version.ts';

/** Workers that run in this process. */
export interface Running {
  /** Base URL of the API, when the orchestrator is among the roles. */
  readonly address: string | undefined;
  /** Base URL of `/healthz`, `/readyz` and `/metrics`: the API's, or one for these alone. */
  readonly status: string;
  stop(): Promise<void>;
}

/** How long handlers may take to finish at stop. */
const STOP_GRACE_MS = 5000;

/**
 * Starts workers. What one of them needs is opened here, and closed by `stop`, last opened first.
 * @throws when what they stand on cannot be reached or was not set up.
 */
export async function startWorkers(
  platform: Platform,
  options: StartOptions,
  surroundings: Surroundings,
): Promise<Running> {
  await checkReach(platform, options.roles);
  await using opening = new AsyncDisposableStack();
  const { workers, address } = await openWorkers({ platform, options, surroundings, opening });
  let readiness: Readiness = 'starting';
  const status = address ?? (await startStatus(platform, surroundings, () => readiness, opening));
  // Nothing runs before everything is open: what throws above leaves no worker behind.
  const running = workers.map((worker) => runWorker(worker, platform, platform.config));
  readiness = 'ready';
  const presence = await keepPresence(
    { ...platform, totals: () => platform.metrics.totals() },
    {
      ...surroundings.process,
      version: VERSION,
      id: platform.process_id,
      roles: [...options.roles],
      datacenter: platform.config.datacenter,
      endpoint: status,
    },
  );
  const opened = opening.move();
  return {
    address,
    status,
    async stop() {
      readiness = 'stopping';
      await Promise.all(running.map((worker) => worker.stop(STOP_GRACE_MS)));
      await presence.stop();
      await opened.disposeAsync();
    },
  };
}

/** A process without the API tells elsewhere how it is. @returns where. */
async function startStatus(
  platform: Platform,
  surroundings: Surroundings,
  readiness: () => Readiness,
  opening: AsyncDisposableStack,
): Promise<string> {
  const { config } = platform;
  const server = await surroundings.serveStatus(
    { ...platform, readiness },
    { host: config.host, port: config.status_port, advertise: advertised(config, surroundings) },
  );
  opening.defer(() => server.close());
  return server.address;
}
