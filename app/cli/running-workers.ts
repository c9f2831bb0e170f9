import type { Platform } from '#app/backend/platform.ts';
import { PROCESS_BEAT_MS, listProcesses } from '#core/tables/processes.ts';
import { ROLES, type WorkerRole } from '#runtime/worker.ts';

/** Two signs of life that did not come, and some time for the third to be on its way. */
const ALIVE_MS = PROCESS_BEAT_MS * 2.5;

/** Workers by their roles. */
export interface RunningWorkers {
  /** Living processes of each role that has one. */
  readonly running: Readonly<Partial<Record<WorkerRole, number>>>;
  /** Roles that none has: their messages wait. */
  readonly missing: readonly WorkerRole[];
}

export async function runningWorkers({
  table,
  clock,
}: Pick<Platform, 'table' | 'clock'>): Promise<RunningWorkers> {
  const now_ms = clock.now();
  const living = (await listProcesses(table, now_ms)).filter(
    ({ seen_at_ms }) => now_ms - seen_at_ms <= ALIVE_MS,
  );
  const counts = ROLES.map((role): [WorkerRole, number] => [
    role,
    living.filter(({ roles }) => roles.includes(role)).length,
  ]);
  return {
    running: Object.fromEntries(counts.filter(([, count]) => count > 0)),
    missing: counts.filter(([, count]) => count === 0).map(([role]) => role),
  };
}

/** `Running: orchestrator 1, timer 1; missing: indexer, crawler`, in a line. */
export function runningText({ running, missing }: RunningWorkers): string {
  const there = Object.entries(running).map(([role, count]) => `${role} ${count}`);
  const parts = [
    ...(there.length === 0 ? [] : [`running: ${there.join(', ')}`]),
    ...(missing.length === 0 ? [] : [`missing: ${missing.join(', ')}`]),
  ];
  const text = parts.join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
