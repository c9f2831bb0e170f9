import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemClock } from '#adapters/system/system-clock.ts';
import type { Clock } from '#ports/clock.ts';
import { type Emulators, startEmulators } from '../../../test/aws/emulators.ts';
import { openAwsClients } from './clients.ts';
import type { SetUpStep } from './set-up-step.ts';
import { describeTables, setupTables } from './setup-tables.ts';
import { type Answer, fault, startDynamoStub } from './testing/dynamo-stub.ts';

let emulators: Emulators;
beforeAll(async () => {
  emulators = await startEmulators();
  Object.assign(process.env, emulators.env);
});
afterAll(() => emulators[Symbol.asyncDispose]());

/** A client of the emulators, or of another endpoint, that keeps what it calls. */
function openClient(endpoint?: string) {
  if (endpoint !== undefined) process.env['AWS_ENDPOINT_URL_DYNAMODB'] = endpoint;
  const calls: string[] = [];
  const clients = openAwsClients({ env: process.env, onCall: ({ operation }) => void calls.push(operation) });
  return {
    client: clients.dynamodb,
    called: () => calls.splice(0),
    [Symbol.dispose]() {
      clients.close();
      Object.assign(process.env, emulators.env);
    },
  };
}

/** A clock whose sleeps are over at once, and count. */
function hasty(): Clock & { slept_ms: number } {
  const clock = {
    slept_ms: 0,
    now: () => clock.slept_ms,
    monotonic: () => clock.slept_ms,
    sleep: (ms: number) => {
      clock.slept_ms += ms;
      return Promise.resolve();
    },
  };
  return clock;
}

const states = (steps: readonly SetUpStep[]): string[] => steps.map(({ what, state }) => `${what}: ${state}`);

describe('setup of tables', () => {
  it('makes those that are not there, and a second time changes nothing', async () => {
    using opened = openClient();
    const tables = ['first-pages', 'first-crawls'];
    const setUp = () => Array.fromAsync(setupTables(opened.client, tables, { protect: false }, systemClock));
    expect(states(await setUp())).toEqual(['table first-pages: made', 'table first-crawls: made']);
    opened.called();
    expect(states(await setUp())).toEqual(['table first-pages: there', 'table first-crawls: there']);
    expect(new Set(opened.called())).toEqual(new Set(['DescribeTable']));
    const { Table } = await opened.client.send(new DescribeTableCommand({ TableName: 'first-pages' }));
    expect(Table?.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST');
    expect(await Array.fromAsync(describeTables(opened.client, [...tables, 'first-none']))).toEqual([
      'there is no table "first-none"; run "sitepack setup"',
    ]);
  });

  it('run by two at once makes each table once', async () => {
    using opened = openClient();
    const setUp = () =>
      Array.fromAsync(setupTables(opened.client, ['race-pages'], { protect: false }, hasty()));
    const both = await Promise.all([setUp(), setUp()]);
    expect(both.flat().every(({ state }) => state !== 'unknown')).toBe(true);
    expect(await Array.fromAsync(describeTables(opened.client, ['race-pages']))).toEqual([]);
  });

  it('says of protection that the stand-in does not know it', async () => {
    using opened = openClient();
    const setUp = () =>
      Array.fromAsync(setupTables(opened.client, ['safe-pages'], { protect: true }, systemClock));
    const rest = [
      'table safe-pages: deletion protection: unknown',
      'table safe-pages: point-in-time recovery: unknown',
    ];
    expect(states(await setUp())).toEqual(['table safe-pages: made', ...rest]);
    expect(states(await setUp())).toEqual(['table safe-pages: there', ...rest]);
  });

  it('refuses a table with other keys, and says what to do', async () => {
    using opened = openClient();
    await opened.client.send(
      new CreateTableCommand({
        TableName: 'other-pages',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
    const setUp = Array.fromAsync(setupTables(opened.client, ['other-pages'], { protect: false }, hasty()));
    await expect(setUp).rejects.toMatchObject({
      code: 'table_differs',
      message: expect.stringMatching(
        /its keys are id \(HASH\); it has no local index "mark"\..* SITEPACK_PREFIX/,
      ),
    });
    expect(await Array.fromAsync(describeTables(opened.client, ['other-pages']))).toEqual([
      expect.stringContaining('its keys are id (HASH)'),
    ]);
    await opened.client.send(new DeleteTableCommand({ TableName: 'other-pages' }));
  });
});

const createSchema = z.object({ DeletionProtectionEnabled: z.boolean() });

/** AWS as far as setup sees it: what dynalite does not know, and how long AWS takes. */
function behave(before: 'there' | 'missing') {
  const seen = { created: before === 'there', looks: 0, protected: false, recovery: false, tries: 0 };
  const table = () => ({
    TableStatus: seen.looks > 2 ? 'ACTIVE' : 'CREATING',
    DeletionProtectionEnabled: seen.protected,
    AttributeDefinitions: ['pk', 'sk', 'mark'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: 'mark',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'mark', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });
  const recovery = () => ({
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: seen.recovery ? 'ENABLED' : 'DISABLED' },
    },
  });
  const answer = (operation: string, request: unknown): Answer => {
    switch (operation) {
      case 'DescribeTable':
        if (!seen.created) return fault(400, 'ResourceNotFoundException');
        seen.looks += 1;
        return [200, { Table: table() }];
      case 'CreateTable':
        seen.tries += 1;
        if (seen.tries === 1) return fault(400, 'LimitExceededException');
        seen.created = true;
        seen.protected = createSchema.parse(request).DeletionProtectionEnabled;
        return [200, { TableDescription: table() }];
      case 'UpdateTable':
        seen.protected = true;
        return [200, { TableDescription: table() }];
      case 'DescribeContinuousBackups':
        return [200, recovery()];
      case 'UpdateContinuousBackups':
        seen.tries += 1;
        if (seen.tries < 4) return fault(400, 'ContinuousBackupsUnavailableException');
        seen.recovery = true;
        return [200, recovery()];
      default:
        return fault(400, 'UnknownOperationException');
    }
  };
  return { seen, answer };
}

describe('setup of tables on AWS', () => {
  const setUp = (client: Parameters<typeof setupTables>[0], clock = hasty()) =>
    Array.fromAsync(setupTables(client, ['t-pages'], { protect: true }, clock));

  it('makes a table with its protection, however long that takes', async () => {
    const { seen, answer } = behave('missing');
    await using stub = await startDynamoStub(answer);
    using opened = openClient(stub.url);
    expect(states(await setUp(opened.client))).toEqual([
      'table t-pages: made',
      'table t-pages: deletion protection: made',
      'table t-pages: point-in-time recovery: made',
    ]);
    expect(seen).toMatchObject({ created: true, protected: true, recovery: true });
    opened.called();
    const again = await setUp(opened.client);
    expect(again.map(({ state }) => state)).toEqual(['there', 'there', 'there']);
    expect(opened.called().every((operation) => operation.startsWith('Describe'))).toBe(true);
  });

  it('protects a table that was made without', async () => {
    const { seen, answer } = behave('there');
    await using stub = await startDynamoStub(answer);
    using opened = openClient(stub.url);
    expect((await setUp(opened.client)).map(({ state }) => state)).toEqual(['there', 'changed', 'made']);
    expect(seen).toMatchObject({ protected: true, recovery: true });
  });

  it('gives up on a table that does not come, and at once on one that goes', async () => {
    for (const [status, words, slept_ms] of [
      ['CREATING', /not ready after 300 s.* again in a while/, 300_000],
      ['DELETING', /is being deleted; run "sitepack setup" again/, 0],
    ] as const) {
      await using stub = await startDynamoStub(() => [200, { Table: { TableStatus: status } }]);
      using opened = openClient(stub.url);
      const clock = hasty();
      await expect(setUp(opened.client, clock)).rejects.toMatchObject({
        code: 'table_not_ready',
        message: expect.stringMatching(words),
      });
      expect(Math.floor(clock.slept_ms / 1000) * 1000).toBe(slept_ms);
    }
  });

  it('says what AWS says of a limit that does not pass', async () => {
    const said = 'Subscriber limit exceeded: 2500 tables';
    await using stub = await startDynamoStub((operation) =>
      operation === 'CreateTable'
        ? fault(400, 'LimitExceededException', said)
        : fault(400, 'ResourceNotFoundException'),
    );
    // The SDK takes the limit for one of requests, and tries again by itself, ever more slowly.
    const client = new DynamoDBClient({ endpoint: stub.url, maxAttempts: 1 });
    await expect(setUp(client)).rejects.toMatchObject({
      code: 'table_not_ready',
      message: expect.stringContaining(said),
      cause: { name: 'LimitExceededException' },
    });
    client.destroy();
  });
});
