import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startHttp } from '#app/http/server.ts';
import { httpFixture } from '#app/http/testing/http-fixture.ts';
import { listenOnLoopback } from '#ports/web.suite.ts';
import { cluster } from './api-schemas.ts';
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

describe('with a key', () => {
  const ENV = { SITEPACK_KEY: 'a-secret-of-16-characters' };
  const row = (endpoint: string) => ({ ...KEY, owner: 'me', sequence: 5, epoch: 1, endpoint });

  it('finds the orchestrator that has the same one', async () => {
    await using fixture = await httpFixture(ENV);
    const server = await startHttp(fixture.services, { host: '127.0.0.1', port: 0 });
    await fixture.services.table.put('nodes', row(server.address));
    const api = await findRunning(fixture.services, signal);
    expect((await api?.get('/v1/cluster', cluster))?.body.orchestrator?.epoch).toBe(1);
    await server.close();
  });

  it('does not show it to whoever answers at the address now', async () => {
    await using fixture = await httpFixture(ENV);
    await using server = await stranger(() => Promise.resolve('{"proof":"00"}'));
    await fixture.services.table.put('nodes', row(server.address));
    expect(await findRunning(fixture.services, signal)).toBeUndefined();
    expect(server.asked).toEqual([expect.stringMatching(/^GET \/v1\/key-proof\?nonce=[\w-]{36} $/)]);
  });

  it('does not show it to one who asks the orchestrator for the proof', async () => {
    await using fixture = await httpFixture(ENV);
    const real = await startHttp(fixture.services, { host: '127.0.0.1', port: 0 });
    await using server = await stranger(async (path) => (await fetch(new URL(path, real.address))).text());
    await fixture.services.table.put('nodes', row(server.address));
    expect(await findRunning(fixture.services, signal)).toBeUndefined();
    expect(server.asked).toHaveLength(1);
    await real.close();
  });

  it('takes a Sitepack with another key for a stranger', async () => {
    await using ours = await httpFixture(ENV);
    await using other = await httpFixture({ SITEPACK_KEY: 'another-of-16-characters' });
    const server = await startHttp(other.services, { host: '127.0.0.1', port: 0 });
    await ours.services.table.put('nodes', row(server.address));
    expect(await findRunning(ours.services, signal)).toBeUndefined();
    await server.close();
  });
});

/** Another program that listens where the row says: notes what it is asked, and with which authorization. */
async function stranger(answerTo: (path: string) => Promise<string>) {
  const asked: string[] = [];
  const respond = async ({ method, url = '/', headers }: IncomingMessage, answer: ServerResponse) => {
    asked.push(`${method} ${url} ${headers.authorization ?? ''}`);
    answer.end(await answerTo(url));
  };
  const server = createServer((request, answer) => void respond(request, answer));
  const port = await listenOnLoopback(server);
  return {
    address: `http://127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
