import type { Logger } from 'pino';
import type { Config } from '#config';
import type { ClusterRules } from '#core/cluster/event.ts';
import type { Clock } from '#ports/clock.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Queue } from '#ports/queue.ts';
import type { Random } from '#ports/random.ts';
import type { Table } from '#ports/table.ts';
import { queueNames } from '#runtime/queue-names.ts';
import type { Background, WorkerDefinition } from '#runtime/worker.ts';
import type { Control } from './control.ts';
import { Heads } from './heads.ts';
import { handleLoadFailed } from './load-failed.ts';
import { handleLoaded } from './loaded.ts';
import { handleRegister } from './register.ts';
import { Role } from './role.ts';
import { handleUnloaded } from './unloaded.ts';
import { handleUpdate } from './update.ts';

export interface OrchestratorDeps {
  readonly table: Table;
  readonly objects: ObjectStore;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Made by the caller, because the router and the API read it too. */
  readonly control: Control;
  /** That of the router. */
  readonly searches: Background;
  /** Base URL under which others reach this process, once it listens. */
  readonly endpoint: () => string;
  readonly config: Pick<Config, 'prefix' | 'heartbeat_ms' | 'lease_ms' | 'handler_timeout_ms'>;
}

/** Keeps track of which packs are on which searchers, and decides where they should be. One is active, others stand by. */
export function orchestratorWorker(deps: OrchestratorDeps): WorkerDefinition {
  const { control, config } = deps;
  const heads = new Heads(deps);
  const { prefix, heartbeat_ms, lease_ms } = config;
  const role = new Role({ ...deps, heads, names: queueNames(prefix), heartbeat_ms, lease_ms });
  return {
    role: 'orchestrator',
    queue: 'orchestrator',
    active: () => role.isActive(),
    // Handlers decide at once and then wait for sends: many at a time keep up with many searchers.
    concurrency: 16,
    handler_timeout_ms: config.handler_timeout_ms,
    handlers: {
      update: handleUpdate(heads),
      register: handleRegister(control),
      loaded: handleLoaded(control),
      unloaded: handleUnloaded(control),
      load_failed: handleLoadFailed(control),
    },
    background: [role, deps.searches],
  };
}

/** The figures that placement goes by, from the settings. */
export function clusterRules(
  config: Pick<Config, 'replicas' | 'heartbeat_ms' | 'search_timeout_ms'>,
): ClusterRules {
  const { replicas, heartbeat_ms, search_timeout_ms } = config;
  // A search that was told of the old version just before may last its whole time, and be told late.
  return { replicas, heartbeat_ms, grace_ms: 2 * search_timeout_ms };
}
