import type { Socket } from 'node:net';
import { WebError } from '#ports/web.ts';

/** What a response may have about its body, however small that is: headers, and those of interim responses. */
const LEAST_BYTES = 2 ** 20;
/** Of a body that may be so large: what chunks of a few bytes make of it on the wire. */
const TIMES = 4;

/**
 * Ends a connection on which more comes for one request than a response can need. Bodies and headers are bounded where
 * they are read; but what stands between chunks, and responses before the response, goes by unread, without an end.
 *
 * @param max_bytes the largest body that is asked for.
 */
export function watchBytes(socket: Socket, max_bytes: () => number): void {
  let begun_bytes = 0;
  let sent_bytes = -1;
  socket.on('readable', () => {
    if (socket.bytesWritten !== sent_bytes) {
      sent_bytes = socket.bytesWritten;
      begun_bytes = socket.bytesRead;
    }
    const most_bytes = LEAST_BYTES + TIMES * max_bytes();
    if (socket.bytesRead - begun_bytes <= most_bytes) return;
    socket.destroy(new WebError('too_large', `more than ${most_bytes} bytes came, and no whole response`));
  });
}
