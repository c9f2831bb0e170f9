/** The labels that metrics have. Each takes few values: what grows with sites, pages or machines is no label. */
export const LABELS = {
  queue:
    'Logical name of the queue: `index`, `crawl`, `timer`, `pack`, `orchestrator`, `searcher` (all of them together), the same with `-dead` behind it, or `other`.',
  type: 'Type of the message; `unreadable` for what is none, `unread` for one that was handed back before it was looked at.',
  outcome: 'What became of it; the metric says which there are.',
  role: 'Role of the worker.',
  port: '`queue`, `table`, `objects` or `peer`.',
  operation: 'Method of the port, or operation of the AWS service as its API names it.',
  task: 'Name of the task, such as `read_page`, `build_pack` or `search_pack`.',
  status:
    'Status class of the answer (`2xx`) or `error` when there was none; for searches as the metric says.',
  code: 'Code of the error, from a fixed list.',
  service: '`sqs`, `s3` or `dynamodb`.',
  kind: 'What it was made from: `full` from nothing, `incremental` from the pack before.',
  version: 'Version of Sitepack.',
} as const;
export type Label = keyof typeof LABELS;

export type MetricKind = 'counter' | 'gauge' | 'histogram';

/** One metric: docs/metrics.md and the dashboard are checked against these. */
export interface MetricEntry {
  /** By Prometheus's rules: base unit at the end, `_total` for counters. */
  readonly name: string;
  readonly kind: MetricKind;
  readonly help: string;
  readonly labels: readonly Label[];
  /** Upper bounds, in the unit of the name. */
  readonly buckets?: readonly number[];
}

/** Calls within this machine and its network: a write to a local disk takes a fraction of a millisecond. */
const CALL_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30];
/** Work that a person may wait for. */
const WORK_SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120, 600];
/** From at once to a queue that nobody has consumed for a day. */
const AGE_SECONDS = [0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 86_400];

function counter<const L extends readonly Label[]>(name: string, labels: L, help: string) {
  return { name, kind: 'counter', help, labels } as const;
}

function gauge<const L extends readonly Label[]>(name: string, labels: L, help: string) {
  return { name, kind: 'gauge', help, labels } as const;
}

function histogram<const L extends readonly Label[]>(
  name: string,
  labels: L,
  buckets: readonly number[],
  help: string,
) {
  return { name, kind: 'histogram', help, labels, buckets } as const;
}

/** Every metric that Sitepack has of its own. */
export const METRICS = {
  taken: counter(
    'sitepack_messages_taken_total',
    ['queue', 'type'],
    'Messages that a worker began to work on; each delivery counts.',
  ),
  ended: counter(
    'sitepack_messages_ended_total',
    ['queue', 'type', 'outcome'],
    'What became of them: `done`, `put_off`, `failed` (to be tried again), `dead`, or `returned` because the worker stopped.',
  ),
  sent: counter(
    'sitepack_messages_sent_total',
    ['queue'],
    'Messages sent, dead letters and those sent anew because they were put off included.',
  ),
  in_work: gauge('sitepack_messages_in_work', ['queue'], 'Messages that a handler works on at this moment.'),
  age: histogram(
    'sitepack_message_age_seconds',
    ['queue'],
    AGE_SECONDS,
    'Time from the sending of a message to its first delivery, the delay it was sent with included.',
  ),
  handler: histogram(
    'sitepack_handler_duration_seconds',
    ['type'],
    WORK_SECONDS,
    'Time that the handler of a message took, whatever came of it.',
  ),

  port_calls: histogram(
    'sitepack_port_call_duration_seconds',
    ['port', 'operation', 'outcome'],
    CALL_SECONDS,
    'Calls of queue, table, objects and peers, by `ok` and `error`. A `receive` includes its wait for messages; a `stream` ends with its last byte.',
  ),
  tasks: histogram(
    'sitepack_task_duration_seconds',
    ['task', 'outcome'],
    WORK_SECONDS,
    'Work done on threads, by `ok` and `error`, waiting for a thread included.',
  ),

  web_requests: histogram(
    'sitepack_web_request_duration_seconds',
    ['status'],
    WORK_SECONDS,
    'Requests to sites, robots.txt included.',
  ),
  web_bytes: counter(
    'sitepack_web_received_bytes_total',
    [],
    'Bytes of bodies that came from sites, as they came over the wire.',
  ),
  web_errors: counter(
    'sitepack_web_errors_total',
    ['code'],
    'Requests to sites that brought no whole answer.',
  ),
  pages: counter(
    'sitepack_pages_read_total',
    ['outcome'],
    'Visits of pages that came to an end: `indexed`, `unchanged`, `redirected`, `alias`, `refused`, `gone`, `failed`, `unsupported`.',
  ),

  pack_builds: histogram(
    'sitepack_pack_build_duration_seconds',
    ['kind'],
    WORK_SECONDS,
    'Packs built: fetching the pack before, building, checking, compressing and storing.',
  ),
  pack_documents: counter(
    'sitepack_pack_documents_total',
    ['kind'],
    'Documents in the packs that were built.',
  ),
  pack_bytes: counter(
    'sitepack_pack_bytes_total',
    ['kind'],
    'Bytes of the packs that were built, before compression.',
  ),
  versions: counter(
    'sitepack_versions_published_total',
    ['type'],
    'Versions of indexes published, by the message that asked for it.',
  ),
  versions_held: counter(
    'sitepack_versions_held_total',
    [],
    'Versions of indexes that the publish gate held.',
  ),

  searches: histogram(
    'sitepack_search_duration_seconds',
    ['status'],
    WORK_SECONDS,
    'Searches as the router saw them: `complete`, `partial` (some shard did not answer), `aborted` by the client, `bad_query`, `index_not_found`, `index_not_ready`, `no_shard_answered`, or `error`.',
  ),
  shards_asked: counter(
    'sitepack_search_shards_asked_total',
    [],
    'Shards of the indexes that were searched.',
  ),
  shards_answered: counter(
    'sitepack_search_shards_answered_total',
    [],
    'Those of them that answered before the deadline.',
  ),
  packs_served: gauge(
    'sitepack_searcher_packs_served',
    [],
    'Packs that the searcher of this process serves.',
  ),
  searcher_free: gauge(
    'sitepack_searcher_free_bytes',
    [],
    'Room that the searcher of this process has for more packs.',
  ),

  aws_requests: histogram(
    'sitepack_aws_request_duration_seconds',
    ['service', 'operation', 'outcome'],
    CALL_SECONDS,
    'Requests to AWS, by `ok` and `error`, all attempts of one together. A `ReceiveMessage` includes its wait for messages.',
  ),
  aws_retries: counter(
    'sitepack_aws_retries_total',
    ['service', 'operation'],
    'Attempts beyond the first of a request to AWS.',
  ),
  aws_throttled: counter(
    'sitepack_aws_throttled_total',
    ['service', 'operation'],
    'Attempts that AWS refused because there were too many.',
  ),
  dynamodb_units: counter(
    'sitepack_dynamodb_units_total',
    ['operation'],
    'Units of DynamoDB that requests consumed, which is what is paid for: write units of `PutItem`, `UpdateItem` and `DeleteItem` (1 KB each, the copy in the index included), read units of the others (4 KB each).',
  ),

  build_info: gauge(
    'sitepack_build_info',
    ['version'],
    '1 for every process, with the version that it runs.',
  ),
  lease_held: gauge(
    'sitepack_lease_held',
    ['role'],
    '1 while this process has the role, 0 while it stands by for it.',
  ),
} as const satisfies Readonly<Record<string, MetricEntry>>;
