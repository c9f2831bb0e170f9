import type { Row } from '#ports/table.ts';
import type { WorkerRole } from '#runtime/worker.ts';
import type { FaultKind } from './fault.ts';

/**
 * What happens in a world, as nobody in it can see it: at the moment when it takes effect, whoever hears of it and when.
 * Invariants, coverage, trace and digest all go by these.
 */
export type WorldEvent = Happening & {
  /** Virtual ms since the run began. */
  readonly at_ms: number;
  /** Name of the process that did it, such as `packer-1`; `client-1` for a client, `world` for what nobody did. */
  readonly by: string;
};

/** The event without its time and its doer. */
export type Happening =
  /** A row was written or deleted. Writes whose condition did not hold are none. */
  | {
      readonly type: 'row';
      /** Logical name, as in core/tables. */
      readonly table: string;
      readonly before: Row | undefined;
      readonly after: Row | undefined;
    }
  | { readonly type: 'object_put'; readonly key: string; readonly bytes: Uint8Array }
  | { readonly type: 'object_deleted'; readonly key: string }
  /** A message lies in a queue from now on. */
  | {
      readonly type: 'sent';
      /** Real name. */
      readonly queue: string;
      readonly message_id: string;
      readonly body: string;
      readonly delay_ms: number;
    }
  | {
      readonly type: 'received';
      readonly queue: string;
      readonly message_id: string;
      readonly body: string;
      readonly receive_count: number;
    }
  /** By a receipt that was good still: the message is no more. */
  | { readonly type: 'deleted'; readonly queue: string; readonly message_id: string; readonly body: string }
  /** A site was asked for a URL; `status` is absent when it never answered. */
  | { readonly type: 'asked'; readonly url: string; readonly status?: number }
  /** A searcher answered a router about a pack. */
  | {
      readonly type: 'peer_answered';
      readonly searcher: string;
      readonly index: string;
      readonly pack: string;
    }
  /** A client's search was answered, or refused with an error code. `begun_at_ms`: when it was asked. */
  | {
      readonly type: 'answered';
      /** The orchestrator process whose router was asked. */
      readonly router: string;
      readonly index: string;
      readonly query: string;
      readonly limit: number;
      readonly offset: number;
      readonly begun_at_ms: number;
      readonly answer: ClientAnswer | { readonly error: string };
    }
  /** A client did something other than searching, and how it went. */
  | { readonly type: 'client'; readonly action: string; readonly detail: string; readonly accepted: boolean }
  /** A site changed: the URL answers something else from now on. */
  | { readonly type: 'web_changed'; readonly url: string; readonly detail: string }
  | { readonly type: 'process'; readonly change: ProcessChange; readonly roles: readonly WorkerRole[] }
  | { readonly type: 'fault'; readonly kind: FaultKind; readonly number: number; readonly detail: string }
  /** From now on nothing goes wrong; what lasted is over: pauses, cuts, full disks, and clocks that had jumped. */
  | { readonly type: 'faults_over' }
  /** Bytes on the disk of a process after it changed, and what fits there. */
  | {
      readonly type: 'disk';
      readonly folder: string;
      readonly used_bytes: number;
      readonly most_bytes: number;
    }
  /** Any call of a port took effect, reads too: what makes the digest cover every step. */
  | { readonly type: 'call'; readonly service: Service; readonly operation: string; readonly about: string }
  /** A line of a process's log, for whoever asks. */
  | { readonly type: 'log'; readonly level: number; readonly text: string };

export type ProcessChange =
  | 'started'
  | 'ready'
  | 'failed_to_start'
  | 'stopping'
  | 'stopped'
  | 'crashed'
  | 'paused'
  | 'resumed';

/** What stands outside of every process. */
export type Service = 'queue' | 'table' | 'objects' | 'web' | 'peer' | 'disk' | 'compute';

export interface ClientAnswer {
  readonly version: number;
  readonly total: number;
  /** Document ids of the hits, the best first. */
  readonly ids: readonly string[];
  readonly shards: { readonly total: number; readonly answered: number };
}

export type EventOf<Type extends WorldEvent['type']> = Extract<WorldEvent, { readonly type: Type }>;

/** Hears of everything, in order. */
export type Observer = (event: WorldEvent) => void;
