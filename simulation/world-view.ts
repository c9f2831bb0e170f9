import type { Config } from '#config';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Queue } from '#ports/queue.ts';
import type { Table } from '#ports/table.ts';
import type { QueueNames } from '#runtime/queue-names.ts';
import type { WorkerRole } from '#runtime/worker.ts';
import type { SearchAnswer, SearchRequest } from '#workers/orchestrator/search-answer.ts';
import type { Plan } from './plan.ts';
import type { MadeWeb } from './web/made-web.ts';

/** A world as those see it who check or question it. Looking makes no step and meets no fault. */
export interface WorldView {
  readonly plan: Plan;
  /** Settings as all processes have them. */
  readonly config: Config;
  readonly names: QueueNames;
  /** What lies in the queues, tables and objects. */
  readonly queue: Queue;
  readonly table: Table;
  readonly objects: ObjectStore;
  readonly web: MadeWeb;
  /** Virtual ms since the run began. */
  now(): number;
  /** True Unix ms: that of the services. */
  wallNow(): number;
  processes(): readonly ProcessView[];
  /** The routers of processes that are up. */
  routers(): readonly RouterView[];
}

export interface ProcessView {
  readonly name: string;
  readonly roles: readonly WorkerRole[];
  readonly state: 'down' | 'starting' | 'up' | 'stopping';
  readonly paused: boolean;
}

export interface RouterView {
  /** Name of its process. */
  readonly name: string;
  search(request: SearchRequest): Promise<SearchAnswer>;
  /** Whether its process has the role of the orchestrator, as it thinks. */
  isActive(): boolean;
  /** The version that queries of an index get; null for none. */
  serving(index: string): number | null;
}
