import {
  type ClientRequest,
  type IncomingMessage,
  type ServerResponse,
  createServer,
  request as httpRequest,
  Agent,
} from 'node:http';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { listenOnLoopback } from '#ports/web.suite.ts';
import { type AwsRequest, awsRequests } from './aws-request.ts';

/** Stands between workers and the emulators, and notes what each role asks for. */
export interface AwsRecorder extends AsyncDisposable {
  /** Base URL, for all three services. */
  readonly url: string;
  /** What was asked for, each once. */
  asked(): AwsRequest[];
  /** Requests that were not understood. */
  readonly troubles: readonly string[];
}

/** @param to base URLs of the emulators. */
export async function recordAws(to: {
  readonly dynamodb: string;
  readonly others: string;
}): Promise<AwsRecorder> {
  const seen = new Map<string, AwsRequest>();
  const troubles: string[] = [];
  // A connection for each request: one that is kept may be closed at the other end while the next is sent.
  const agent = new Agent({ keepAlive: false });
  const forward = async (incoming: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const { method = 'GET', url = '/', headers } = incoming;
    const body = await buffer(incoming);
    for (const each of awsRequests({ method, url, headers, body }))
      seen.set(`${each.role} ${each.action} ${each.resource}`, each);
    const base = String(headers['x-amz-target']).startsWith('DynamoDB') ? to.dynamodb : to.others;
    // It came whole, however it was sent.
    const { 'transfer-encoding': _chunked, ...passed } = headers;
    const outgoing = httpRequest(new URL(url, base), {
      method,
      headers: { ...passed, 'content-length': body.length },
      agent,
    });
    outgoing.end(body);
    const response = await answerOf(outgoing);
    answer.writeHead(response.statusCode ?? 502, response.headers);
    await pipeline(response, answer);
  };
  const server = createServer((incoming, answer) => {
    forward(incoming, answer).catch((error: unknown) => {
      // A worker that is killed lets go of its requests.
      if (!incoming.socket.destroyed) troubles.push(String(error));
      answer.destroy();
    });
  });
  const port = await listenOnLoopback(server);
  return {
    url: `http://127.0.0.1:${port}`,
    asked: () => [...seen.values()],
    troubles,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      agent.destroy();
    },
  };
}

function answerOf(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
  });
}
