import type { Logger } from 'pino';
import type { Config } from '#config';
import type { ClusterSnapshot } from '#core/cluster/snapshot.ts';
import type { DocumentDiff } from '#core/pack/document-diff.ts';
import type { Manifest } from '#core/pack/manifest.ts';
import type { SearchSettings } from '#core/settings/search-settings.ts';
import type { Clock } from '#ports/clock.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Queue } from '#ports/queue.ts';
import type { Random } from '#ports/random.ts';
import type { Table } from '#ports/table.ts';
import type { Outbox } from '#runtime/outbox.ts';
import type { Metrics } from '#runtime/metrics.ts';
import type { QueueNames } from '#runtime/queue-names.ts';
import type {
  JointAnswer,
  JointRequest,
  SearchAnswer,
  SearchRequest,
} from '#workers/orchestrator/search-answer.ts';
import type { SearchLog } from '#workers/orchestrator/search-log.ts';
import type { SuggestAnswer, SuggestRequest } from '#workers/orchestrator/suggest-answer.ts';

/** The cluster as the orchestrator of this process sees it. */
export interface ClusterView extends ClusterSnapshot {
  /** Counts the takings of the role; null while another process has it: a standby knows of no searchers. */
  readonly epoch: number | null;
}

/** Two versions of an index, to be compared document by document. */
export interface CompareRequest {
  readonly before: Manifest;
  readonly after: Manifest;
  /** Documents named of each kind. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** A pack that goes from one searcher to another. */
export interface PackMove {
  readonly index: string;
  readonly pack: string;
  readonly from: string;
  readonly to: string;
}

/** What the API and the pages stand on. */
export interface HttpServices {
  readonly config: Config;
  readonly table: Table;
  readonly objects: ObjectStore;
  /** For people who look at queues and dead letters; what is sent goes by `outbox`. */
  readonly queue: Queue;
  readonly names: QueueNames;
  readonly outbox: Pick<Outbox, 'send'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** @throws what `Router.search` throws. */
  search(request: SearchRequest): Promise<SearchAnswer>;
  /** @throws what `Router.searchAll` throws. */
  searchAll(request: JointRequest): Promise<JointAnswer>;
  /** @throws what `Router.suggest` throws. */
  suggest(request: SuggestRequest): Promise<SuggestAnswer>;
  /** What is set for searching an index, as searches heed it. @throws what `Router.settings` throws. */
  searchSettings(index: string, signal: AbortSignal): Promise<SearchSettings | undefined>;
  /** Counts what is searched and clicked. */
  readonly searches: Pick<SearchLog, 'click' | 'write' | 'delete'>;
  cluster(): ClusterView;
  /** Why the role of the orchestrator could not be taken or renewed just now; undefined where nothing is in the way. */
  hindrance?(): string | undefined;
  /** @throws what `Control.move` throws. */
  move(of: PackMove): Promise<void>;
  /** Compares two versions on local disk. @throws {Problem} `comparing`, `too_large_to_compare` */
  compare(request: CompareRequest): Promise<DocumentDiff>;
  /** Base URL by which others know this server; absent where there is none. */
  readonly address?: () => string;
  /** Aborts when the server closes: answers that would go on for ever end then. */
  readonly closing?: AbortSignal;
}
