import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a stub answers: a status and a body. */
export type Answer = readonly [status: number, body: object];

/** Speaks the protocol of DynamoDB on loopback: `answer` has the operation and the request. */
export async function startDynamoStub(
  answer: (operation: string, request: unknown) => Answer,
): Promise<AsyncDisposable & { readonly url: string }> {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const [status, body] = answer(operation, JSON.parse(await text(request)));
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
  };
  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a server that listens on a port has one
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An error as DynamoDB answers it. */
export function fault(status: number, code: string, message = ''): Answer {
  return [status, { __type: `com.amazonaws.dynamodb.v20120810#${code}`, message }];
}
