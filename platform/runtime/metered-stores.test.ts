import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { FileObjectStore } from '#adapters/embedded/file-object-store.ts';
import { SqliteTable } from '#adapters/embedded/sqlite-table.ts';
import { systemClock } from '#adapters/system/system-clock.ts';
import { objectStoreSuite } from '#ports/object-store.suite.ts';
import { ObjectMissing } from '#ports/object-store.ts';
import { tableSuite } from '#ports/table.suite.ts';
import { embedded } from '../../test/embedded.ts';
import { meteredObjects } from './metered-objects.ts';
import { meteredTable } from './metered-table.ts';
import { Metrics } from './metrics.ts';

const metering = { metrics: new Metrics(), clock: systemClock };
const inFolder = async <Store extends { close(): Promise<void> }>(open: (data: string) => Store) => {
  const data = await mkdtemp(path.join(tmpdir(), 'sitepack-metered-'));
  const store = open(data);
  const dispose = async () => {
    await store.close();
    await rm(data, { recursive: true });
  };
  return { store, dispose };
};

tableSuite('a metered SqliteTable', async () => {
  const { store, dispose } = await inFolder((data) => new SqliteTable({ data }));
  return { table: meteredTable(store, metering), dispose };
});

objectStoreSuite('a metered FileObjectStore', async () => {
  const { store, dispose } = await inFolder((data) => new FileObjectStore({ data }));
  return { store: meteredObjects(store, metering), dispose };
});

it('every operation of the suites was counted', async () => {
  const calls = {
    table: ['get', 'getMany', 'put', 'update', 'delete', 'insertNew', 'query'],
    objects: ['put', 'putIfAbsent', 'get', 'stream', 'head', 'list', 'delete'],
  };
  for (const [port, operations] of Object.entries(calls)) {
    for (const operation of operations) {
      const counted = await metering.metrics.value('port_calls', { port, operation });
      expect(counted, `${port} ${operation}`).toBeGreaterThan(0);
    }
  }
});

it('a stream is counted when it ends: read, left by its reader, or broken off', async () => {
  await using ports = await embedded();
  const metrics = new Metrics();
  const objects = meteredObjects(ports.objects, { metrics, clock: ports.clock });
  const counted = (outcome: string) => metrics.value('port_calls', { operation: 'stream', outcome });
  await objects.put('a', new Uint8Array(500_000));
  const chunks = objects.stream('a');
  expect(await counted('ok')).toBe(0);
  await Array.fromAsync(chunks);
  expect(await counted('ok')).toBe(1);
  for await (const chunk of objects.stream('a')) if (chunk.length > 0) break;
  expect([await counted('ok'), await counted('error')]).toEqual([2, 0]);
  await expect(Array.fromAsync(objects.stream('none'))).rejects.toThrow(ObjectMissing);
  expect([await counted('ok'), await counted('error')]).toEqual([2, 1]);
});

it('a write whose condition does not hold came through', async () => {
  await using ports = await embedded();
  const metrics = new Metrics();
  const table = meteredTable(ports.table, { metrics, clock: ports.clock });
  expect(await table.put('heads', { pk: 'a', sk: 'b' }, { version: 1 })).toBe(false);
  const labels = { port: 'table', operation: 'put' };
  expect(await metrics.value('port_calls', { ...labels, outcome: 'ok' })).toBe(1);
  expect(await metrics.value('port_calls', { ...labels, outcome: 'error' })).toBe(0);
});
