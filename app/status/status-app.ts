import { Hono, type MiddlewareHandler } from 'hono';
import type { Logger } from 'pino';
import type { Random } from '#ports/random.ts';
import type { Metrics } from '#runtime/metrics.ts';
import { asProblem } from '../http/as-problem.ts';
import { refuseUnrouted } from '../http/refuse-unrouted.ts';
import { metricsRoutes } from './metrics-routes.ts';

/** How far a process is: it is sent no work, or counted as lost, while it is not `ready`. */
export type Readiness = 'starting' | 'ready' | 'stopping';

export interface StatusServices {
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly random: Random;
  readonly readiness: () => Readiness;
  /** Asked before anything but the two probes, which tell yes or no and whose askers carry no keys. */
  readonly guard: MiddlewareHandler | undefined;
}

/** What a process without an API tells of itself: `/healthz`, `/readyz`, `/metrics`. */
export function statusApp({ metrics, log, random, readiness, guard }: StatusServices): Hono {
  const app = new Hono();
  app.onError((error, c) => asProblem({ log, random }, error, c.req.path).response());
  refuseUnrouted(app);
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', (c) => {
    const status = readiness();
    return c.json({ status }, status === 'ready' ? 200 : 503);
  });
  if (guard !== undefined) app.use(guard);
  metricsRoutes(app, metrics);
  return app;
}
