import type { Context, Hono } from 'hono';
import { readOrchestrator } from '#core/tables/nodes.ts';
import { keyProof } from '#runtime/derived-keys.ts';
import { maySeeAll } from '../access.ts';
import { jsonBody } from '../json-body.ts';
import { movePack, moveRequest } from '../move-pack.ts';
import { Problem } from '../problem.ts';
import type { HttpServices } from '../services.ts';

/** Long enough for any random id. */
const NONCE = /^[\w-]{1,128}$/;

/** `/healthz`, `/readyz`, `/v1/key-proof`, `/v1/cluster` and what lies below. */
export function stateRoutes(app: Hono, services: HttpServices): void {
  app.get('/healthz', (c) => c.json({ status: 'ok' }));

  app.get('/readyz', (c) => {
    const { epoch, settled } = services.cluster();
    if (epoch === null) throw new Problem('not_ready', whyNotActive(c, services));
    if (!settled) throw new Problem('not_ready', 'the orchestrator waits for searchers to register');
    return c.json({ status: 'ready' });
  });

  // Whoever found this address in a table asks before they send the key.
  app.get('/v1/key-proof', (c) => {
    const nonce = c.req.query('nonce') ?? '';
    if (!NONCE.test(nonce))
      throw new Problem('bad_parameter', '"nonce" is 1 to 128 letters, digits, hyphens and underscores');
    return c.json({ proof: keyProof(services.config.key, nonce, services.address?.() ?? '') });
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

/** Why this process has not the role of the orchestrator. What failed has names in it that are not for everybody. */
function whyNotActive(c: Context, services: HttpServices): string {
  const why = services.hindrance?.();
  if (why === undefined)
    return 'another process has the role of the orchestrator, or its lease is not over yet';
  const told = maySeeAll(c, services.config) ? why : 'the log says why';
  return `the role of the orchestrator could not be taken or renewed: ${told}`;
}
