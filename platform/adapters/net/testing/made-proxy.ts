import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { CERTIFICATE, PRIVATE_KEY } from './certificate.ts';

/** What a proxy is asked: a method and its target, and what it is told of who asks. */
export interface ProxyAsked {
  readonly method: string;
  readonly target: string;
  readonly authorization: string | undefined;
}

export interface MadeProxyOptions {
  readonly secure?: boolean;
  /** Where a host is, whatever its name: port of a server on 127.0.0.1. @returns undefined for one that is nowhere. */
  readonly portOf: (host: string) => number | undefined;
  /** Who may ask; everybody when absent. */
  readonly authorization?: string;
  /** Answers everything with this status. */
  readonly status?: number;
  /** Takes requests, and answers none of those for such targets. */
  readonly silent?: (target: string) => boolean;
}

export interface MadeProxy extends AsyncDisposable {
  readonly port: number;
  readonly asked: readonly ProxyAsked[];
}

/** A proxy on loopback that connects (CONNECT) and forwards (whole URLs) to servers on loopback, whatever hosts are named. */
export async function openProxy(options: MadeProxyOptions): Promise<MadeProxy> {
  const { secure = false, portOf, silent = () => false } = options;
  const asked: ProxyAsked[] = [];
  const server = secure ? createSecureServer({ cert: CERTIFICATE, key: PRIVATE_KEY }) : createServer();
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  server.on('connection', keep);
  const statusFor = ({ method = '', url = '', headers }: IncomingMessage): number => {
    const authorization = headers['proxy-authorization'];
    asked.push({ method, target: url, authorization });
    if (options.authorization !== undefined && authorization !== options.authorization) return 407;
    return options.status ?? 200;
  };
  server.on('request', (incoming, response) => {
    const status = statusFor(incoming);
    if (silent(incoming.url ?? '')) return;
    const { host, pathname, search } = new URL(incoming.url ?? '');
    const port = portOf(host);
    if (status !== 200 || port === undefined) {
      response.writeHead(status === 200 ? 502 : status).end('the proxy itself');
      return;
    }
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const onward = request({ host: '127.0.0.1', port, path: pathname + search, headers, agent: false });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    onward.end();
  });
  server.on('connect', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
    const status = statusFor(incoming);
    if (silent(incoming.url ?? '')) return;
    const port = portOf(incoming.url ?? '');
    if (status !== 200 || port === undefined) {
      socket.end(`HTTP/1.1 ${status === 200 ? 502 : status} No\r\nContent-Length: 3\r\n\r\nno\n`);
      return;
    }
    const onward = connect(port, '127.0.0.1');
    keep(onward);
    onward.on('connect', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    socket.on('close', () => onward.destroy());
    onward.on('close', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy listens on no port');
  return {
    port: address.port,
    asked,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
