import { expect, it } from 'vitest';
import { startHttp } from '#app/http/server.ts';
import { httpFixture } from '#app/http/testing/http-fixture.ts';
import { findRunning } from './find-running.ts';

const { signal } = new AbortController();
const KEY = { pk: 'roles', sk: 'orchestrator' };

it('finds the orchestrator that the row names, when it answers', async () => {
  await using fixture = await httpFixture();
  const { table } = fixture.services;
  expect(await findRunning(fixture.services, signal)).toBeUndefined();
  const server = await startHttp(fixture.services, { host: '127.0.0.1', port: 0 });
  await table.put('nodes', { ...KEY, owner: 'me', sequence: 5, epoch: 1, endpoint: server.address });
  expect((await findRunning(fixture.services, signal))?.address).toBe(server.address);
  await table.update('nodes', KEY, { set: { owner: '' } });
  expect(await findRunning(fixture.services, signal)).toBeUndefined();
  await table.update('nodes', KEY, { set: { owner: 'me' } });
  await server.close();
  expect(await findRunning(fixture.services, signal)).toBeUndefined();
});

it('does not take a Sitepack with other data for its own', async () => {
  await using ours = await httpFixture();
  await using other = await httpFixture();
  const server = await startHttp(other.services, { host: '127.0.0.1', port: 0 });
  const row = { ...KEY, owner: 'me', epoch: 1, endpoint: server.address };
  await ours.services.table.put('nodes', { ...row, sequence: 5 });
  await other.services.table.put('nodes', { ...row, sequence: 77 });
  expect(await findRunning(ours.services, signal)).toBeUndefined();
  await server.close();
});
