import { createServer } from 'node:http';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { startHttp } from './server.ts';
import { httpFixture, searchAnswer } from './testing/http-fixture.ts';

it('listens on a free port and says where', async () => {
  await using fixture = await httpFixture();
  const server = await startHttp(fixture.services, { host: '127.0.0.1', port: 0 });
  expect(server.address).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
  expect(await (await fetch(`${server.address}/healthz`)).json()).toEqual({ status: 'ok' });
  await server.close();
  await expect(fetch(`${server.address}/healthz`)).rejects.toThrow('fetch failed');
});

it('answers what is under way before it closes', async () => {
  await using fixture = await httpFixture();
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const services = {
    ...fixture.services,
    async search(request: Parameters<typeof fixture.services.search>[0]) {
      asked.resolve();
      await answer.promise;
      return searchAnswer(request, 1);
    },
  };
  const server = await startHttp(services, { host: '127.0.0.1', port: 0 });
  const response = fetch(`${server.address}/v1/indexes/site.gov/search?q=x`);
  await asked.promise;
  const closed = server.close();
  answer.resolve();
  expect((await response).status).toBe(200);
  await closed;
});

it('says which port is taken and what to do', async () => {
  await using fixture = await httpFixture();
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(startHttp(fixture.services, { host: '127.0.0.1', port })).rejects.toThrow(
    `port ${port} of 127.0.0.1 is taken; choose another with --port or SITEPACK_PORT`,
  );
  other.close();
});
