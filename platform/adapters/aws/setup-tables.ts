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
import { lookUntil } from './look-until.ts';
import type { SetUpStep } from './set-up-step.ts';
import { awsErrorName } from './aws-errors.ts';

/** A table takes some ten seconds to make; with those of others before it, longer. */
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

/** What is wrong with tables, with what to do. Nothing is changed. */
export async function* describeTables(
  client: DynamoDBClient,
  tables: readonly string[],
): AsyncGenerator<string> {
  for (const table of tables) {
    const found = await describe(client, table);
    if (found === undefined) yield `there is no table "${table}"; run "sitepack setup"`;
    else {
      const differs = differenceOf(table, found);
      if (differs !== undefined) yield differs.message;
    }
  }
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
  await until(clock, table, async () => {
    try {
      await client.send(command);
    } catch (error) {
      // Of tables with an index only one is made at a time; or the account has all that it may have.
      if (awsErrorName(error) === 'LimitExceededException')
        return { why: 'others are being made, or there are too many', cause: error };
      // Somebody ran setup at the same time.
      if (awsErrorName(error) !== 'ResourceInUseException')
        return await explained(table, Promise.reject(error));
    }
    return { found: 'made' };
  });
}

async function whenActive(client: DynamoDBClient, table: string, clock: Clock): Promise<TableDescription> {
  return await until(clock, table, async () => {
    const found = await describe(client, table);
    if (found?.TableStatus === 'DELETING')
      throw new DynamoError(
        'table_not_ready',
        `the table "${table}" is being deleted; run "sitepack setup" again when it is gone`,
      );
    return found?.TableStatus === 'ACTIVE' ? { found } : { why: 'it is still being made' };
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
    return await until(clock, table, async () => {
      try {
        await client.send(command);
        return { found: 'made' as const };
      } catch (error) {
        // For some seconds after a table was made.
        if (awsErrorName(error) === 'ContinuousBackupsUnavailableException')
          return { why: 'its backups are not ready yet', cause: error };
        throw error;
      }
    });
  } catch (error) {
    if (awsErrorName(error) === 'UnknownOperationException') return 'unknown';
    return await explained(table, Promise.reject(error));
  }
}

/** Why there is nothing yet. */
interface NotYet {
  readonly why: string;
  /** What DynamoDB said. */
  readonly cause?: unknown;
}

/**
 * Looks until there is something.
 * @throws {DynamoError} `table_not_ready` after {@link MOST_MS}, with what the last look says of why.
 */
async function until<Found extends object | string>(
  clock: Clock,
  table: string,
  look: () => Promise<{ readonly found: Found } | NotYet>,
): Promise<Found> {
  let last: NotYet | undefined;
  const seen = await lookUntil(clock, MOST_MS, async () => {
    const looked = await look();
    if ('found' in looked) return looked;
    last = looked;
    return undefined;
  });
  if (seen !== undefined) return seen.found;
  const { why = '', cause } = last ?? {};
  const said = cause instanceof Error ? ` (DynamoDB says: "${cause.message}")` : '';
  throw new DynamoError(
    'table_not_ready',
    `the table "${table}" was not ready after ${MOST_MS / 1000} s: ${why}${said}; run "sitepack setup" again in a while`,
    { cause },
  );
}
