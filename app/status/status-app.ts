import { Hono, type MiddlewareHandler } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { Logger } from 'pino';
import type { Random } from '#ports/random.ts';
import type { Metrics } from '#runtime/metrics.ts';
import { Problem } from '../http/problem.ts';
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
  app.onError((error, c) => {
    if (error instanceof Problem) return error.response();
    const request_id = random.id();
    log.error({ err: error, request_id, path: c.req.path }, 'a request failed');
    return new Problem('internal', `request ${request_id} failed`, { cause: error }).response();
  });
  app.notFound((c) => new Problem('not_found', `there is nothing at ${c.req.path.slice(0, 200)}`).response());
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) =>
        new Problem('method_not_allowed', `${c.req.path.slice(0, 200)} does not take ${c.req.method}`, {
          headers: { allow: methods.join(', ') },
        }).response(),
    }),
  );
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', (c) => {
    const status = readiness();
    return c.json({ status }, status === 'ready' ? 200 : 503);
  });
  if (guard !== undefined) app.use(guard);
  metricsRoutes(app, metrics);
  return app;
}
