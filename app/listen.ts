import { type Server, createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Clock } from '#ports/clock.ts';

/** A server cannot listen where it was told to. */
export class CannotListen extends Error {
  override readonly name = 'CannotListen';
  readonly code: 'port_taken' | 'listen_failed';
  constructor(code: CannotListen['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export interface ListenAt {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The host in the server's address, when it is not the one listened on. */
  readonly advertise?: string | undefined;
  /** What a person sets to choose another port. */
  readonly port_setting: string;
}

export interface HttpServer {
  /** Base URL, such as `http://127.0.0.1:8080`. */
  readonly address: string;
  /** Takes no more requests, and resolves when those under way are answered. */
  close(): Promise<void>;
}

/** How long answers under way may take when the server closes. */
const CLOSE_GRACE_MS = 5000;

/**
 * Serves an app.
 * @throws {CannotListen}
 */
export async function listen(
  app: { readonly fetch: Parameters<typeof getRequestListener>[0] },
  clock: Clock,
  at: ListenAt,
): Promise<HttpServer> {
  const hostname = at.host.replace(/^\[|\]$/g, '');
  const listener = getRequestListener(app.fetch, { hostname });
  let closing = false;
  const server = createServer((request, response) => {
    // A client may keep its connection; a server that closes has no more use for it when it is answered.
    response.once('close', () => {
      if (closing) server.closeIdleConnections();
    });
    void listener(request, response);
  });
  const port = await bind(server, hostname, at);
  const reached = at.advertise ?? hostname;
  const host = reached.includes(':') ? `[${reached}]` : reached;
  return {
    address: `http://${host}:${port}`,
    close() {
      closing = true;
      return close(server, clock);
    },
  };
}

function bind(server: Server, host: string, at: ListenAt): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, host, at)));
    server.listen({ host, port: at.port }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : at.port);
    });
  });
}

function cannotListen(
  error: NodeJS.ErrnoException,
  host: string,
  { port, port_setting }: ListenAt,
): CannotListen {
  if (error.code === 'EADDRINUSE') {
    const message = `port ${port} of ${host} is taken; choose another with ${port_setting} (0 takes a free one)`;
    return new CannotListen('port_taken', message, { cause: error });
  }
  return new CannotListen('listen_failed', `cannot listen on ${host} port ${port}: ${error.message}`, {
    cause: error,
  });
}

async function close(server: Server, clock: Clock): Promise<void> {
  const closed = new Promise<void>((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
  });
  server.closeIdleConnections();
  const waited = new AbortController();
  const late = clock.sleep(CLOSE_GRACE_MS, waited.signal).then(() => server.closeAllConnections());
  await closed;
  waited.abort();
  await late;
}
