import { z } from 'zod';
import type { Platform } from '#app/backend/platform.ts';
import { readOrchestrator } from '#core/tables/nodes.ts';
import { provesKey } from '#runtime/derived-keys.ts';
import { type ApiClient, ApiProblem, ApiUnreachable, httpApi } from './api-client.ts';
import { cluster } from './api-schemas.ts';

/** A server on this machine answers in a few ms, or is busy; a stale row names nobody at all. */
const PROBE_MS = 2000;
/** A page of the API takes far less; a search ends by its own deadline. */
const REQUEST_MS = 30_000;

const keyProof = z.object({ proof: z.string() });

/**
 * The API of the active orchestrator of the same data, if there is one that answers.
 *
 * The row that names its address may be left from a process that was killed, and the address may belong to another
 * Sitepack by now, with other data, or to a stranger. Whoever answers is sent the key only after they have shown that they
 * know it; the row of another Sitepack with the same key has another count of renewals than ours.
 */
export async function findRunning(
  { table, config, random }: Pick<Platform, 'table' | 'config' | 'random'>,
  signal: AbortSignal,
): Promise<ApiClient | undefined> {
  const before = await readOrchestrator(table);
  if (before === undefined || before.owner === '' || before.endpoint === '') return undefined;
  try {
    if (config.key !== '') {
      const nonce = random.uuid();
      const { body } = await httpApi(before.endpoint, '', PROBE_MS, signal).get(
        `/v1/key-proof?nonce=${nonce}`,
        keyProof,
      );
      if (!provesKey(body.proof, config.key, nonce, before.endpoint)) return undefined;
    }
    const { body } = await httpApi(before.endpoint, config.key, PROBE_MS, signal).get('/v1/cluster', cluster);
    const after = await readOrchestrator(table);
    const row = body.orchestrator;
    if (row === null || after === undefined || row.epoch !== after.epoch) return undefined;
    if (row.sequence < before.sequence || row.sequence > after.sequence) return undefined;
    return httpApi(before.endpoint, config.key, REQUEST_MS, signal);
  } catch (error) {
    if (error instanceof ApiUnreachable || error instanceof ApiProblem) return undefined;
    throw error;
  }
}
