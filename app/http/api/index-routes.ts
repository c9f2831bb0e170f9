import type { Hono } from 'hono';
import { z } from 'zod';
import { type Manifest, countDocuments } from '#core/pack/manifest.ts';
import { indexStats } from '../index-stats.ts';
import {
  type KnownIndex,
  allIndexes,
  findIndex,
  indexDetails,
  indexView,
  keptVersions,
  liveManifest,
} from '../index-view.ts';
import { jsonBody, nothing } from '../json-body.ts';
import { wholeNumber } from '../parameters.ts';
import { Problem } from '../problem.ts';
import type { HttpServices } from '../services.ts';

/** Manifests read at a time for a list of indexes. */
const AT_ONCE = 16;
/** Versions looked at. Retention keeps far fewer, unless somebody set it to keep everything. */
const MOST_VERSIONS = 1000;

/** The body of `POST /v1/indexes/{index}/rollback`. */
export const rollbackRequest = z.strictObject({ version: z.int().min(1).optional() });

/** `/v1/indexes` and what lies below, search aside. */
export function indexRoutes(app: Hono, services: HttpServices): void {
  app.get('/v1/indexes', async (c) => {
    const limit = wholeNumber(c, 'limit', { least: 1, most: 1000, otherwise: 100 });
    const after = c.req.query('after') ?? '';
    const rest = (await allIndexes(services)).filter(({ name }) => name > after);
    const page = rest.slice(0, limit);
    const indexes = [];
    for (let at = 0; at < page.length; at += AT_ONCE) {
      indexes.push(
        ...(await Promise.all(page.slice(at, at + AT_ONCE).map((known) => indexView(services, known)))),
      );
    }
    return c.json({ indexes, next: rest.length > limit ? (page.at(-1)?.name ?? null) : null });
  });

  app.get('/v1/indexes/:index', async (c) => {
    return c.json(await indexDetails(services, await findIndex(services, c.req.param('index'))));
  });

  app.get('/v1/indexes/:index/stats', async (c) => {
    return c.json(await indexStats(services, await findIndex(services, c.req.param('index'))));
  });

  app.get('/v1/indexes/:index/manifests', async (c) => {
    const limit = wholeNumber(c, 'limit', { least: 1, most: MOST_VERSIONS, otherwise: 100 });
    const known = await findIndex(services, c.req.param('index'));
    const live = await liveManifest(services, known);
    const manifests = live === undefined ? [] : await keptVersions(services, live, limit);
    return c.json({ index: known.name, live: live?.version ?? 0, manifests: manifests.map(versionView) });
  });

  app.post('/v1/indexes/:index/rollback', async (c) => {
    const { version } = await jsonBody(c, rollbackRequest);
    const known = await findIndex(services, c.req.param('index'));
    const target = await rollbackTarget(services, known, version);
    // The version is named even if the client named none: a message that comes twice must not go back twice.
    const id = services.random.id();
    await services.outbox.send([{ type: 'rollback', index: known.name, version: target, id }]);
    return c.json({ index: known.name, version: target, message_id: id }, 202);
  });

  app.post('/v1/indexes/:index/repack', async (c) => {
    await jsonBody(c, nothing);
    const { name } = await findIndex(services, c.req.param('index'));
    const id = services.random.id();
    await services.outbox.send([{ type: 'repack', index: name, id }]);
    return c.json({ index: name, message_id: id }, 202);
  });

  app.delete('/v1/indexes/:index', async (c) => {
    const { name } = await findIndex(services, c.req.param('index'));
    const id = services.random.id();
    await services.outbox.send([{ type: 'delete_index', index: name, id }]);
    return c.json({ index: name, message_id: id }, 202);
  });
}

async function rollbackTarget(
  services: HttpServices,
  known: KnownIndex,
  wanted: number | undefined,
): Promise<number> {
  const live = await liveManifest(services, known);
  if (live === undefined) throw new Problem('version_not_kept', `"${known.name}" has no version yet`);
  const [, ...older] = (await keptVersions(services, live, MOST_VERSIONS)).map(({ version }) => version);
  const target = wanted ?? older[0];
  if (target !== undefined && older.includes(target)) return target;
  const kept = older.length === 0 ? 'none is kept beside it' : `kept are ${older.slice(0, 20).join(', ')}`;
  const asked = wanted === undefined ? 'there is no version before it' : `version ${wanted} was asked for`;
  throw new Problem('version_not_kept', `"${known.name}" is at version ${live.version}; ${asked}; ${kept}`);
}

function versionView(manifest: Manifest): Record<string, number | string> {
  return {
    version: manifest.version,
    created_at_ms: manifest.created_at_ms,
    reason: manifest.reason,
    documents: countDocuments(manifest),
    bytes: manifest.shards.reduce((sum, shard) => sum + shard.pack.bytes, 0),
    shards: manifest.shards.length,
  };
}
