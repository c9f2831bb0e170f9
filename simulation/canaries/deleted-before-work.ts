import type { Canary } from './canary.ts';
import { overlay } from './overlay.ts';
import { withQueue } from './with-queue.ts';

/** Work that fails, or whose worker dies, is not done again: the message is gone. */
export const deletedBeforeWork: Canary = {
  name: 'deleted-before-work',
  breaks: 'a message is deleted as it is received, before it is handled',
  caught_by: ['I1', 'I3', 'I11'],
  platform: (platform) => {
    const { queue } = platform;
    return withQueue(
      platform,
      overlay(queue, {
        async receive(name, options) {
          const messages = await queue.receive(name, options);
          const receipts = messages.map(({ receipt }) => receipt);
          if (receipts.length > 0) await queue.delete(name, receipts);
          return messages;
        },
      }),
    );
  },
};
