import { once } from 'node:events';
import { type Socket, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listenOnLoopback } from '#ports/web.suite.ts';
import { type Web, WebError } from '#ports/web.ts';
import { HOSTILE_RESPONSES, type HostileResponse } from './testing/hostile-responses.ts';
import { UndiciWeb } from './web.ts';

const MAX_BYTES = 300_000;
/** Those that hang are waited for so long; a machine with much else to do is to be through with the others by then. */
const TIMEOUT_MS = 2000;

/** Serves each response at a path of its number; `/well` is a page as it should be. */
const server = createServer((socket) => {
  // The client hangs up on purpose in most of these.
  socket.on('error', () => socket.destroy());
  socket.on('data', (data) => {
    const [, path = ''] = /^GET (\S+)/.exec(data.toString('latin1')) ?? [];
    const response = HOSTILE_RESPONSES[Number(path.slice(1))];
    if (response === undefined) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell');
    else serve(socket, response);
  });
});

function serve(socket: Socket, { writes, endless, stays }: HostileResponse): void {
  for (const text of writes) socket.write(text, 'latin1');
  if (endless === true) {
    const last = Buffer.from(writes.at(-1) ?? '', 'latin1');
    const more = (): void => {
      while (!socket.destroyed && socket.write(last));
    };
    socket.on('drain', more);
    more();
  } else if (stays !== true) socket.end();
}

describe('a server that says', () => {
  let origin: string;
  let web: Web;
  beforeAll(async () => {
    origin = `http://127.0.0.1:${await listenOnLoopback(server)}`;
    web = new UndiciWeb({ allow_private: ['127.0.0.0/8'], ports: [] });
  });
  afterAll(async () => {
    await web.close();
    server.close();
    await once(server, 'close');
  });

  const ask = (path: string) =>
    web.request({ url: `${origin}${path}`, timeout_ms: TIMEOUT_MS, max_bytes: MAX_BYTES });

  /** What a request comes to: a status with its body, or a code. */
  const outcomeOf = async (path: string) => {
    const outcome = await ask(path).catch((error: unknown) => error);
    if (outcome instanceof WebError) return { ends: outcome.code, chars: outcome.message.length };
    const { status, body } = Object(outcome);
    return { ends: status, body: Buffer.from(body).toString() };
  };

  it.each(HOSTILE_RESPONSES)('$says', async (response) => {
    const { ends, body } = response;
    const { chars = 0, ...outcome } = await outcomeOf(`/${HOSTILE_RESPONSES.indexOf(response)}`);
    expect(outcome).toMatchObject(body === undefined ? { ends } : { ends, body });
    expect(chars).toBeLessThan(1000);
    // Whatever it said is said to nobody else.
    expect(await outcomeOf('/well')).toEqual({ ends: 200, body: 'well' });
  });
});
