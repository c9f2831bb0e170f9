import { BadMessage, parseMessage } from '#messages/registry.ts';
import { readDeadLetter } from '#runtime/dead-letter.ts';
import type { Canary } from './canary.ts';
import { overlay } from './overlay.ts';
import { withQueue } from './with-queue.ts';

/** Nobody learns that it was posted, nor why nothing came of it. */
export const lettersLost: Canary = {
  name: 'letters-lost',
  breaks: 'a message that cannot be read is deleted, and no dead letter tells of it',
  caught_by: ['I9'],
  platform: (platform) => {
    const { queue, names } = platform;
    const dead = new Set(names.work.map((one) => one.dead));
    return withQueue(
      platform,
      overlay(queue, {
        async send(name, messages) {
          const isLost =
            dead.has(name) && messages.every(({ body }) => isUnreadable(readDeadLetter(body)?.body ?? ''));
          return isLost ? messages.map((_message, n) => `unsent-${n}`) : queue.send(name, messages);
        },
      }),
    );
  },
};

function isUnreadable(body: string): boolean {
  try {
    parseMessage(body);
    return false;
  } catch (error) {
    if (error instanceof BadMessage) return true;
    throw error;
  }
}
