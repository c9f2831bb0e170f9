import type { Logger } from 'pino';
import { PROCESS_BEAT_MS, type Process, deleteProcess, writeProcess } from '#core/tables/processes.ts';
import type { Clock } from '#ports/clock.ts';
import type { Table } from '#ports/table.ts';
import type { MessageTotals } from '#runtime/metrics.ts';

export interface PresenceDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly log: Logger;
  /** What the process did so far. */
  readonly totals: () => MessageTotals;
}

/** What of a process does not change while it lives. */
export type ProcessFacts = Omit<Process, 'started_at_ms' | 'seen_at_ms' | keyof MessageTotals>;

/** A process that shows that it is there. */
export interface Presence {
  /** Ends the showing; deletes the row. */
  stop(): Promise<void>;
}

/**
 * Writes the process's row now, and anew every {@link PROCESS_BEAT_MS} until it is stopped. People go by the row and
 * nothing else does: a write that fails is logged, and the next one tells the same.
 */
export async function keepPresence(deps: PresenceDeps, facts: ProcessFacts): Promise<Presence> {
  const { table, clock, log } = deps;
  const started_at_ms = clock.now();
  const ended = new AbortController();
  const write = async (): Promise<void> => {
    try {
      await writeProcess(table, { ...facts, started_at_ms, seen_at_ms: clock.now(), ...deps.totals() });
    } catch (error) {
      log.warn({ err: error }, 'the row of this process was not written; trying again');
    }
  };
  const keep = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(PROCESS_BEAT_MS, ended.signal);
      if (ended.signal.aborted) return;
      await write();
    }
  };
  await write();
  const kept = keep();
  return {
    async stop() {
      ended.abort();
      // A write under way would bring the row back.
      await kept;
      try {
        await deleteProcess(table, facts.id);
      } catch (error) {
        // It ends anyway: one line is enough.
        const reason = error instanceof Error ? error.message : String(error);
        log.warn({ reason }, 'this process could not sign off; it is forgotten in ten minutes');
      }
    },
  };
}
