import { once } from 'node:events';
import { type ServerResponse, createServer } from 'node:http';
import { expect, it } from 'vitest';
import { ApiProblem, ApiUnreachable, httpApi } from './api-client.ts';

const FIRST = 'url,depth\r\n';
const TIMEOUT_MS = 10_000;

/** A server that leaves each answer to the test, and a client of it. */
async function serve(answer: (response: ServerResponse) => void) {
  const server = createServer((_, response) => answer(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const interruption = new AbortController();
  return {
    api: httpApi(`http://127.0.0.1:${port}`, '', TIMEOUT_MS, interruption.signal),
    interrupt: () => interruption.abort(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

it('hands on an answer of any length as it comes', async () => {
  const asked = Promise.withResolvers<ServerResponse>();
  await using served = await serve((response) => {
    response.writeHead(200, { 'content-type': 'text/csv' });
    response.write(FIRST);
    asked.resolve(response);
  });
  const pieces = served.api.stream('/pages.csv');
  expect(await pieces.next()).toEqual({ done: false, value: FIRST });
  // Of a letter that is cut in two no half is handed on.
  const [one, other] = [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)];
  const response = await asked.promise;
  response.write(Buffer.concat([Buffer.from('a'), one]));
  expect(await pieces.next()).toEqual({ done: false, value: 'a' });
  response.end(other);
  expect(await Array.fromAsync(pieces)).toEqual(['é']);
});

it('tells why there is no answer, and that one broke off, or was given up', async () => {
  await using no = await serve((response) => {
    const problem = { code: 'crawl_not_found', detail: 'there is no crawl "a"', action: '' };
    response.writeHead(404).end(JSON.stringify(problem));
  });
  await expect(Array.fromAsync(no.api.stream('/pages.csv'))).rejects.toMatchObject({
    constructor: ApiProblem,
    code: 'crawl_not_found',
  });
  await using broken = await serve((response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write(FIRST, () => response.destroy());
  });
  await expect(Array.fromAsync(broken.api.stream('/pages.csv'))).rejects.toBeInstanceOf(ApiUnreachable);
  await using slow = await serve((response) => response.write(FIRST));
  const pieces = slow.api.stream('/pages.csv');
  await pieces.next();
  slow.interrupt();
  await expect(pieces.next()).rejects.toBeInstanceOf(ApiUnreachable);
});
