import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AwsCall } from '#adapters/aws/aws-call.ts';
import { type AwsClients, openAwsClients } from '#adapters/aws/clients.ts';
import { DynamoTable } from '#adapters/aws/dynamo-table.ts';
import { setupTables } from '#adapters/aws/setup-tables.ts';
import { systemClock } from '#adapters/system/system-clock.ts';
import { systemRandom } from '#adapters/system/system-random.ts';
import { type Emulators, startEmulators } from '../../test/aws/emulators.ts';
import { countByTheRules } from './count-by-the-rules.ts';

let emulators: Emulators;
let clients: AwsClients;
let table: DynamoTable;
const calls: AwsCall[] = [];

beforeAll(async () => {
  countByTheRules();
  emulators = await startEmulators();
  Object.assign(process.env, emulators.env);
  clients = openAwsClients({ env: process.env, onCall: (call) => void calls.push(call) });
  table = new DynamoTable({
    client: clients.dynamodb,
    prefix: 'bench',
    clock: systemClock,
    random: systemRandom,
  });
  await Array.fromAsync(setupTables(clients.dynamodb, ['bench-pages'], { protect: false }, systemClock));
  calls.length = 0;
});
afterAll(async () => {
  await table.close();
  clients.close();
  await emulators[Symbol.asyncDispose]();
});

it('the life of a row is counted with its copy in the index, and a query that finds nothing costs a unit', async () => {
  const key = { pk: 'site', sk: 'page' };
  await table.insertNew('pages', [{ ...key, mark: 'open' }]);
  await table.update('pages', key, { set: { seen: true } });
  await table.update('pages', key, { remove: ['mark'] });
  await table.update('pages', key, { set: { text: 'x'.repeat(1500) } });
  await table.query('pages', { pk: 'site', sparse: true });
  await table.query('pages', { pk: 'site' });
  await table.delete('pages', key);
  expect(calls.map(({ operation, units }) => `${operation} ${units}`)).toEqual([
    'PutItem 2',
    'UpdateItem 2',
    'UpdateItem 2',
    'UpdateItem 2',
    'Query 1',
    'Query 1',
    'DeleteItem 2',
  ]);
});
