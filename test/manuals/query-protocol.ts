import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/**
 * A server before an emulator of SQS that knows the JSON protocol only: what older clients send, forms answered by XML, is
 * passed on as JSON. AWS itself and LocalStack know both. Knows what posting takes: GetQueueUrl and SendMessage.
 */
export class QueryProtocol implements AsyncDisposable {
  readonly #server = createServer();
  readonly #emulator: string;

  private constructor(emulator: string) {
    this.#emulator = emulator;
    this.#server.on('request', (request, response) => {
      const passed = text(request).then((body) => this.#pass(request.headers, body));
      passed.then(
        ({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
  }

  /** @param emulator its address. */
  static async start(emulator: string): Promise<QueryProtocol> {
    const started = new QueryProtocol(emulator);
    await new Promise<void>((resolve) => started.#server.listen(0, '127.0.0.1', resolve));
    return started;
  }

  get url(): string {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens at a port
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #pass(headers: NodeJS.Dict<string | string[]>, body: string) {
    const form = Object.fromEntries(new URLSearchParams(body));
    const isForm = String(headers['content-type']).startsWith('application/x-www-form-urlencoded');
    const { Action: action = '', Version: _, ...input } = form;
    const answer = await fetch(this.#emulator, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': isForm ? `AmazonSQS.${action}` : String(headers['x-amz-target']),
        authorization: String(headers['authorization']),
      },
      body: isForm ? JSON.stringify(input) : body,
    });
    const told = await answer.text();
    const type = isForm ? 'text/xml' : 'application/x-amz-json-1.0';
    if (!isForm) return { status: answer.status, type, body: told };
    return { status: answer.status, type, body: asXml(action, JSON.parse(told)) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** An answer of strings as XML. */
function asXml(action: string, answer: Readonly<Record<string, string>>): string {
  const fields = Object.entries(answer).map(([name, value]) => `<${name}>${escaped(value)}</${name}>`);
  return `<${action}Response><${action}Result>${fields.join('')}</${action}Result></${action}Response>`;
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
