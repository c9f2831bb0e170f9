import { openAwsClients } from '#adapters/aws/clients.ts';
import { regionAndCredentials } from '#adapters/aws/region-and-credentials.ts';
import type { SetUpStep } from '#adapters/aws/set-up-step.ts';
import { setupBucket } from '#adapters/aws/setup-bucket.ts';
import { setupQueues } from '#adapters/aws/setup-queues.ts';
import { setupTables } from '#adapters/aws/setup-tables.ts';
import { whenThere } from '#adapters/aws/when-there.ts';
import { systemClock } from '#adapters/system/system-clock.ts';
import type { Config } from '#config';
import { queueNames } from '#runtime/queue-names.ts';
import { tableNames } from './table-names.ts';

export interface SetUpOptions {
  /** Tables that cannot be deleted and can be taken back to any second; objects that are kept when deleted. */
  readonly protect: boolean;
  /** Waits so long for services that do not answer yet. */
  readonly wait_ms: number;
  readonly signal: AbortSignal;
}

/**
 * Makes what Sitepack needs on AWS and is not there: queues with their dead letters, the bucket, the tables. What is
 * there is brought to what it must be; a second time nothing is changed. The embedded backend needs none of it.
 */
export async function* setUpAws(config: Config, options: SetUpOptions): AsyncGenerator<SetUpStep> {
  const clients = openAwsClients({ env: process.env });
  try {
    const region = await regionAndCredentials(clients);
    await whenThere(clients, systemClock, options);
    yield* setupQueues(clients.sqs, queueNames(config.prefix).work, systemClock);
    yield* setupBucket(clients.s3, config.bucket, { region, protect: options.protect }, systemClock);
    yield* setupTables(
      clients.dynamodb,
      tableNames(config.prefix),
      { protect: options.protect },
      systemClock,
    );
  } finally {
    clients.close();
  }
}
