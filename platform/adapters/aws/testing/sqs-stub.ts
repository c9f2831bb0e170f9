import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** What a request to SQS carries, as far as the stub's answers depend on it. */
export interface SqsRequest {
  readonly WaitTimeSeconds?: number;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly Entries?: readonly { readonly Id: string; readonly MessageBody?: string }[];
}

/** An answer, or the name of the error that the request is refused with. */
export type SqsAnswer = object | string;

export interface SqsStub extends AsyncDisposable {
  readonly url: string;
  /** Answers that are given next, of any operation but GetQueueUrl, in their order. */
  readonly answers: ((request: SqsRequest) => SqsAnswer)[];
  /** All of them, but GetQueueUrl. */
  readonly requests: SqsRequest[];
  /** Whether queues have URLs: all or none. */
  there: boolean;
}

/** Speaks SQS's protocol on loopback, and fails as it is told to: emulators do not. */
export async function startSqsStub(): Promise<SqsStub> {
  const answers: ((request: SqsRequest) => SqsAnswer)[] = [];
  const requests: SqsRequest[] = [];
  const answer = (operation: string, request: SqsRequest): SqsAnswer => {
    if (operation === 'GetQueueUrl')
      return stub.there ? { QueueUrl: `${url}/000000000000/q` } : 'QueueDoesNotExist';
    requests.push(request);
    return answers.shift()?.(request) ?? 'InternalError';
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const operation = String(request.headers['x-amz-target']).replace('AmazonSQS.', '');
    // Only our own client asks here.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const given = answer(operation, (await json(request)) as SqsRequest);
    const refused = typeof given === 'string';
    response.writeHead(refused ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(
      JSON.stringify(refused ? { __type: `com.amazonaws.sqs#${given}`, message: 'as told' } : given),
    );
  };
  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has one.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stub: SqsStub = {
    url,
    answers,
    requests,
    there: true,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return stub;
}

/** An answer to a batch: entries with these ids fail, the others are done. */
export function failing(
  failures: Readonly<Record<string, { readonly Code: string; readonly SenderFault: boolean }>>,
): (request: SqsRequest) => SqsAnswer {
  return ({ Entries = [] }) => ({
    Failed: Entries.flatMap(({ Id }) => {
      const failure = failures[Id];
      return failure === undefined ? [] : [{ Id, Message: 'as told', ...failure }];
    }),
    Successful: Entries.filter(({ Id }) => failures[Id] === undefined).map(({ Id, MessageBody = '' }) => ({
      Id,
      MessageId: `id of ${MessageBody}`,
      MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
    })),
  });
}
