import type { Logger } from 'pino';
import type { SearchTasks } from '#core/pack/search-tasks.ts';
import type { MessageOf } from '#messages/registry.ts';
import type { Clock } from '#ports/clock.ts';
import type { Compute } from '#ports/compute.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Queue } from '#ports/queue.ts';
import type { Random } from '#ports/random.ts';
import type { ScratchFolder } from '#ports/scratch.ts';
import type { Unzstd } from '#ports/unzstd.ts';
import type { Metrics } from '#runtime/metrics.ts';
import type { QueueNames } from '#runtime/queue-names.ts';
import type { WorkerDefinition } from '#runtime/worker.ts';
import { giveUp } from './give-up.ts';
import { heartbeat } from './heartbeat.ts';
import type { KeyLocks } from './key-locks.ts';
import { load } from './load.ts';
import type { PackFiles } from './pack-files.ts';
import type { Room } from './room.ts';
import type { ServedPacks } from './served-packs.ts';
import { unload } from './unload.ts';

export interface SearcherDeps {
  readonly queue: Pick<Queue, 'create' | 'remove' | 'counts' | 'peek'>;
  readonly names: QueueNames;
  readonly objects: ObjectStore;
  readonly unzstd: Unzstd;
  /** Runs queries. */
  readonly queries: Compute<SearchTasks>;
  /** Checks packs before they are served: threads of its own, so that no query waits for a check. */
  readonly checks: Compute<SearchTasks>;
  /** Packs lie here. Claimed and released by whoever starts the searcher. */
  readonly scratch: ScratchFolder;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** How the machine is doing, for registrations. */
  readonly machine: () => Machine;
  readonly settings: {
    /** Packs loaded or unloaded at once. */
    readonly concurrency: number;
    readonly handler_timeout_ms: number;
    readonly heartbeat_ms: number;
    /** A query is ended after this, waiting for a thread included. */
    readonly search_timeout_ms: number;
    readonly datacenter: string;
  };
}

export type Machine = NonNullable<MessageOf<'register'>['machine']>;

/** What a searcher keeps: it lives as long as the process. */
export interface SearcherState extends SearcherDeps {
  readonly id: string;
  readonly endpoint: string;
  readonly served: ServedPacks;
  readonly files: PackFiles;
  readonly room: Room;
  /** By pack: to load and to unload the same one go one after the other. */
  readonly locks: KeyLocks;
}

/** Brings packs up and drops them as it is told, and tells every `heartbeat_ms` what it holds. */
export function searcherWorker(state: SearcherState): WorkerDefinition {
  return {
    role: 'searcher',
    queue: { name: state.names.searcher(state.id) },
    concurrency: state.settings.concurrency,
    handler_timeout_ms: state.settings.handler_timeout_ms,
    handlers: { load: load(state), unload: unload(state) },
    onDead: giveUp(state),
    background: [{ name: 'heartbeat', run: (handling) => heartbeat(state, handling) }],
  };
}
