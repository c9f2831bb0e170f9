import {
  CreateTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  type TableDescription,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import type { Clock } from '#ports/clock.ts';
import { DynamoError, explained } from './dynamo-errors.ts';
import { ATTRIBUTES, INDEX, KEYS, differenceOf } from './dynamo-table-shape.ts';
import type { SetUpStep } from './set-up-step.ts';
import { awsErrorName } from './aws-errors.ts';

/** A table takes some ten seconds to make, a stand-in's none: looks become rarer. */
const FIRST_LOOK_MS = 20;
const LAST_LOOK_MS = 1000;
const MOST_MS = 300_000;

/**
 * Makes the tables that are not there, paid for by the request; what the others are paid by is left alone. One after the
 * other: DynamoDB makes only one table with an index at a time.
 * @param tables full names.
 * @param options `protect`: tables cannot be deleted, and can be taken back to any second of the last 35 days. Without it
 *   a protection that is there stays.
 * @throws {DynamoError} `table_differs`: a table of that name has other keys or indexes, which nobody can change.
 *   `table_not_ready`: it is being deleted, or took more than {@link MOST_MS} to make.
 */
export async function* setupTables(
  client: DynamoDBClient,
  tables: readonly string[],
  { protect }: { readonly protect: boolean },
  clock: Clock,
): AsyncGenerator<SetUpStep> {
  for (const table of tables) {
    const what = `table ${table}`;
    const before = await describe(client, table);
    if (before === undefined) await create(client, table, protect, clock);
    const found = await whenActive(client, table, clock);
    const differs = differenceOf(table, found);
    if (differs !== undefined) throw differs;
    yield { what, state: before === undefined ? 'made' : 'there' };
    if (!protect) continue;
    const state = await forbidDeletion(client, table, found, clock);
    yield {
      what: `${what}: deletion protection`,
      state: state === 'there' && before === undefined ? 'made' : state,
    };
    yield {
      what: `${what}: point-in-time recovery`,
      state: await keepBackups(client, table, clock),
    };
  }
}

/** Tables that are not there or cannot be used, and why; for a look without a change. */
export async function unusableTables(
  client: DynamoDBClient,
  tables: readonly string[],
): Promise<readonly DynamoError[]> {
  const unusable: DynamoError[] = [];
  for (const table of tables) {
    const found = await describe(client, table);
    if (found === undefined) {
      unusable.push(new DynamoError('table_missing', `there is no table "${table}"; run "sitepack setup"`));
      continue;
    }
    const differs = differenceOf(table, found);
    if (differs !== undefined) unusable.push(differs);
  }
  return unusable;
}

async function describe(client: DynamoDBClient, table: string): Promise<TableDescription | undefined> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    return Table;
  } catch (error) {
    if (awsErrorName(error) === 'ResourceNotFoundException') return undefined;
    return await explained(table, Promise.reject(error));
  }
}

async function create(client: DynamoDBClient, table: string, protect: boolean, clock: Clock): Promise<void> {
  const command = new CreateTableCommand({
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    DeletionProtectionEnabled: protect,
    AttributeDefinitions: ATTRIBUTES,
    KeySchema: KEYS,
    LocalSecondaryIndexes: [INDEX],
  });
  await until(clock, table, 'other tables are being made', async () => {
    try {
      await client.send(command);
    } catch (error) {
      // Another table with an index is being made, by somebody else.
      if (awsErrorName(error) === 'LimitExceededException') return undefined;
      // Somebody ran setup at the same time.
      if (awsErrorName(error) !== 'ResourceInUseException')
        return await explained(table, Promise.reject(error));
    }
    return true;
  });
}

async function whenActive(client: DynamoDBClient, table: string, clock: Clock): Promise<TableDescription> {
  return await until(clock, table, 'it is still being made', async () => {
    const found = await describe(client, table);
    if (found?.TableStatus === 'DELETING')
      throw new DynamoError(
        'table_not_ready',
        `the table "${table}" is being deleted; run "sitepack setup" again when it is gone`,
      );
    return found?.TableStatus === 'ACTIVE' ? found : undefined;
  });
}

async function forbidDeletion(
  client: DynamoDBClient,
  table: string,
  found: TableDescription,
  clock: Clock,
): Promise<SetUpStep['state']> {
  // AWS always says whether it is on.
  if (found.DeletionProtectionEnabled === undefined) return 'unknown';
  if (found.DeletionProtectionEnabled) return 'there';
  const command = new UpdateTableCommand({ TableName: table, DeletionProtectionEnabled: true });
  await explained(table, client.send(command));
  await whenActive(client, table, clock);
  return 'changed';
}

async function keepBackups(client: DynamoDBClient, table: string, clock: Clock): Promise<SetUpStep['state']> {
  const key = { TableName: table };
  try {
    const { ContinuousBackupsDescription: before } = await client.send(
      new DescribeContinuousBackupsCommand(key),
    );
    if (before?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED') return 'there';
    const command = new UpdateContinuousBackupsCommand({
      ...key,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
    return await until(clock, table, 'its backups are not ready yet', async () => {
      try {
        await client.send(command);
        return 'made';
      } catch (error) {
        // For some seconds after a table was made.
        if (awsErrorName(error) === 'ContinuousBackupsUnavailableException') return undefined;
        throw error;
      }
    });
  } catch (error) {
    if (awsErrorName(error) === 'UnknownOperationException') return 'unknown';
    return await explained(table, Promise.reject(error));
  }
}

/** Looks until there is something. @throws {DynamoError} `table_not_ready` after {@link MOST_MS}. */
async function until<Found>(
  clock: Clock,
  table: string,
  why: string,
  look: () => Promise<Found | undefined>,
): Promise<Found> {
  const deadline_ms = clock.monotonic() + MOST_MS;
  for (let wait_ms = FIRST_LOOK_MS; ; wait_ms = Math.min(LAST_LOOK_MS, 2 * wait_ms)) {
    const found = await look();
    if (found !== undefined) return found;
    if (clock.monotonic() >= deadline_ms)
      throw new DynamoError(
        'table_not_ready',
        `the table "${table}" was not ready after ${MOST_MS / 1000} s: ${why}; run "sitepack setup" again in a while`,
      );
    await clock.sleep(wait_ms);
  }
}
