import type { WorkerRole } from '#runtime/worker.ts';
import type { Platform } from './backend/platform.ts';
import type { Surroundings } from './surroundings.ts';

export interface StartOptions {
  readonly roles: readonly WorkerRole[];
  /** Messages in work at once, per worker; each role has its own figure when absent. */
  readonly concurrency?: number;
  /** Of the API, if the orchestrator is among the roles; 0 takes a free one. */
  readonly port: number;
}

/** What workers are opened with; `opening` closes what they need. */
export interface OpenContext {
  readonly platform: Platform;
  readonly options: StartOptions;
  readonly surroundings: Surroundings;
  readonly opening: AsyncDisposableStack;
}
