import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { afterEach } from 'vitest';
import { listenOnLoopback } from '#ports/web.suite.ts';

/** Has something closed when the test that opened it is over. */
export type CloseAfter = (close: () => PromiseLike<void>) => void;

/** For a whole file of tests: what each of them opens is closed after it, what was opened last first. */
export function closingAfterEach(): CloseAfter {
  let opened = new AsyncDisposableStack();
  afterEach(async () => {
    const over = opened;
    opened = new AsyncDisposableStack();
    await over.disposeAsync();
  });
  return (close) => opened.defer(close);
}

/**
 * Starts a server on a free port of 127.0.0.1, which it resolves with. What is connected to it by then is cut off when it
 * is closed.
 */
export async function listenUntilClosed(server: Server, closeAfter: CloseAfter): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // Clients hang up on purpose in many tests.
    socket.on('error', () => socket.destroy());
  });
  const port = await listenOnLoopback(server);
  closeAfter(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return port;
}
