import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemClock } from '#adapters/system/system-clock.ts';
import { systemRandom } from '#adapters/system/system-random.ts';
import { tableSuite } from '#ports/table.suite.ts';
import { type Row, RowTooLarge, type Value } from '#ports/table.ts';
import { type Emulators, startEmulators } from '../../../test/aws/emulators.ts';
import type { AwsCall } from './aws-call.ts';
import { openAwsClients } from './clients.ts';
import { DynamoTable } from './dynamo-table.ts';
import { setupTables } from './setup-tables.ts';
import { fault, startDynamoStub } from './testing/dynamo-stub.ts';

const prefix = 'sitepack-test';

/** A table on the emulators, or on another endpoint, that keeps what it calls. */
function openTable(endpoint?: string) {
  if (endpoint !== undefined) process.env['AWS_ENDPOINT_URL_DYNAMODB'] = endpoint;
  const calls: AwsCall[] = [];
  const clients = openAwsClients({ env: process.env, onCall: (call) => void calls.push(call) });
  const { dynamodb: client } = clients;
  const table = new DynamoTable({ client, prefix, clock: systemClock, random: systemRandom });
  return {
    table,
    client,
    calls,
    /** How often each operation was called since the last time. */
    counted: () => {
      const counts: Record<string, number> = {};
      for (const { operation } of calls.splice(0)) counts[operation] = (counts[operation] ?? 0) + 1;
      return counts;
    },
    async [Symbol.asyncDispose]() {
      await table.close();
      clients.close();
      if (endpoint !== undefined) Object.assign(process.env, emulators.env);
    },
  };
}

let emulators: Emulators;
beforeAll(async () => {
  emulators = await startEmulators();
  Object.assign(process.env, emulators.env);
  await using opened = openTable();
  await Array.fromAsync(setupTables(opened.client, [`${prefix}-pages`], { protect: false }, systemClock));
});
afterAll(() => emulators[Symbol.asyncDispose]());

tableSuite('DynamoTable', () => {
  const opened = openTable();
  return Promise.resolve({ table: opened.table, dispose: () => opened[Symbol.asyncDispose]() });
});

const batchSchema = z.object({
  RequestItems: z.object({
    'sitepack-test-pages': z.object({ Keys: z.array(z.record(z.string(), z.json())) }),
  }),
});
const REFUSED = fault(400, 'ConditionalCheckFailedException', 'The conditional request failed');
const THROTTLED = fault(400, 'ProvisionedThroughputExceededException', 'too fast');

describe('calls', () => {
  it('tell the units that they consume, where they consume any', async () => {
    await using opened = openTable();
    const { table, client, calls } = opened;
    const key = { pk: 'calls-units', sk: 'a' };
    await table.put('pages', { ...key, text: 'x'.repeat(5000) });
    await table.put('pages', key, { pk: undefined });
    await table.get('pages', key);
    await table.getMany('pages', [key, { pk: 'calls-units', sk: 'b' }]);
    await client.send(new ListTablesCommand({}));
    expect(calls.map(({ operation, ok, units }) => [operation, ok, units])).toEqual([
      ['PutItem', true, 5],
      ['PutItem', false, 1],
      ['GetItem', true, 2],
      ['BatchGetItem', true, 3],
      ['ListTables', true, undefined],
    ]);
  });

  const keys = (pk: string, count: number) => Array.from({ length: count }, (_, n) => ({ pk, sk: `k${n}` }));

  it('250 rows are read in three, keys that are named twice once', async () => {
    await using opened = openTable();
    const wanted = keys('calls-read', 250);
    await opened.table.put('pages', { pk: 'calls-read', sk: 'k7' });
    opened.counted();
    const rows = await opened.table.getMany('pages', [...wanted, { pk: 'calls-read', sk: 'k7' }]);
    expect(rows).toHaveLength(251);
    expect(rows.at(-1)).toEqual({ pk: 'calls-read', sk: 'k7' });
    expect(rows[7]).toEqual(rows.at(-1));
    expect(opened.counted()).toEqual({ BatchGetItem: 3 });
  });

  it('of 40 rows to insert, 20 of them there, one reads and 20 write', async () => {
    await using opened = openTable();
    const rows = keys('calls-insert', 40);
    await opened.table.insertNew('pages', rows.slice(0, 20));
    opened.counted();
    const won = await opened.table.insertNew('pages', rows);
    expect(won.filter(Boolean)).toHaveLength(20);
    expect(opened.counted()).toEqual({ BatchGetItem: 1, PutItem: 20 });
  });

  it('rows that were just looked for in vain are not looked for again; others beside them are', async () => {
    await using opened = openTable();
    const rows = keys('calls-looked', 20);
    await opened.table.getMany('pages', rows);
    opened.counted();
    // Another was faster with one of them.
    await opened.table.put('pages', { pk: 'calls-looked', sk: 'k3' });
    opened.counted();
    const won = await opened.table.insertNew('pages', rows);
    expect(won).toEqual(rows.map((_, n) => n !== 3));
    expect(opened.counted()).toEqual({ PutItem: 20 });
    await opened.table.getMany('pages', keys('calls-looked', 22));
    opened.counted();
    expect(await opened.table.insertNew('pages', keys('calls-looked', 23))).toEqual([
      ...rows.map(() => false),
      true,
      true,
      true,
    ]);
    expect(opened.counted()).toEqual({ BatchGetItem: 1, PutItem: 3 });
  });

  it('a row that is inserted alone is not looked for', async () => {
    await using opened = openTable();
    const row = { pk: 'calls-alone', sk: 'a' };
    expect(await opened.table.insertNew('pages', [row])).toEqual([true]);
    expect(await opened.table.insertNew('pages', [row])).toEqual([false]);
    expect(opened.counted()).toEqual({ PutItem: 2 });
  });

  it('a row that is named twice is inserted once, as it was named first', async () => {
    await using opened = openTable();
    const row = { pk: 'calls-twice', sk: 'a' };
    const won = await opened.table.insertNew('pages', [
      { ...row, n: 1 },
      { ...row, n: 2 },
    ]);
    expect(won).toEqual([true, false]);
    expect(await opened.table.get('pages', row)).toEqual({ ...row, n: 1 });
  });

  it('an update, a delete and a read of one row are one each, and a query that nothing can meet is none', async () => {
    await using opened = openTable();
    const key = { pk: 'calls-one', sk: 'a' };
    await opened.table.update('pages', key, { set: { n: 1 } }, { n: undefined });
    await opened.table.get('pages', key);
    await opened.table.delete('pages', key, { n: 1 });
    await opened.table.query('pages', { pk: 'calls-one', from: 'b', to: 'a' });
    await opened.table.query('pages', { pk: 'calls-one', prefix: 'b', from: 'c' });
    expect(opened.counted()).toEqual({ UpdateItem: 1, GetItem: 1, DeleteItem: 1 });
  });

  it('a page of large rows ends after a few answers, and goes on', async () => {
    await using opened = openTable();
    const big = 'x'.repeat(390_000);
    for (const { pk, sk } of keys('calls-large', 16)) await opened.table.put('pages', { pk, sk, big });
    opened.counted();
    const first = await opened.table.query('pages', { pk: 'calls-large' });
    expect(opened.counted()).toEqual({ Query: 4 });
    const rest = await opened.table.query('pages', { pk: 'calls-large', after: first.next ?? '' });
    expect(new Set([...first.rows, ...rest.rows].map(({ sk }) => sk)).size).toBe(16);
    expect(first.rows.length + rest.rows.length).toBe(16);
  });
});

describe('what DynamoDB answers', () => {
  it('a request that is throttled is made again, and seen', async () => {
    let asked = 0;
    await using stub = await startDynamoStub(() => (++asked === 1 ? THROTTLED : [200, {}]));
    await using opened = openTable(stub.url);
    expect(await opened.table.get('pages', { pk: 'a', sk: 'a' })).toBeUndefined();
    expect(opened.calls).toMatchObject([{ operation: 'GetItem', attempts: 2, throttled: 1, ok: true }]);
  });

  it('keys that were left unread are asked for again', async () => {
    const asked: number[] = [];
    await using stub = await startDynamoStub((_, request) => {
      const { Keys } = batchSchema.parse(request).RequestItems['sitepack-test-pages'];
      asked.push(Keys.length);
      // Nothing at all the second time.
      const read = asked.length === 2 ? 0 : 2;
      return [
        200,
        {
          Responses: { 'sitepack-test-pages': Keys.slice(0, read) },
          UnprocessedKeys:
            Keys.length > read
              ? { 'sitepack-test-pages': { Keys: Keys.slice(read), ConsistentRead: true } }
              : {},
        },
      ];
    });
    await using opened = openTable(stub.url);
    const keys = ['a', 'b', 'c', 'd', 'e'].map((sk) => ({ pk: 'p', sk }));
    expect(await opened.table.getMany('pages', keys)).toEqual(keys);
    expect(asked).toEqual([5, 3, 3, 1]);
  });

  it('keys that stay unread are an error in the end', async () => {
    await using stub = await startDynamoStub((_, request) => [
      200,
      { UnprocessedKeys: batchSchema.parse(request).RequestItems },
    ]);
    await using opened = openTable(stub.url);
    const keys = [{ pk: 'p', sk: 'a' }];
    const table = new DynamoTable({
      client: opened.client,
      prefix,
      clock: { ...systemClock, sleep: () => Promise.resolve() },
      random: systemRandom,
    });
    await expect(table.getMany('pages', keys)).rejects.toMatchObject({ code: 'rows_not_read' });
    expect(opened.counted()).toEqual({ BatchGetItem: 8 });
  });

  it('an insert whose first answer was lost is known for its own', async () => {
    for (const [stored, won] of [
      ['mine', true],
      ['of another', false],
    ] as const) {
      let puts = 0;
      await using stub = await startDynamoStub((operation) => {
        if (operation === 'GetItem')
          return [200, { Item: { pk: { S: 'p' }, sk: { S: 'a' }, by: { S: stored } } }];
        return ++puts === 1 ? fault(500, 'InternalServerError') : REFUSED;
      });
      await using opened = openTable(stub.url);
      expect(await opened.table.insertNew('pages', [{ pk: 'p', sk: 'a', by: 'mine' }])).toEqual([won]);
      expect(opened.counted()).toEqual({ PutItem: 1, GetItem: 1 });
    }
  });

  it('an insert that was refused at once is not looked into', async () => {
    await using stub = await startDynamoStub(() => REFUSED);
    await using opened = openTable(stub.url);
    expect(await opened.table.insertNew('pages', [{ pk: 'p', sk: 'a' }])).toEqual([false]);
    expect(opened.counted()).toEqual({ PutItem: 1 });
  });

  it('a row that is too large by its own way to count is too large', async () => {
    const refusal = fault(400, 'ValidationException', 'Item size has exceeded the maximum allowed size');
    const refusal_of_update = fault(
      400,
      'ValidationException',
      'Item size to update has exceeded the maximum allowed size',
    );
    await using stub = await startDynamoStub((operation) => {
      if (operation === 'GetItem') return [200, {}];
      return operation === 'PutItem' ? refusal : refusal_of_update;
    });
    await using opened = openTable(stub.url);
    const row = { pk: 'p', sk: 'a', list: [1, 2, 3] };
    await expect(opened.table.put('pages', row)).rejects.toThrow(RowTooLarge);
    await expect(opened.table.update('pages', row, { set: { list: [1] } })).rejects.toThrow(RowTooLarge);
  });

  it('an end without hope says what to do', async () => {
    const cases: readonly (readonly [string, string, RegExp])[] = [
      ['ResourceNotFoundException', 'table_missing', /"sitepack-test-pages"; run "sitepack setup"/],
      ['AccessDeniedException', 'access_denied', /dynamodb:Query/],
      ['UnrecognizedClientException', 'credentials_refused', /AWS_PROFILE/],
      ['ItemCollectionSizeLimitExceededException', 'partition_full', /10 GB/],
    ];
    for (const [name, code, words] of cases) {
      await using stub = await startDynamoStub(() => fault(400, name, 'no'));
      await using opened = openTable(stub.url);
      const asked = opened.table.get('pages', { pk: 'p', sk: 'a' });
      await expect(asked).rejects.toMatchObject({
        code,
        message: expect.stringMatching(words),
        cause: expect.objectContaining({ name }),
      });
    }
  });
});

describe('reads', () => {
  it('are all strongly consistent', async () => {
    const weak: string[] = [];
    await using stub = await startDynamoStub((operation, request) => {
      if (!JSON.stringify(request).includes('"ConsistentRead":true')) weak.push(operation);
      return [200, {}];
    });
    await using opened = openTable(stub.url);
    const key = { pk: 'p', sk: 'a' };
    await opened.table.get('pages', key);
    await opened.table.getMany('pages', [key]);
    await opened.table.query('pages', { pk: 'p' });
    await opened.table.query('pages', { pk: 'p', sparse: true });
    expect(opened.counted()).toEqual({ GetItem: 1, BatchGetItem: 1, Query: 2 });
    expect(weak).toEqual([]);
  });
});

describe('errors', () => {
  it('a table that is not there is told with its whole name', async () => {
    await using opened = openTable();
    const asked = opened.table.query('none', { pk: 'p' });
    await expect(asked).rejects.toThrow('there is no table "sitepack-test-none"; run "sitepack setup"');
  });

  it('without credentials or a region, it is said what to set', async () => {
    const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
    const get = async (): Promise<unknown> => {
      await using opened = openTable();
      return await opened.table.get('pages', { pk: 'p', sk: 'a' });
    };
    const elsewhere = {
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    };
    Object.assign(process.env, elsewhere);
    try {
      delete process.env['AWS_REGION'];
      await expect(get()).rejects.toMatchObject({ code: 'region_missing' });
      process.env['AWS_REGION'] = AWS_REGION;
      delete process.env['AWS_ACCESS_KEY_ID'];
      await expect(get()).rejects.toMatchObject({ code: 'credentials_missing' });
    } finally {
      for (const name of Object.keys(elsewhere)) delete process.env[name];
      Object.assign(process.env, { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY });
    }
  });

  it('what DynamoDB cannot keep is refused, and the field named', async () => {
    await using opened = openTable();
    const cases: readonly (readonly [Value, RegExp])[] = [
      [Number.NaN, /"bad\[0\]\.deep" is NaN/],
      [1e126, /"bad\[0\]\.deep" is 1e\+126/],
      [1e-131, /1e-131/],
      ['\ud83e', /surrogate/],
    ];
    for (const [deep, words] of cases) {
      const row: Row = { pk: 'p', sk: 'a', bad: [{ deep }] };
      await expect(opened.table.put('pages', row)).rejects.toMatchObject({
        code: 'bad_value',
        message: expect.stringMatching(words),
      });
    }
    expect(opened.counted()).toEqual({});
  });

  it('no name of a field is odd enough to get lost', async () => {
    await using opened = openTable();
    const odd: { [name: string]: Value } = JSON.parse('{"__proto__":1,"":2,"~":3,"~~__proto__":{"":4}}');
    const key = { pk: 'odd', sk: 'a' };
    expect(await opened.table.put('pages', { ...key, ...odd, odd })).toBe(true);
    const row = await opened.table.get('pages', key);
    expect(JSON.parse(JSON.stringify(row))).toEqual(JSON.parse(JSON.stringify({ ...key, ...odd, odd })));
    expect(await opened.table.update('pages', key, { set: { '': 5 } }, { '': 2, '~': 3 })).toMatchObject({
      '': 5,
      '~': 3,
    });
  });

  it('what continues no such query is refused', async () => {
    await using opened = openTable();
    for (const sk of ['a', 'b']) await opened.table.put('pages', { pk: 'cursor', sk, mark: 'm' });
    const plain = await opened.table.query('pages', { pk: 'cursor', limit: 1 });
    for (const query of [{ after: 'no cursor' }, { after: plain.next ?? '', sparse: true }]) {
      const asked = opened.table.query('pages', { pk: 'cursor', ...query });
      await expect(asked).rejects.toMatchObject({ code: 'bad_cursor' });
    }
  });

  it('a row with a mark counts twice, for the index has it too', async () => {
    await using opened = openTable();
    const row = { pk: 'large', sk: 'a', text: 'x'.repeat(250_000) };
    expect(await opened.table.put('pages', row)).toBe(true);
    await expect(opened.table.put('pages', { ...row, mark: 'm' })).rejects.toThrow(RowTooLarge);
  });
});
