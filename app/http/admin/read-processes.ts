import { PROCESS_BEAT_MS, type Process, listProcesses } from '#core/tables/processes.ts';
import type { HttpServices } from '../services.ts';
import { type Listed, type ProcessState, listed } from './admin-state.ts';

const MOST_PROCESSES = 500;
/** Two signs of life that did not come, and some time for the third to be on its way. */
const SILENT_MS = PROCESS_BEAT_MS * 2.5;
const GONE_MS = PROCESS_BEAT_MS * 6;

/** Processes that were seen of late, the oldest first. @param endpoint of the active orchestrator. */
export async function readProcesses(
  { table, clock }: Pick<HttpServices, 'table' | 'clock'>,
  endpoint: string | null,
): Promise<Listed<ProcessState>> {
  const now_ms = clock.now();
  const processes = await listProcesses(table, now_ms);
  const stateful = (each: Process): ProcessState => {
    const active = endpoint !== null && each.endpoint === endpoint;
    return { ...each, state: stateOf(each, now_ms), active };
  };
  return listed(processes.map(stateful), MOST_PROCESSES);
}

function stateOf({ seen_at_ms }: Process, now_ms: number): ProcessState['state'] {
  const silent_ms = now_ms - seen_at_ms;
  if (silent_ms <= SILENT_MS) return 'alive';
  return silent_ms <= GONE_MS ? 'silent' : 'gone';
}
