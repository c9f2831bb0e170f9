import type { Hono } from 'hono';
import { readOrchestrator } from '#core/tables/nodes.ts';
import { jsonBody } from '../json-body.ts';
import { movePack, moveRequest } from '../move-pack.ts';
import { Problem } from '../problem.ts';
import type { HttpServices } from '../services.ts';

/** `/healthz`, `/readyz`, `/v1/cluster` and what lies below. */
export function stateRoutes(app: Hono, services: HttpServices): void {
  app.get('/healthz', (c) => c.json({ status: 'ok' }));

  app.get('/readyz', (c) => {
    const { epoch, settled } = services.cluster();
    if (epoch === null) {
      throw new Problem(
        'not_ready',
        'another process has the role of the orchestrator, or its lease is not over yet',
      );
    }
    if (!settled) throw new Problem('not_ready', 'the orchestrator waits for searchers to register');
    return c.json({ status: 'ready' });
  });

  // The row tells whoever found this address in a table whether this process stands on the same tables.
  app.get('/v1/cluster', async (c) => {
    const row = await readOrchestrator(services.table);
    const orchestrator =
      row === undefined ? null : { endpoint: row.endpoint, epoch: row.epoch, sequence: row.sequence };
    return c.json({ ...services.cluster(), orchestrator });
  });

  app.post('/v1/cluster/moves', async (c) => {
    const of = await jsonBody(c, moveRequest);
    await movePack(services, of);
    return c.json(of, 202);
  });
}
