import { z } from 'zod';
import type { Table } from '#ports/table.ts';
import { readRow } from './row.ts';

/**
 * Who has the role of the orchestrator: the lease on it, and where it listens. `epoch` counts its takings, so that two
 * orchestrators can be told apart by whoever hears both.
 */
export const orchestratorSchema = z.object({
  pk: z.literal('roles'),
  sk: z.literal('orchestrator'),
  /** Empty when nobody has it. */
  owner: z.string(),
  /** Counts every taking and renewing. */
  sequence: z.int().min(0),
  epoch: z.int().min(0),
  /** Base URL of its HTTP interface. */
  endpoint: z.string(),
});
export type OrchestratorRow = z.infer<typeof orchestratorSchema>;

export const ORCHESTRATOR_KEY = { pk: 'roles', sk: 'orchestrator' } as const;

/** The fields of the row by which it is leased. */
export const ORCHESTRATOR_LEASE = { owner: 'owner', sequence: 'sequence', fence: 'epoch' } as const;

/** The orchestrator that is active, or was last. `owner` is empty after one that ended well. */
export function readOrchestrator(table: Table): Promise<OrchestratorRow | undefined> {
  return readRow(table, 'nodes', orchestratorSchema, ORCHESTRATOR_KEY);
}
