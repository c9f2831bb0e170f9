import type { Canary } from './canary.ts';
import { overlay } from './overlay.ts';
import { withQueue } from './with-queue.ts';

/** Who sends goes on at once; when the send fails, or the process dies before it, nobody sends again. */
export const lostSend: Canary = {
  name: 'lost-send',
  breaks: 'messages are said to be sent before they are, and stay unsent if that fails',
  caught_by: ['I1', 'I3', 'I11'],
  platform: (platform) => {
    const { queue, log } = platform;
    return withQueue(
      platform,
      overlay(queue, {
        async send(name, messages) {
          queue
            .send(name, messages)
            .catch((error: unknown) => log.warn({ err: error }, 'messages were lost'));
          return messages.map((_message, n) => `unsent-${n}`);
        },
      }),
    );
  },
};
