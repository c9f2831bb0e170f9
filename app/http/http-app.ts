import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { timing } from 'hono/timing';
import { SendFailed } from '#ports/queue.ts';
import { guard } from './access.ts';
import { metricsRoutes } from '../status/metrics-routes.ts';
import { adminRoutes } from './admin/admin-routes.ts';
import { crawlRoutes } from './api/crawl-routes.ts';
import { deadLetterRoutes } from './api/dead-letter-routes.ts';
import { heldRoutes } from './api/held-routes.ts';
import { explainRoute } from './api/explain-route.ts';
import { indexRoutes } from './api/index-routes.ts';
import { searchRoute } from './api/search-route.ts';
import { settingsRoutes } from './api/settings-routes.ts';
import { stateRoutes } from './api/state-routes.ts';
import { MAX_REQUEST_BYTES } from './json-body.ts';
import { openapiRoute } from './openapi/openapi-route.ts';
import { pageRoutes } from './pages/page-routes.ts';
import { Problem } from './problem.ts';
import { securityHeaders } from './security-headers.ts';
import type { HttpServices } from './services.ts';

/** The HTTP API and the search page, as a function from requests to responses. */
export function httpApp(services: HttpServices): Hono {
  const app = new Hono();
  app.onError((error, c) => {
    // Whoever asked is gone, so nobody reads this; 499 as nginx has it, for the log of a proxy.
    if (c.req.raw.signal.aborted) return new Response(null, { status: 499 });
    return asProblem(services, error, c.req.path).response();
  });
  app.notFound((c) => new Problem('not_found', `there is nothing at ${c.req.path.slice(0, 200)}`).response());
  app.use(securityHeaders());
  app.use(timing({ totalDescription: '' }));
  app.use(guard(services.config));
  app.use(bodyLimit({ maxSize: MAX_REQUEST_BYTES, onError: tooLarge }));
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) =>
        new Problem('method_not_allowed', `${c.req.path.slice(0, 200)} does not take ${c.req.method}`, {
          headers: { allow: methods.join(', ') },
        }).response(),
    }),
  );
  stateRoutes(app, services);
  indexRoutes(app, services);
  heldRoutes(app, services);
  settingsRoutes(app, services);
  searchRoute(app, services);
  explainRoute(app, services);
  crawlRoutes(app, services);
  const feed = adminRoutes(app, services);
  deadLetterRoutes(app, services, () => feed.refresh());
  metricsRoutes(app, services.metrics);
  openapiRoute(app);
  pageRoutes(app, services);
  return app;
}

function tooLarge(): Response {
  return new Problem('body_too_large', `the body has more than ${MAX_REQUEST_BYTES} bytes`).response();
}

function asProblem({ log, random }: HttpServices, error: Error, path: string): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof SendFailed) return new Problem('not_accepted', error.message, { cause: error });
  const request_id = random.id();
  log.error({ err: error, request_id, path }, 'a request failed');
  return new Problem('internal', `request ${request_id} failed`, { cause: error });
}
