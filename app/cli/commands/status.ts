import type { Platform } from '#app/backend/platform.ts';
import { QUEUES } from '#messages/message.ts';
import { type Cluster, type CrawlSummary, type IndexSummary, cluster, crawlList } from '../api-schemas.ts';
import { command } from '../command.ts';
import { formatTable } from '../format.ts';
import { indexTable, readIndexes } from '../index-table.ts';
import { type RunningWorkers, runningText, runningWorkers } from '../running-workers.ts';
import { withApi } from '../with-api.ts';
import { crawlTable } from './crawls.ts';

interface Status {
  /** Where the active orchestrator is; null when none answers. */
  readonly address: string | null;
  readonly workers: RunningWorkers;
  readonly cluster: Cluster;
  readonly indexes: readonly IndexSummary[];
  /** Those that are not over. */
  readonly crawls: readonly CrawlSummary[];
  readonly queues: readonly QueueStatus[];
}

interface QueueStatus {
  readonly queue: string;
  readonly ready: number;
  readonly delayed: number;
  readonly in_flight: number;
  readonly dead: number;
}

/** `sitepack status` */
export const status = command({
  name: 'status',
  description: 'What runs, the indexes, crawls under way, queues, and what is wrong.',
  args: { json: { type: 'boolean', description: 'Print JSON.' } },
  run: (args, shell) =>
    withApi(shell, async ({ api, platform }) => {
      const found: Status = {
        address: api.address ?? null,
        workers: await runningWorkers(platform),
        cluster: (await api.get('/v1/cluster', cluster)).body,
        indexes: await readIndexes(api),
        crawls: (await api.get('/v1/crawls?limit=1000', crawlList)).body.crawls.filter(
          ({ finished_at_ms }) => finished_at_ms === null,
        ),
        queues: await queueStatus(platform),
      };
      shell.print(args.json === true ? JSON.stringify(found) : statusText(found, whereText(platform.config)));
      return 0;
    }),
});

async function queueStatus({ queue, names }: Platform): Promise<QueueStatus[]> {
  return Promise.all(
    QUEUES.map(async (logical) => {
      const real = names.of(logical);
      const [counts, dead] = await Promise.all([queue.counts(real), queue.counts(names.dead(real))]);
      const { ready, delayed, in_flight } = counts;
      return { queue: real, ready, delayed, in_flight, dead: dead.ready + dead.delayed + dead.in_flight };
    }),
  );
}

/** Where everything lies. */
function whereText({ backend, data, prefix, bucket }: Platform['config']): string {
  return backend === 'aws' ? `SQS, DynamoDB and S3 with prefix ${prefix} and bucket ${bucket}` : data;
}

function runsText({ address, cluster, workers }: Status, where: string): string {
  if (address !== null) {
    const searchers = `${cluster.searchers.length} searcher(s)`;
    return `Sitepack runs at ${address}/ with ${searchers}; data in ${where}.\n${runningText(workers)}`;
  }
  if (Object.keys(workers.running).length === 0) return `Nothing runs on ${where}; "sitepack up" starts it.`;
  return `No orchestrator can be asked on ${where}: none has the role yet, or it cannot be reached from here.\n${runningText(workers)}`;
}

function statusText(found: Status, where: string): string {
  const { issues } = found.cluster;
  const queues = found.queues.map(({ queue, ready, delayed, in_flight, dead }) => [
    queue,
    ready,
    delayed,
    in_flight,
    dead,
  ]);
  const parts = [
    runsText(found, where),
    found.indexes.length === 0
      ? 'There is no index yet; "sitepack crawl URL --follow" makes one.'
      : indexTable(found.indexes),
    ...(found.indexes.some(({ held }) => held !== null)
      ? ['HELD: a version waits to be published or dropped; "sitepack index stats INDEX" tells why.']
      : []),
    found.crawls.length === 0 ? 'No crawl is under way.' : crawlTable(found.crawls),
    formatTable(['QUEUE', 'READY', 'DELAYED', 'IN FLIGHT', 'DEAD'], queues),
    ...(found.queues.some(({ dead }) => dead > 0)
      ? ['Messages were given up: "sitepack dead list" tells why.']
      : []),
    ...(issues.length === 0 ? [] : [['Issues:', ...issues.map(({ message }) => `  ${message}`)].join('\n')]),
  ];
  return parts.join('\n\n');
}
