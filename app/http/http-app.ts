import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { timing } from 'hono/timing';
import { guard } from './access.ts';
import { shareSearch } from './share-search.ts';
import { widgetRoute } from './widget/widget-route.ts';
import { metricsRoutes } from '../status/metrics-routes.ts';
import { adminRoutes } from './admin/admin-routes.ts';
import { crawlRoutes } from './api/crawl-routes.ts';
import { deadLetterRoutes } from './api/dead-letter-routes.ts';
import { heldRoutes } from './api/held-routes.ts';
import { explainRoute } from './api/explain-route.ts';
import { indexRoutes } from './api/index-routes.ts';
import { clickRoute } from './api/click-route.ts';
import { searchRoute } from './api/search-route.ts';
import { searchesRoutes } from './api/searches-routes.ts';
import { suggestRoute } from './api/suggest-route.ts';
import { settingsRoutes } from './api/settings-routes.ts';
import { stateRoutes } from './api/state-routes.ts';
import { asProblem } from './as-problem.ts';
import { MAX_REQUEST_BYTES } from './json-body.ts';
import { openapiRoute } from './openapi/openapi-route.ts';
import { pageRoutes } from './pages/page-routes.ts';
import { Problem } from './problem.ts';
import { refuseUnrouted } from './refuse-unrouted.ts';
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
  app.use(securityHeaders());
  app.use(timing({ totalDescription: '' }));
  shareSearch(app, services.config);
  app.use(guard(services.config));
  app.use(bodyLimit({ maxSize: MAX_REQUEST_BYTES, onError: tooLarge }));
  refuseUnrouted(app);
  stateRoutes(app, services);
  indexRoutes(app, services);
  heldRoutes(app, services);
  settingsRoutes(app, services);
  searchRoute(app, services);
  suggestRoute(app, services);
  clickRoute(app, services);
  searchesRoutes(app, services);
  explainRoute(app, services);
  crawlRoutes(app, services);
  const feed = adminRoutes(app, services);
  deadLetterRoutes(app, services, () => feed.refresh());
  metricsRoutes(app, services.metrics);
  openapiRoute(app);
  pageRoutes(app, services);
  widgetRoute(app);
  return app;
}

function tooLarge(): Response {
  return new Problem('body_too_large', `the body has more than ${MAX_REQUEST_BYTES} bytes`).response();
}
