import type { OnAwsCall } from '#adapters/aws/aws-call.ts';
import { openAwsClients } from '#adapters/aws/clients.ts';
import { DynamoTable } from '#adapters/aws/dynamo-table.ts';
import { regionAndCredentials } from '#adapters/aws/region-and-credentials.ts';
import { S3ObjectStore } from '#adapters/aws/s3-object-store.ts';
import { describeQueues } from '#adapters/aws/setup-queues.ts';
import { describeTables } from '#adapters/aws/setup-tables.ts';
import { SqsQueue } from '#adapters/aws/sqs-queue.ts';
import { systemClock } from '#adapters/system/system-clock.ts';
import { systemRandom } from '#adapters/system/system-random.ts';
import type { Config } from '#config';
import { queueNames } from '#runtime/queue-names.ts';
import { makeDataFolder } from './data-folder.ts';
import type { Backend } from './open-backend.ts';
import { tableNames } from './table-names.ts';

/** SQS, DynamoDB and S3; `sitepack setup` has made what is needed there. */
export async function openAws({ data, prefix, bucket }: Config, onCall: OnAwsCall): Promise<Backend> {
  // Packs are built and served from a local disk here too.
  await makeDataFolder(data);
  const clients = openAwsClients({ env: process.env, onCall });
  const queue = new SqsQueue({ client: clients.sqs, clock: systemClock });
  const table = new DynamoTable({
    client: clients.dynamodb,
    prefix,
    clock: systemClock,
    random: systemRandom,
  });
  const objects = new S3ObjectStore({ client: clients.s3, bucket, clock: systemClock });
  return {
    queue,
    table,
    objects,
    describeQueues: () => describeQueues(clients.sqs, queueNames(prefix).work),
    describeTables: () => describeTables(clients.dynamodb, tableNames(prefix)),
    async locate() {
      const region = await regionAndCredentials(clients);
      return `SQS, DynamoDB and S3 of ${region}, prefix ${prefix}, bucket ${bucket}; scratch in ${data}`;
    },
    async close() {
      await Promise.all([queue.close(), table.close(), objects.close()]);
      clients.close();
    },
  };
}
