import type { OnAwsCall } from '#adapters/aws/aws-call.ts';
import type { Config } from '#config';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Queue } from '#ports/queue.ts';
import type { Table } from '#ports/table.ts';

/** Where messages, rows and objects lie. */
export interface Backend {
  readonly queue: Queue;
  readonly table: Table;
  readonly objects: ObjectStore;
  /** What is not with the queues as `sitepack setup` makes them; absent where there is nothing to set. */
  readonly describeQueues?: () => AsyncIterable<{ readonly queue: string; readonly problem: string }>;
  /** What is wrong with the tables, in sentences; absent where there is nothing to set. */
  readonly describeTables?: () => AsyncIterable<string>;
  /**
   * Finds what no request can do without, such as a region and credentials.
   * @returns where everything lies, in words for people.
   * @throws an error that says what to set.
   */
  locate(this: void): Promise<string>;
  close(this: void): Promise<void>;
}

/**
 * Opens the configured backend; of the code for the others nothing is loaded, which is half a second with AWS.
 * @param onAwsCall hears of every request to AWS, if that is what it stands on.
 */
export async function openBackend(config: Config, onAwsCall: OnAwsCall): Promise<Backend> {
  if (config.backend === 'aws') return (await import('./aws.ts')).openAws(config, onAwsCall);
  return (await import('./embedded.ts')).openEmbedded(config);
}
