import type { Hono } from 'hono';
import type { Metrics } from '#runtime/metrics.ts';

/** `/metrics`: the metrics of this process in Prometheus's text format. */
export function metricsRoutes(app: Hono, metrics: Metrics): void {
  app.get('/metrics', async (c) => {
    const { body, content_type } = await metrics.text();
    return c.body(body, 200, { 'content-type': content_type, 'cache-control': 'no-store' });
  });
}
